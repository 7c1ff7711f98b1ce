// SPDX-License-Identifier: Apache-2.0
package stoa.chain.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/// Helpers for whoever calls: the calling thread does tasks too, so that a busy or closed pool only makes it slower.
/// Any thread may call.
public final class Workers implements AutoCloseable {
    private static final int THREADS_MAX = 8;

    private final ExecutorService pool;
    private final int helpers;

    private Workers(String name, int helpers) {
        var number = new AtomicInteger();
        this.helpers = helpers;
        this.pool = Executors.newFixedThreadPool(helpers, task -> Thread.ofPlatform()
                .daemon()
                .name(name + "-" + number.incrementAndGet())
                .unstarted(task));
    }

    /// Together with the caller one thread for each processor, at least two, at most eight.
    public static Workers start(String name) {
        return new Workers(name, Math.clamp(Runtime.getRuntime().availableProcessors(), 2, THREADS_MAX) - 1);
    }

    /// How many tasks run at once.
    public int parallelism() {
        return helpers + 1;
    }

    /// Runs all tasks and returns their results in order; a failure of one is thrown as it is once all have ended.
    public <T> List<T> all(List<Supplier<T>> tasks) {
        var run = new Run<>(tasks);
        try {
            for (int i = 1; i < Math.min(tasks.size(), parallelism()); i++) pool.execute(run);
        } catch (RejectedExecutionException _) {
            // Closing: the caller does the rest alone.
        }
        run.run();
        return run.results();
    }

    @Override
    public void close() {
        pool.shutdown();
    }

    /// One call's tasks, taken one after the other by whoever has time.
    private static final class Run<T> implements Runnable {
        private final List<Supplier<T>> tasks;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReferenceArray<T> results;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final CountDownLatch left;

        Run(List<Supplier<T>> tasks) {
            this.tasks = tasks;
            this.results = new AtomicReferenceArray<>(tasks.size());
            this.left = new CountDownLatch(tasks.size());
        }

        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
                try {
                    results.set(i, tasks.get(i).get());
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    left.countDown();
                }
            }
        }

        List<T> results() {
            awaitAll();
            switch (failure.get()) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
            var list = new ArrayList<T>(tasks.size());
            for (int i = 0; i < tasks.size(); i++) list.add(results.get(i));
            return list;
        }

        /// Waits even when interrupted: half of a computation is of no use, and no task lasts long.
        private void awaitAll() {
            boolean interrupted = false;
            while (true) {
                try {
                    left.await();
                    break;
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
