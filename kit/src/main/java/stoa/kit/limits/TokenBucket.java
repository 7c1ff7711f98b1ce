// SPDX-License-Identifier: Apache-2.0
package stoa.kit.limits;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Lets `perSecond` tokens a second through, and `burst` at once after a quiet time. Any number of threads.
public final class TokenBucket {
    /// What became of an attempt.
    public sealed interface Taking {
        record Granted() implements Taking {}

        /// Nothing was taken; `after` is the earliest time at which it can succeed.
        record Retry(Duration after) implements Taking {}
    }

    private static final Taking GRANTED = new Taking.Granted();

    private final double nanosPerToken;
    private final long burst;
    private final long burstNanos;
    private final LongSupplier nanoTime;
    // The moment at which the bucket will be full again; what lies between now and it has been taken.
    private final AtomicLong fullAt;

    public TokenBucket(long burst, double perSecond) {
        this(burst, perSecond, System::nanoTime);
    }

    public TokenBucket(long burst, double perSecond, LongSupplier nanoTime) {
        if (burst < 1) throw new IllegalArgumentException("a bucket holds at least one token");
        if (!(perSecond > 0)) throw new IllegalArgumentException("a bucket refills at a positive rate");
        this.nanosPerToken = 1e9 / perSecond;
        this.burst = burst;
        this.burstNanos = (long) (burst * nanosPerToken);
        this.nanoTime = nanoTime;
        this.fullAt = new AtomicLong(nanoTime.getAsLong());
    }

    public Taking tryTake() {
        return tryTake(1);
    }

    /// All `tokens` or none; more than the bucket can ever hold is the caller's mistake.
    public Taking tryTake(long tokens) {
        if (tokens < 1 || tokens > burst)
            throw new IllegalArgumentException("1.." + burst + " tokens can be taken, not " + tokens);
        long cost = (long) (tokens * nanosPerToken);
        while (true) {
            long now = nanoTime.getAsLong();
            long seen = fullAt.get();
            long start = seen - now > 0 ? seen : now;
            long wait = start + cost - now - burstNanos;
            if (wait > 0) return new Taking.Retry(Duration.ofNanos(wait));
            if (fullAt.compareAndSet(seen, start + cost)) return GRANTED;
        }
    }

    /// Tokens that could be taken now.
    public long available() {
        long taken = Math.max(0, fullAt.get() - nanoTime.getAsLong());
        return Math.max(0, (long) ((burstNanos - taken) / nanosPerToken));
    }
}
