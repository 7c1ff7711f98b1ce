// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import java.util.function.BooleanSupplier;
import stoa.types.Hash;
import stoa.types.chain.CommittedTx;
import stoa.types.chain.Submitted;

/// Patience for what happens on another thread.
public final class Waiting {
    private static final long PATIENCE_MILLIS = 20_000;

    private Waiting() {}

    public static void until(BooleanSupplier condition, String what) {
        until(condition, what, PATIENCE_MILLIS);
    }

    /// For what other processes do, which a busy machine may make wait.
    public static void until(BooleanSupplier condition, String what, long patienceMillis) {
        long end = System.nanoTime() + patienceMillis * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("waited in vain until " + what);
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    public static Hash taken(Chain chain, byte[] raw) {
        return switch (chain.submit(raw)) {
            case Submitted.Taken(var hash) -> hash;
            case Submitted.Refused refused -> throw new AssertionError(refused);
        };
    }

    /// Submits and waits for the block.
    public static CommittedTx done(Chain chain, byte[] raw) {
        return done(chain, taken(chain, raw));
    }

    public static CommittedTx done(Chain chain, Hash hash) {
        until(() -> chain.transaction(hash).isPresent(), hash + " is in a block");
        var place = chain.transaction(hash).orElseThrow();
        return chain.block(place.height()).txs().get(place.index());
    }
}
