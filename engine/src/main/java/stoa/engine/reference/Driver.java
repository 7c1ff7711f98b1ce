// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;
import stoa.engine.reference.llama.Batch;
import stoa.engine.reference.llama.Llama;
import stoa.engine.reference.llama.Team;
import stoa.engine.reference.llama.Workspace;

/// The one thread of an engine that computes: each step takes the next token of every answer being written and fills
/// the
/// rest of the batch with prompts being read. Started by the first job.
final class Driver implements AutoCloseable {
    private final Llama llama;
    private final int threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Job> jobs = new ArrayList<>();
    private @Nullable Thread thread;
    private boolean closed;

    // Of the driving thread alone.
    private final Batch batch = new Batch();
    private final Job[] owners = new Job[Batch.MOST];
    private final int[] numbers = new int[Batch.MOST];
    private int turn;

    Driver(Llama llama, int threads) {
        this.llama = llama;
        this.threads = threads;
    }

    void start(Job job) throws EngineException {
        lock.lock();
        try {
            if (closed) throw closedNow();
            if (thread == null)
                thread = Thread.ofPlatform().name("engine-driver").daemon().start(this::drive);
            jobs.add(job);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// A job is ready again, or cancelled.
    void wake() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            for (var job : jobs) job.fail(closedNow());
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    static EngineException closedNow() {
        return new EngineException(Kind.UNAVAILABLE, "The engine is closed.");
    }

    private void drive() {
        var workspace = new Workspace(llama.config());
        try (var team = new Team(llama.config(), threads)) {
            while (gather()) {
                try {
                    llama.step(batch, workspace, team, new Llama.Scored() {
                        @Override
                        public void scores(int index, float[] logits) {
                            owners[index].scores(numbers[index], logits);
                        }

                        @Override
                        public void state(int index, float[] state) {
                            owners[index].state(numbers[index], state);
                        }
                    });
                } catch (RuntimeException | Error e) {
                    // What a reader may see is only that it failed; the cause goes along for the log.
                    var why = new EngineException(Kind.INTERNAL, "The engine failed while computing.", e);
                    for (int i = 0; i < batch.size(); i++) {
                        owners[i].fail(why);
                        owners[i].cancel();
                    }
                }
            }
        }
    }

    /// Fills the batch, waiting until there is something to do. False when the engine is closed.
    private boolean gather() {
        batch.clear();
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    for (var job : jobs) job.fail(closedNow());
                    jobs.clear();
                    return false;
                }
                retire();
                fill();
                if (batch.size() > 0) return true;
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void retire() {
        jobs.removeIf(job -> {
            if (!job.cancelled() && !job.over()) return false;
            job.retired();
            return true;
        });
    }

    private void fill() {
        for (var job : jobs) if (!job.reading()) take(job, 1);
        int readers = 0;
        for (var job : jobs) if (job.reading()) readers++;
        if (readers == 0) return;
        // Prompts take turns at the head of the queue, each with an equal share of the room.
        int share = Math.max(1, (Batch.MOST - batch.size()) / readers);
        turn++;
        for (int i = 0; i < jobs.size(); i++) {
            var job = jobs.get((i + turn) % jobs.size());
            if (job.reading()) take(job, share);
        }
    }

    private void take(Job job, int most) {
        int count = Math.min(Math.min(most, job.ready()), Batch.MOST - batch.size());
        for (int i = 0; i < count; i++) {
            int number = job.cache.length();
            int index = job.add(batch);
            owners[index] = job;
            numbers[index] = number;
        }
    }
}
