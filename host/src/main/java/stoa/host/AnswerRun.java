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
import stoa.engine.Sink;
import stoa.host.rules.Grant;
import stoa.kit.log.Log;

/// Runs the choices of one answer on the engine, counts their units, asks for further increments, and stops when
/// money or the caller ends. A single choice runs on the calling thread, several at once on threads of their own;
/// what they send is one after the other.
final class AnswerRun {
    private static final Log LOG = Log.of(AnswerRun.class);

    /// Where stream chunks go; an `IOException` means the caller is gone.
    @FunctionalInterface
    interface Out {
        void chunk(byte[] payload) throws IOException;
    }

    /// Extends the grant by an increment, waiting for the money; false ends the answer with `length`.
    @FunctionalInterface
    interface Meter {
        boolean more() throws IOException, InterruptedException;
    }

    private final Engine engine;
    private final Asked.Completions asked;
    private final Grant grant;
    private final Meter meter;
    private final @Nullable Out out;
    private final InstantSource clock;
    private final Choice[] choices;
    /// Guards what the choices share, and the order in which they send.
    private final ReentrantLock turn = new ReentrantLock();

    private long units;
    private long firstTokenMillis;
    private boolean cutByBudget;
    private @Nullable EngineException failure;
    private volatile boolean aborted;
    private volatile boolean started;

    /// @param out where chunks go; null when the answer is sent whole
    AnswerRun(
            Engine engine, Asked.Completions asked, Grant grant, Meter meter, @Nullable Out out, InstantSource clock) {
        this.engine = engine;
        this.asked = asked;
        this.grant = grant;
        this.meter = meter;
        this.out = out;
        this.clock = clock;
        this.choices = new Choice[asked.choices().size()];
        for (int i = 0; i < choices.length; i++) choices[i] = new Choice(i);
    }

    /// Stops at once while the engine works, otherwise at the next token. From any thread; never waits.
    void abort() {
        aborted = true;
        for (var choice : choices) choice.leash.pull();
    }

    Outcome run() {
        if (choices.length == 1) choices[0].run();
        else runAll();
        return outcome();
    }

    private void runAll() {
        var threads = new Thread[choices.length];
        for (int i = 0; i < threads.length; i++)
            threads[i] = Thread.ofVirtual().name("choice-" + i).start(choices[i]::run);
        boolean interrupted = false;
        for (int i = 0; i < threads.length; ) {
            try {
                threads[i].join();
                i++;
            } catch (InterruptedException _) {
                interrupted = true;
                abort();
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private final class Choice implements Sink {
        private final int index;
        private final Leash leash = new Leash();
        private @Nullable Completion done;
        private boolean opened;

        Choice(int index) {
            this.index = index;
        }

        void run() {
            try {
                if (!leash.enter()) return;
                started = true;
                done = engine.complete(asked.choices().get(index), this);
            } catch (EngineException e) {
                fail(e);
            } catch (RuntimeException e) {
                LOG.error("an engine failed without saying why", e);
                fail(new EngineException(EngineException.Kind.INTERNAL, "The engine failed.", e));
            } finally {
                leash.leave();
            }
            if (done != null) close(done);
        }

        @Override
        public boolean accept(Piece piece) {
            leash.leave();
            boolean more = taken(piece);
            // An engine that was told to stop does so by itself, and then says what it used.
            if (more) leash.enter();
            return more;
        }

        private boolean taken(Piece piece) {
            turn.lock();
            try {
                return take(piece);
            } catch (IOException _) {
                abort();
                return false;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                abort();
                return false;
            } finally {
                turn.unlock();
            }
        }

        private boolean take(Piece piece) throws IOException, InterruptedException {
            if (aborted || cutByBudget || failure != null) return false;
            int count =
                    switch (piece) {
                        case Piece.Text text -> text.tokenCount();
                        case Piece.Delta delta -> delta.tokenCount();
                    };
            while (units + count > grant.output() && !grant.whole()) {
                if (meter.more()) continue;
                cutByBudget = !aborted;
                return false;
            }
            units += count;
            if (firstTokenMillis == 0) firstTokenMillis = clock.millis();
            if (out == null) asked.shape().keep(index, piece);
            else send(out, asked.shape().chunk(index, piece));
            return !aborted;
        }

        private void close(Completion completion) {
            turn.lock();
            try {
                if (aborted || failure != null) return;
                // Only a budget that ended cancels without an abort.
                var reason = completion.finishReason() == FinishReason.CANCELLED
                        ? FinishReason.LENGTH
                        : completion.finishReason();
                if (out == null) asked.shape().finish(index, reason);
                else send(out, asked.shape().closing(index, reason));
            } catch (IOException _) {
                abort();
            } finally {
                turn.unlock();
            }
        }

        /// The opening waits for the first piece, so that a refusal of the engine can still be a status.
        private void send(Out to, byte[] payload) throws IOException {
            if (!opened) {
                opened = true;
                var opening = asked.shape().opening(index);
                if (opening.length > 0) to.chunk(opening);
            }
            if (payload.length > 0) to.chunk(payload);
        }
    }

    private void fail(EngineException why) {
        turn.lock();
        try {
            if (failure == null) failure = why;
        } finally {
            turn.unlock();
        }
        if (choices.length > 1) for (var choice : choices) choice.leash.pull();
    }

    private Outcome outcome() {
        long plain = 0;
        long cached = 0;
        long output = 0;
        boolean inputKnown = true;
        boolean complete = true;
        int perPrompt = choices.length / asked.prompts();
        for (int i = 0; i < choices.length; i++) {
            var done = choices[i].done;
            complete &= done != null;
            if (i % perPrompt == 0) {
                inputKnown &= done != null;
                if (done != null) {
                    plain += done.usage().input() - done.usage().cachedInput();
                    cached += done.usage().cachedInput();
                }
            }
            if (done != null) output += done.usage().output();
        }
        // A stopped answer is charged for what was delivered, not for what the engine had computed ahead.
        if (aborted || cutByBudget) output = units;
        if (!complete && !aborted && failure == null)
            failure = new EngineException(EngineException.Kind.INTERNAL, "The engine failed.");
        return new Outcome(
                plain,
                cached,
                inputKnown,
                output,
                firstTokenMillis == 0 ? clock.millis() : firstTokenMillis,
                started,
                aborted,
                cutByBudget,
                aborted ? Optional.empty() : Optional.ofNullable(failure));
    }
}
