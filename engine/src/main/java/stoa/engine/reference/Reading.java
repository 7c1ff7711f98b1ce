// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;
import stoa.engine.reference.llama.Batch;
import stoa.engine.reference.llama.KvCache;

/// Given tokens, read for what the model makes of each of them: scores, or states.
final class Reading extends Job {
    /// Takes what the model says of the token at a position, in order and on the driver's thread; the array is lent.
    interface Taker {
        void take(int position, float[] values);
    }

    private final int[] tokens;
    private final Batch.Want want;
    private final Taker taker;
    private final CountDownLatch done = new CountDownLatch(1);
    private int taken;
    private volatile @Nullable EngineException failure;

    Reading(KvCache cache, int[] tokens, Batch.Want want, Taker taker) {
        super(cache);
        this.tokens = tokens;
        this.want = want;
        this.taker = taker;
    }

    /// The caller's half: waits until all is told.
    void run(Driver driver) throws EngineException {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(Kind.UNAVAILABLE, "The request was interrupted.", e);
        } finally {
            cancel();
            driver.wake();
        }
        var why = failure;
        if (why != null) throw why;
    }

    @Override
    int ready() {
        return tokens.length - cache.length();
    }

    @Override
    boolean reading() {
        return true;
    }

    @Override
    int add(Batch batch) {
        return batch.add(tokens[cache.length()], cache, want);
    }

    @Override
    void scores(int n, float[] logits) {
        told(n, logits);
    }

    @Override
    void state(int n, float[] state) {
        told(n, state);
    }

    private void told(int n, float[] values) {
        taker.take(n, values);
        if (++taken == tokens.length) done.countDown();
    }

    @Override
    boolean over() {
        return done.getCount() == 0;
    }

    @Override
    void fail(EngineException why) {
        if (failure == null) failure = why;
        done.countDown();
    }
}
