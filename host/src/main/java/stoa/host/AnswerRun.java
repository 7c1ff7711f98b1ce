// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stoa.engine.Completion;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.host.rules.Increments;
import stoa.types.Usage;

/// Runs the choices of one answer on the engine, counts their units, asks for further increments, and stops when money or
/// the caller ends. Several choices run at once; what they send is one after the other.
final class AnswerRun {
    /// Where stream chunks go; an `IOException` means the caller is gone.
    @FunctionalInterface
    interface Out {
        void chunk(byte[] payload) throws IOException;
    }

    /// Asks for the n-th increment (the first came with the request); false ends the answer with `length`.
    @FunctionalInterface
    interface Meter {
        boolean more(long increments) throws IOException;
    }

    /// What it came to.
    ///
    /// @param failure why the engine gave up, if it did
    record Outcome(
            Usage usage,
            stoa.engine.Usage engineUsage,
            long firstTokenMillis,
            boolean aborted,
            boolean cutByBudget,
            Optional<EngineException> failure) {}

    private final Engine engine;
    private final Asked.Completions asked;
    private final Meter meter;
    private final InstantSource clock;
    private final @Nullable Out out;
    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Completion[] done;
    private final boolean[] opened;
    private long units;
    private long increments = 1;
    private long firstTokenMillis;
    private volatile boolean aborted;
    private boolean cutByBudget;
    private @Nullable EngineException failure;

    /// @param out where chunks go; null when the answer is sent whole
    AnswerRun(Engine engine, Asked.Completions asked, Meter meter, @Nullable Out out, InstantSource clock) {
        this.engine = engine;
        this.asked = asked;
        this.meter = meter;
        this.out = out;
        this.clock = clock;
        this.done = new Completion[asked.choices().size()];
        this.opened = new boolean[done.length];
    }

    /// Stops at the next token; the caller cut the answer.
    void abort() {
        aborted = true;
    }

    /// Units delivered so far.
    long units() {
        lock.lock();
        try {
            return units;
        } finally {
            lock.unlock();
        }
    }

    Outcome run() throws InterruptedException {
        if (done.length == 1) {
            choice(0);
        } else {
            var threads = new Thread[done.length];
            for (int i = 0; i < threads.length; i++) {
                int index = i;
                threads[i] = Thread.ofVirtual().name("choice-" + i).start(() -> choice(index));
            }
            try {
                for (var thread : threads) thread.join();
            } catch (InterruptedException e) {
                abort();
                for (var thread : threads) thread.join();
                throw e;
            }
        }
        return outcome();
    }

    private void choice(int index) {
        try {
            var completion = engine.complete(asked.choices().get(index), piece -> accept(index, piece));
            lock.lock();
            try {
                done[index] = completion;
                if (aborted || failure != null) return;
                var reason = completion.finishReason() == FinishReason.CANCELLED
                        ? FinishReason.LENGTH // only a budget that ended cancels without an abort
                        : completion.finishReason();
                if (out == null) asked.shape().finish(index, reason);
                else send(index, asked.shape().closing(index, reason));
            } finally {
                lock.unlock();
            }
        } catch (EngineException e) {
            lock.lock();
            try {
                if (failure == null) failure = e;
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            abort();
        }
    }

    private boolean accept(int index, Piece piece) {
        lock.lock();
        try {
            if (aborted || cutByBudget || failure != null) return false;
            int count =
                    switch (piece) {
                        case Piece.Text text -> text.tokenCount();
                        case Piece.Delta delta -> delta.tokenCount();
                    };
            while (units + count > increments * Increments.UNITS) {
                if (!meter.more(increments + 1)) {
                    cutByBudget = true;
                    return false;
                }
                increments++;
            }
            units += count;
            if (firstTokenMillis == 0) firstTokenMillis = clock.millis();
            if (out == null) asked.shape().keep(index, piece);
            else send(index, asked.shape().chunk(index, piece));
            return !aborted;
        } catch (IOException e) {
            abort();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Under the lock. The opening waits for the first piece, so that a refusal of the engine can still be a status.
    private void send(int index, byte[] payload) throws IOException {
        if (out == null) return;
        if (!opened[index]) {
            opened[index] = true;
            var opening = asked.shape().opening(index);
            if (opening.length > 0) out.chunk(opening);
        }
        if (payload.length > 0) out.chunk(payload);
    }

    private Outcome outcome() {
        int input = 0;
        int cached = 0;
        long output = 0;
        int perPrompt = done.length / asked.prompts();
        for (int i = 0; i < done.length; i++) {
            var completion = done[i];
            if (completion == null) continue;
            if (i % perPrompt == 0) {
                input += completion.usage().input();
                cached += completion.usage().cachedInput();
            }
            output += completion.usage().output();
        }
        // A stopped answer is charged for what was delivered, not for what the engine had computed ahead.
        if (aborted || cutByBudget) output = Math.min(output, units);
        var engineUsage = new stoa.engine.Usage(input, cached, (int) Math.min(output, Integer.MAX_VALUE));
        return new Outcome(
                new Usage(input - cached, cached, output),
                engineUsage,
                firstTokenMillis == 0 ? clock.millis() : firstTokenMillis,
                aborted,
                cutByBudget,
                Optional.ofNullable(failure));
    }
}
