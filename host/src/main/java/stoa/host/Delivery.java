// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.host.rules.Increments;
import stoa.kit.crypto.Digests;
import stoa.kit.http.Response;
import stoa.kit.http.SseWriter;
import stoa.kit.http.Stream;
import stoa.kit.limits.Permits;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.market.Receipt;
import stoa.types.market.Wire;

/// Brings one answer of text to its caller. The engine runs on a thread of its own until the first thing must be sent;
/// only then is the response a stream, so that whatever fails before is a plain status and can be tried elsewhere. An
/// answer sent whole becomes a stream only if it must ask for a further increment.
final class Delivery {
    private static final Duration OPEN_WAIT = Duration.ofSeconds(30);

    private final HostState host;
    private final Asked.Completions asked;
    private final Permits.Permit permit;
    private final Duration incrementWait;
    private final String id;
    private final MessageDigest digest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AnswerRun run;
    private @Nullable Answer answer;
    private boolean streaming;
    private @Nullable SseWriter out;
    private AnswerRun.@Nullable Outcome outcome;
    private @Nullable Throwable broken;

    Delivery(
            HostState host,
            Engine engine,
            Asked.Completions asked,
            Permits.Permit permit,
            Duration incrementWait,
            String id,
            InstantSource clock) {
        this.host = host;
        this.asked = asked;
        this.permit = permit;
        this.incrementWait = incrementWait;
        this.id = id;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        this.run = new AnswerRun(engine, asked, this::more, asked.stream() ? this::chunk : null, clock);
    }

    /// Stops at the next token.
    void abort() {
        run.abort();
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The response: whole, or a stream that is already under way.
    Response respond(Answer theAnswer) throws EngineException, IOException {
        answer = theAnswer;
        boolean brief = !asked.stream() && asked.outputMost().orElse(Long.MAX_VALUE) <= Increments.UNITS;
        try {
            if (brief) return settled(run.run());
            Thread.ofVirtual().name("answer").start(this::work);
            lock.lock();
            try {
                while (!streaming && outcome == null && broken == null) changed.await();
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            run.abort();
            theAnswer.abandon();
            permit.close();
            Thread.currentThread().interrupt();
            throw new IOException("the host stops", e);
        }
        if (streaming) return Response.events(this::deliver);
        return settled(done());
    }

    private void work() {
        try {
            ended(run.run(), null);
        } catch (InterruptedException e) {
            ended(null, e);
        } catch (RuntimeException e) {
            // The thread's last word: whoever waits for the outcome must hear of it.
            ended(null, e);
        }
    }

    private void ended(AnswerRun.@Nullable Outcome how, @Nullable Throwable why) {
        lock.lock();
        try {
            outcome = how;
            broken = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private AnswerRun.Outcome done() throws IOException {
        lock.lock();
        try {
            while (outcome == null && broken == null) changed.awaitUninterruptibly();
            if (outcome == null) throw new IOException("the answer broke", broken);
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    private Answer answer() {
        if (answer == null) throw new IllegalStateException("respond comes first");
        return answer;
    }

    private Response settled(AnswerRun.Outcome how) throws EngineException, IOException {
        try (permit) {
            if (how.failure().isPresent()) {
                answer().abandon();
                throw how.failure().get();
            }
            var body = asked.shape().whole(how.engineUsage());
            var receipt = answer().finish(how, Digests.INSTANCE.sha256(body), 0);
            return Response.json(200, body).with(Wire.RECEIPT_HEADER, host.encode(receipt));
        } finally {
            answer().abandon();
        }
    }

    private void deliver(Stream stream) throws IOException {
        try (permit) {
            lock.lock();
            try {
                out = new SseWriter(stream);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            var how = done();
            if (asked.stream()) endStream(how);
            else endWhole(how);
        } finally {
            answer().abandon();
        }
    }

    private void endStream(AnswerRun.Outcome how) throws IOException {
        if (how.failure().isPresent()) chunk(Refusals.body(how.failure().get()));
        else if (asked.usageChunk() && !how.aborted()) chunk(asked.shape().usage(how.engineUsage()));
        var receipt = answer().finish(how, Hash.of(digest.digest()), Receipt.FLAG_STREAMED);
        var to = writer();
        to.comment(text(Wire.receiptComment(receipt)));
        to.data("[DONE]");
    }

    private void endWhole(AnswerRun.Outcome how) throws IOException {
        var body = how.failure().isPresent()
                ? Refusals.body(how.failure().get())
                : asked.shape().whole(how.engineUsage());
        var receipt = answer().finish(how, Digests.INSTANCE.sha256(body), 0);
        var to = writer();
        to.data(body);
        to.comment(text(Wire.receiptComment(receipt)));
        to.data("[DONE]");
    }

    private void chunk(byte[] payload) throws IOException {
        var to = writer();
        digest.update(payload);
        to.data(payload);
    }

    private boolean more(long increments) throws IOException {
        return answer().extend(asked.outputMost().orElse(Long.MAX_VALUE >> 16), increments, incrementWait, this::ask);
    }

    private void ask(Amount ceiling) throws IOException {
        writer().comment(text(Wire.incrementComment(new Wire.Increment(id, ceiling))));
    }

    /// A whole comment line without the colon and space that the writer adds.
    private static String text(String line) {
        return line.substring(2);
    }

    /// The open stream; the first call makes the response one and waits for it.
    private SseWriter writer() throws IOException {
        lock.lock();
        try {
            streaming = true;
            changed.signalAll();
            long left = OPEN_WAIT.toNanos();
            while (out == null && left > 0) left = changed.awaitNanos(left);
            if (out == null) throw new IOException("the caller went away before the answer began");
            return out;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the host stops", e);
        } finally {
            lock.unlock();
        }
    }
}
