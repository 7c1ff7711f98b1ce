// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A few threads that share one piece of work at a time. Which thread takes which part changes no result: parts never
/// add to each other. Used by one thread, which works along.
public final class Team implements AutoCloseable {
    /// Looks before a waiting thread goes to sleep: some ten microseconds.
    private static final int PATIENCE = 2_000;

    /// One part of the work.
    interface Part {
        void run(int index, Scratch scratch);
    }

    /// Memory of one thread.
    static final class Scratch {
        final float[] rows;
        final byte[] raw;
        final float[] lanes = new float[Weights.LANES];
        final float[] scores;
        final float[] pageScores = new float[KvCache.PAGE];
        final float[] headOut;

        Scratch(LlamaConfig c) {
            int widest = Kernels.padded(Math.max(Math.max(c.width(), c.hidden()), c.queryWidth()));
            rows = new float[4 * widest];
            raw = new byte[4 * widest];
            scores = new float[c.context()];
            headOut = new float[c.headWidth()];
        }
    }

    /// A call of [#share]; helpers see it whole or not at all.
    private static final class Work {
        final Part part;
        final int count;
        final AtomicInteger next = new AtomicInteger();
        final AtomicInteger done = new AtomicInteger();
        volatile @Nullable Throwable failure;

        Work(Part part, int count) {
            this.part = part;
            this.count = count;
        }
    }

    private final Scratch[] scratch;
    private final Thread[] helpers;
    private volatile @Nullable Work work;
    private volatile boolean closed;

    public Team(LlamaConfig config, int threads) {
        scratch = new Scratch[threads];
        for (int i = 0; i < threads; i++) scratch[i] = new Scratch(config);
        helpers = new Thread[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            var mine = scratch[i + 1];
            helpers[i] = Thread.ofPlatform()
                    .name("engine-helper-" + (i + 1))
                    .daemon()
                    .start(() -> help(mine));
        }
    }

    int size() {
        return scratch.length;
    }

    Scratch scratch(int thread) {
        return scratch[thread];
    }

    /// Runs all parts and returns when each is done.
    void share(int count, Part part) {
        if (helpers.length == 0 || count < 2) {
            for (int i = 0; i < count; i++) part.run(i, scratch[0]);
            return;
        }
        var mine = new Work(part, count);
        work = mine;
        for (var helper : helpers) LockSupport.unpark(helper);
        take(mine, scratch[0]);
        for (int i = 0; mine.done.get() < count; i++) {
            if (i < PATIENCE) Thread.onSpinWait();
            else Thread.yield();
        }
        work = null;
        if (mine.failure != null) throw new IllegalStateException("a part of the work failed", mine.failure);
    }

    @Override
    public void close() {
        closed = true;
        for (var helper : helpers) LockSupport.unpark(helper);
    }

    private void help(Scratch mine) {
        Work last = null;
        int idle = 0;
        while (!closed) {
            var now = work;
            if (now != null && now != last) {
                take(now, mine);
                last = now;
                idle = 0;
            } else if (++idle < PATIENCE) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                idle = 0;
            }
        }
    }

    private static void take(Work work, Scratch scratch) {
        for (int i = work.next.getAndIncrement(); i < work.count; i = work.next.getAndIncrement()) {
            try {
                work.part.run(i, scratch);
            } catch (RuntimeException | Error e) {
                work.failure = e;
            } finally {
                work.done.incrementAndGet();
            }
        }
    }
}
