// SPDX-License-Identifier: Apache-2.0
package stoa.kit.clock;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs one piece of work again and again on a virtual thread of its own, `period` after the end of the previous
/// run. A run that fails is reported and does not stop the next.
public final class Ticker implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean stopped;
    private boolean wanted;

    private Ticker(String name, Duration period, Work work, Consumer<Throwable> failures) {
        this.thread = Thread.ofVirtual().name(name).unstarted(() -> loop(period.toNanos(), work, failures));
    }

    /// What is repeated; an `InterruptedException` is the sign to stop.
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    public static Ticker start(String name, Duration period, Work work, Consumer<Throwable> failures) {
        if (!period.isPositive()) throw new IllegalArgumentException("the period of " + name + " must be positive");
        var ticker = new Ticker(name, period, work, failures);
        ticker.thread.start();
        return ticker;
    }

    /// Asks for the next run now.
    public void wake() {
        lock.lock();
        try {
            wanted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Lets a run in progress finish (up to five seconds, then interrupts it) and returns when there will be no
    /// other.
    @Override
    public void close() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (Thread.currentThread() == thread) return;
        try {
            if (!thread.join(Duration.ofSeconds(5))) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void loop(long periodNanos, Work work, Consumer<Throwable> failures) {
        while (await(periodNanos)) {
            Throwable failure = attempt(work);
            if (failure instanceof InterruptedException) return;
            if (failure != null) failures.accept(failure);
        }
    }

    private static @Nullable Throwable attempt(Work work) {
        try {
            work.run();
            return null;
        } catch (Throwable failure) {
            return failure;
        }
    }

    private boolean await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!stopped && !wanted && left > 0) left = changed.awaitNanos(left);
            wanted = false;
            return !stopped;
        } catch (InterruptedException _) {
            return false;
        } finally {
            lock.unlock();
        }
    }
}
