// SPDX-License-Identifier: Apache-2.0
package stoa.kit.limits;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// At most `limit` holders at once. Never waits.
public final class Permits {
    private final int limit;
    private final AtomicInteger held = new AtomicInteger();

    public Permits(int limit) {
        if (limit < 0) throw new IllegalArgumentException("a limit is not negative");
        this.limit = limit;
    }

    /// A permit to close when done, or empty when all are out.
    public Optional<Permit> tryTake() {
        while (true) {
            int now = held.get();
            if (now >= limit) return Optional.empty();
            if (held.compareAndSet(now, now + 1)) return Optional.of(new Permit(this));
        }
    }

    public int held() {
        return held.get();
    }

    public int limit() {
        return limit;
    }

    /// Closing twice gives back once.
    public static final class Permit implements AutoCloseable {
        private final Permits owner;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Permit(Permits owner) {
            this.owner = owner;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) owner.held.decrementAndGet();
        }
    }
}
