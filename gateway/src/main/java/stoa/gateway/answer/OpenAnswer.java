// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import stoa.gateway.openai.AnswerScan;
import stoa.gateway.rules.Patience;
import stoa.gateway.rules.Retries;
import stoa.gateway.rules.Seen;
import stoa.kit.crypto.Base64Url;
import stoa.kit.crypto.Digests;
import stoa.kit.http.HttpStream;
import stoa.kit.log.Log;
import stoa.types.Hash;
import stoa.types.codec.Malformed;
import stoa.types.market.SignedReceipt;
import stoa.types.market.Wire;

/// A stream under way: events pass on as they come, the host's comments stay here, and its receipt ends it. One
/// thread reads; the caller's leaving and the granting of increments come from others.
public final class OpenAnswer {
    private static final Log LOG = Log.of(OpenAnswer.class);
    private static final int EVENT_MOST = 64 << 20;
    /// How long the receipt of a cancelled answer is waited for.
    private static final long CANCEL_NANOS = 2_000_000_000L;
    private static final String INCREMENT = Wire.INCREMENT_COMMENT.substring(2);
    private static final String RECEIPT = Wire.RECEIPT_COMMENT.substring(2);

    private final Exchange.Services services;
    private final Patience patience;
    private final Sent sent;
    private final HttpStream stream;
    private final Frames frames;
    private final Watch.Guard guard;
    private final MessageDigest digest = Digests.newSha256();
    private final AnswerScan scan = new AnswerScan();
    private final Increments increments;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private volatile long cancelUnits = Seen.NOT_CANCELLED;
    private volatile long deliveredUnits;
    private Frames.@Nullable Frame first;
    private @Nullable SignedReceipt receipt;
    private long firstNanos;
    private Optional<Answered.End> end = Optional.empty();

    OpenAnswer(Exchange.Services services, Patience patience, Sent sent, HttpStream stream) {
        this.services = services;
        this.patience = patience;
        this.sent = sent;
        this.stream = stream;
        this.frames = new Frames(stream.body(), EVENT_MOST);
        this.guard = services.watch().over(stream);
        this.increments = new Increments(services, sent);
    }

    // ── until the first event ──

    /// Waits for the first event; null when it is here. Until then another host can be tried.
    Retries.@Nullable Failure begin() {
        sent.caller().onLeave(this::leave);
        long firstMillis = patience.firstMillis(
                sent.ask().stream() ? sent.desk().firstMicros() : 0, sent.ask().bodyBytes());
        long deadline = sent.sentNanos() + firstMillis * 1_000_000;
        try {
            while (true) {
                quietUntil(deadline);
                var frame = frames.next();
                switch (frame.kind()) {
                    case COMMENT -> heard(frame.text());
                    case DATA -> {
                        return begun(frame);
                    }
                    case DONE, END -> {
                        return gaveUp(Retries.Failure.BROKEN);
                    }
                }
            }
        } catch (IOException failure) {
            LOG.debug(
                    "a host broke off before its first token",
                    "host",
                    sent.lane().host(),
                    "why",
                    failure.getMessage());
            return gaveUp(guard.expired() ? Retries.Failure.STALLED : Retries.Failure.BROKEN);
        }
    }

    private Retries.@Nullable Failure begun(Frames.Frame frame) throws IOException {
        take(frame);
        if (scan.failed()) {
            readToEnd();
            return gaveUp(Retries.Failure.UNAVAILABLE);
        }
        first = frame;
        firstNanos = System.nanoTime();
        if (sent.ask().stream()) {
            long micros = sent.micros();
            sent.desk().spoke(micros);
            services.metrics().spoke(sent.query().offer().id(), micros);
        }
        return null;
    }

    /// Reads the rest of an answer that failed, for its receipt.
    private void readToEnd() throws IOException {
        while (true) {
            quietUntil(Long.MAX_VALUE);
            var frame = frames.next();
            if (frame.kind() == Frames.Kind.COMMENT) heard(frame.text());
            if (frame.kind() == Frames.Kind.DONE || frame.kind() == Frames.Kind.END) return;
        }
    }

    /// Nothing reached the caller: this host gets nothing, but its word that it failed is counted.
    private Retries.Failure gaveUp(Retries.Failure failure) {
        guard.close();
        stream.close();
        long now = services.clock().millis();
        boolean cut = cancelUnits != Seen.NOT_CANCELLED;
        sent.lane().abandon(sent.attempt(), cancelUnits, cut ? sent.money().take() : null, now);
        if (receipt != null || cut) sent.lane().catchUpSoon(now);
        if (cut) sent.desk().left();
        else sent.desk().failed(now);
        increments.close();
        return failure;
    }

    // ── from the first event on ──

    /// Passes everything on and settles. Returns when the answer has ended, however.
    public Answered.End pump(Sink sink) {
        Sink to = sink;
        try {
            var frame = first;
            first = null;
            while (true) {
                if (frame == null) {
                    if (frames.dry()) to = flushed(to);
                    quietUntil(Long.MAX_VALUE);
                    frame = frames.next();
                    if (frame.kind() == Frames.Kind.DATA) take(frame);
                }
                switch (frame.kind()) {
                    case DATA -> to = passed(to, frame);
                    case COMMENT -> heard(frame.text());
                    case DONE -> {
                        return complete(flushed(to));
                    }
                    case END -> {
                        return receipt != null
                                ? complete(flushed(to))
                                : broke(flushed(to), "The host ended the answer early.");
                    }
                }
                frame = null;
            }
        } catch (IOException failure) {
            LOG.debug("a host broke off", "host", sent.lane().host(), "why", failure.getMessage());
            return broke(flushed(to), guard.expired() ? "The host fell silent." : "The connection to the host broke.");
        } finally {
            guard.close();
            stream.close();
            increments.close();
        }
    }

    /// Counts an event in, before anybody else sees it.
    private void take(Frames.Frame frame) {
        digest.update(frame.bytes(), frame.payloadFrom(), frame.payloadLength());
        scan.feed(frame.bytes(), frame.payloadFrom(), frame.payloadTo());
        deliveredUnits = Seen.delivered(sent.ask(), scan.events(), scan.contentBytes());
        increments.delivered(scan.contentBytes());
    }

    private Sink passed(Sink to, Frames.Frame frame) {
        try {
            to.event(frame.bytes(), frame.from(), frame.to(), frame.payloadFrom(), frame.payloadTo());
            return to;
        } catch (IOException _) {
            sent.caller().leave();
            return NOWHERE;
        }
    }

    private Sink flushed(Sink to) {
        try {
            to.flush();
            return to;
        } catch (IOException _) {
            sent.caller().leave();
            return NOWHERE;
        }
    }

    private static final Sink NOWHERE = new Nowhere();

    private void quietUntil(long deadlineNanos) {
        if (cancelled.get()) return; // the cancel has set the last deadline
        long silence = System.nanoTime() + patience.silenceMillis() * 1_000_000;
        guard.until(deadlineNanos == Long.MAX_VALUE ? silence : Math.min(silence, deadlineNanos));
    }

    private void heard(String comment) {
        if (comment.startsWith(RECEIPT)) {
            try {
                receipt = services.link().promises().receipt(Base64Url.decode(comment.substring(RECEIPT.length())));
            } catch (Malformed | IllegalArgumentException _) {
                LOG.warn("a host's receipt cannot be read", "host", sent.lane().host());
            }
        } else if (comment.startsWith(INCREMENT)) {
            increments.asked(comment.substring(INCREMENT.length()));
        }
    }

    // ── the caller goes ──

    /// Tells the host to stop, and gives it a moment to bring its receipt.
    private void leave() {
        if (!cancelled.compareAndSet(false, true)) return;
        cancelUnits = deliveredUnits;
        guard.until(System.nanoTime() + CANCEL_NANOS);
        services.metrics().cut("caller");
        Thread.ofVirtual().name("cancel").start(() -> {
            try {
                services.link().cancel(sent.endpoint(), sent.lane(), sent.attempt(), cancelUnits);
            } catch (IOException failure) {
                LOG.debug("a cancel did not reach its host", "host", sent.lane().host(), "why", failure.getMessage());
            }
        });
    }

    // ── the end ──

    private Answered.End complete(Sink to) {
        var signed = receipt;
        long now = services.clock().millis();
        if (signed == null) {
            LOG.warn("a host gave no receipt", "host", sent.lane().host());
            sent.money().giveBack();
            sent.lane().abandon(sent.attempt(), Seen.NOT_CANCELLED, null, now);
            sent.desk().failed(now);
        } else {
            var hash = Hash.of(digest.digest());
            var settled = services.cashier()
                    .settle(sent.lane(), sent.attempt(), sent.money().take(), signed, seen(Optional.of(hash), true));
            if (settled.cause() == null && !scan.failed())
                sent.desk().served(signed.receipt().usage().output(), (System.nanoTime() - firstNanos) / 1_000);
            else sent.desk().failed(now);
            var usage = signed.receipt().usage();
            long used = usage.input() + usage.cachedInput() + usage.output();
            sent.query().account().used(used - sent.query().tokensTaken(), now);
            end = Optional.of(new Answered.End(true, settled.costObol(), Optional.of(usage)));
        }
        try {
            to.done(sent.proof());
        } catch (IOException _) {
            LOG.debug("the caller went away at the very end");
        }
        return end.orElseGet(() -> new Answered.End(true, 0, scan.usage()));
    }

    /// The host is gone: what came of it is not charged, unless the caller itself cut the answer.
    private Answered.End broke(Sink to, String message) {
        long now = services.clock().millis();
        if (cancelled.get()) {
            sent.lane().abandon(sent.attempt(), cancelUnits, sent.money().take(), now);
            sent.desk().left();
            return new Answered.End(false, 0, scan.usage());
        }
        if (sent.ask().stream()) sent.money().giveBack(); // otherwise another host may still answer
        sent.lane().abandon(sent.attempt(), Seen.NOT_CANCELLED, null, now);
        sent.desk().failed(now);
        services.metrics().cut("host");
        try {
            to.broken(message + " What was delivered is not charged.");
        } catch (IOException _) {
            LOG.debug("the caller went away at the very end");
        }
        return new Answered.End(false, 0, scan.usage());
    }

    private Seen seen(Optional<Hash> hash, boolean complete) {
        return new Seen(
                sent.ask(),
                hash,
                scan.contentBytes(),
                scan.events(),
                scan.usage(),
                sent.attempt().reserved(),
                sent.attempt().sentMillis(),
                services.clock().millis(),
                cancelUnits,
                complete);
    }
}
