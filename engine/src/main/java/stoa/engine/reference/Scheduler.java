// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;

/// How many callers are served at once, how many wait, and that the next is told so.
final class Scheduler implements AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ReferenceLimits limits;
    private final Semaphore active;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    Scheduler(ReferenceLimits limits) {
        this.limits = limits;
        this.active = new Semaphore(limits.active(), true);
    }

    /// A turn among the active answers; close it when done.
    Turn admit() throws EngineException {
        if (!active.tryAcquire()) await();
        if (!closed) return new Turn();
        active.release();
        throw Driver.closedNow();
    }

    private void await() throws EngineException {
        if (waiting.incrementAndGet() > limits.waiting()) {
            waiting.decrementAndGet();
            throw EngineException.overloaded(
                    "The engine is full: " + limits.active() + " answers are running and " + limits.waiting()
                            + " callers wait. Try again in a second.",
                    RETRY_AFTER);
        }
        try {
            active.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(Kind.UNAVAILABLE, "The request was interrupted.", e);
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public void close() {
        closed = true;
        active.release(limits.waiting() + 1); // the waiting wake up and see that it is over
    }

    final class Turn implements AutoCloseable {
        @Override
        public void close() {
            active.release();
        }
    }
}
