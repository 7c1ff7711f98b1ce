// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;
import stoa.engine.reference.llama.Llama;
import stoa.engine.reference.llama.LlamaConfig;

/// Shares a few computing threads among many answers. Callers (often virtual threads, which must not compute for
/// long) hand over one step at a time and wait for it; steps run in the order they came, so answers take turns
/// token by token.
final class Scheduler implements AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ReferenceLimits limits;
    private final ThreadPoolExecutor threads;
    private final ThreadLocal<Llama.Workspace> workspace;
    private final Semaphore active;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    Scheduler(ReferenceLimits limits, LlamaConfig config) {
        this.limits = limits;
        this.workspace = ThreadLocal.withInitial(() -> new Llama.Workspace(config));
        this.active = new Semaphore(limits.active(), true);
        // The queue holds at most one step of each active answer.
        this.threads = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("engine-", 1).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// A turn among the active answers; close it when done.
    Turn admit() throws EngineException {
        if (!active.tryAcquire()) await();
        if (!closed) return new Turn();
        active.release();
        throw closedNow();
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
            throw interrupted(e);
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow().forEach(step -> ((java.util.concurrent.Future<?>) step).cancel(false));
        active.release(limits.waiting() + 1); // the waiting wake up and see that it is over
    }

    private static EngineException closedNow() {
        return new EngineException(Kind.UNAVAILABLE, "The engine is closed.");
    }

    private static EngineException interrupted(InterruptedException e) {
        return new EngineException(Kind.UNAVAILABLE, "The request was interrupted.", e);
    }

    final class Turn implements AutoCloseable {
        /// Runs one step on a computing thread and waits for it.
        void step(Consumer<Llama.Workspace> step) throws EngineException {
            try {
                threads.submit(() -> step.accept(workspace.get())).get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw interrupted(e);
            } catch (ExecutionException e) {
                throw new EngineException(Kind.INTERNAL, "The engine failed while computing.", e.getCause());
            } catch (RejectedExecutionException | CancellationException _) {
                throw closedNow();
            }
        }

        @Override
        public void close() {
            active.release();
        }
    }
}
