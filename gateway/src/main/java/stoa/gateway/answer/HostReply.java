// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.gateway.market.Cashier;
import stoa.gateway.market.HostLink;
import stoa.gateway.market.Refusal;
import stoa.gateway.openai.AnswerScan;
import stoa.gateway.openai.ApiError;
import stoa.gateway.rules.Patience;
import stoa.gateway.rules.Retries;
import stoa.gateway.rules.Seen;
import stoa.kit.crypto.Base64Url;
import stoa.kit.crypto.Digests;
import stoa.kit.http.HttpFailure;
import stoa.kit.http.HttpStream;
import stoa.kit.json.Json;
import stoa.kit.log.Log;
import stoa.types.Hash;
import stoa.types.codec.Malformed;
import stoa.types.market.SignedReceipt;
import stoa.types.market.Wire;

/// Reads what a host answers to one attempt, up to the point where nothing can be tried elsewhere any more.
final class HostReply {
    private static final Log LOG = Log.of(HostReply.class);
    static final int ANSWER_MOST = 256 << 20;
    private static final int REFUSAL_MOST = 1 << 20;

    private final Exchange.Services services;
    private final Patience patience;
    private final Sent sent;

    /// What follows.
    sealed interface Outcome {
        record Done(Answered answered) implements Outcome {}

        /// Another host may be tried.
        record Failed(Retries.Failure failure) implements Outcome {}

        /// The host counted so many input units and wants a voucher for them.
        record Counted(long inputUnits) implements Outcome {}

        /// The host does not know the session yet.
        record Stranger() implements Outcome {}
    }

    HostReply(Exchange.Services services, Patience patience, Sent sent) {
        this.services = services;
        this.patience = patience;
        this.sent = sent;
    }

    Outcome read(HttpStream stream) throws InterruptedException {
        if (stream.status() != 200) return refusal(stream);
        sent.lane().delivered(sent.ride(), services.clock().millis());
        var type = stream.headers().first("content-type").orElse("");
        return type.startsWith("text/event-stream") ? framed(stream) : whole(stream);
    }

    // ── answers ──

    private Outcome framed(HttpStream stream) throws InterruptedException {
        var open = new OpenAnswer(services, patience, sent, stream);
        if (sent.ask().stream()) {
            var failure = open.begin();
            return failure == null
                    ? new Outcome.Done(new Answered.Open(open, sent.proof()))
                    : new Outcome.Failed(failure);
        }
        var collected = new Collector();
        var end = open.begin();
        if (end != null) return new Outcome.Failed(end);
        open.pump(collected);
        if (collected.done() && !collected.whole())
            throw ApiError.badGateway(
                    "The host's answer cannot be read."); // and is settled: asking another would pay twice
        if (!collected.whole()) return new Outcome.Failed(Retries.Failure.BROKEN);
        return new Outcome.Done(new Answered.Whole(collected.body(), sent.proof()));
    }

    private Outcome whole(HttpStream stream) {
        byte[] body;
        try (stream;
                var guard = services.watch().over(stream)) {
            guard.until(System.nanoTime() + patience.mostMillis() * 1_000_000);
            body = stream.readAll(ANSWER_MOST);
        } catch (HttpFailure failure) {
            return broken(failure);
        }
        var scan = new AnswerScan();
        scan.feed(body, 0, body.length);
        var signed = receipt(stream.headers().first(Wire.RECEIPT_HEADER).orElse(""));
        var hash = Digests.INSTANCE.sha256(body);
        settle(signed, seen(scan, hash));
        return new Outcome.Done(new Answered.Whole(body, sent.proof()));
    }

    private void settle(@Nullable SignedReceipt signed, Seen seen) {
        if (signed == null) {
            unsigned();
            return;
        }
        var settled = services.cashier()
                .settle(sent.lane(), sent.attempt(), sent.money().take(), signed, seen);
        served(settled, signed, sent.micros());
    }

    /// An answer without a receipt is not paid for; later receipts of the lane stay payable.
    private void unsigned() {
        long now = services.clock().millis();
        LOG.warn("a host gave no receipt", "host", sent.lane().host());
        sent.money().giveBack();
        sent.lane().abandon(sent.attempt(), Seen.NOT_CANCELLED, null, now);
        sent.lane().catchUpSoon(now);
        sent.desk().failed(now);
    }

    private void served(Cashier.Settled settled, SignedReceipt signed, long micros) {
        var usage = signed.receipt().usage();
        if (settled.cause() == null) sent.desk().served(usage.output(), micros);
        else sent.desk().failed(services.clock().millis());
        long used = usage.input() + usage.cachedInput() + usage.output();
        sent.query()
                .account()
                .used(used - sent.query().tokensTaken(), services.clock().millis());
    }

    private Seen seen(AnswerScan scan, Hash hash) {
        return new Seen(
                sent.ask(),
                Optional.of(hash),
                scan.contentBytes(),
                scan.events(),
                scan.usage(),
                sent.attempt().reserved(),
                sent.attempt().sentMillis(),
                services.clock().millis(),
                Seen.NOT_CANCELLED,
                true);
    }

    private @Nullable SignedReceipt receipt(String base64) {
        try {
            return base64.isEmpty() ? null : services.link().promises().receipt(Base64Url.decode(base64));
        } catch (Malformed | IllegalArgumentException _) {
            return null;
        }
    }

    private Outcome broken(HttpFailure failure) {
        long now = services.clock().millis();
        LOG.debug("a host broke off", "host", sent.lane().host(), "why", failure.getMessage());
        sent.lane().abandon(sent.attempt(), Seen.NOT_CANCELLED, null, now);
        sent.desk().failed(now);
        return new Outcome.Failed(Retries.Failure.BROKEN);
    }

    // ── refusals: nothing was made, no receipt comes ──

    private Outcome refusal(HttpStream stream) {
        Refusal refusal;
        try (stream;
                var guard = services.watch().over(stream)) {
            guard.until(System.nanoTime() + patience.silenceMillis() * 1_000_000);
            refusal = Refusal.read(stream.status(), stream.readAll(REFUSAL_MOST));
        } catch (HttpFailure failure) {
            return broken(failure);
        }
        sent.lane().forget(sent.attempt());
        long now = services.clock().millis();
        LOG.debug("a host refused", "host", sent.lane().host(), "what", refusal);
        return switch (refusal.status()) {
            case 400, 404, 413, 415, 422 -> callers(refusal, now);
            case 402 -> {
                sent.desk().left();
                yield new Outcome.Counted(refusal.number("input"));
            }
            case 409 -> conflict(refusal, now);
            case 429 -> full(stream, now);
            default -> {
                sent.desk().failed(now);
                yield new Outcome.Failed(Retries.Failure.UNAVAILABLE);
            }
        };
    }

    /// The caller's own mistake is passed on; a lane the host does not know is ours.
    private Outcome callers(Refusal refusal, long now) {
        if (refusal.is(Wire.LANE_UNKNOWN)) {
            sent.desk().left();
            return new Outcome.Stranger();
        }
        if (refusal.is(Wire.MALFORMED) || !refusal.isOpenAi()) {
            sent.desk().failed(now);
            return new Outcome.Failed(Retries.Failure.UNAVAILABLE);
        }
        sent.desk().left();
        var error = Json.object();
        error.set("error", refusal.json().path("error"));
        return new Outcome.Done(new Answered.Refused(refusal.status(), Json.write(error)));
    }

    /// The host will not serve this lane: its session ends, it does not like our vouchers, or it does not like us.
    private Outcome conflict(Refusal refusal, long now) {
        sent.desk().left();
        if (refusal.code().startsWith("voucher_")) sent.lane().catchUpSoon(now);
        sent.lane().leave();
        return new Outcome.Failed(Retries.Failure.STRANGER);
    }

    private Outcome full(HttpStream stream, long now) {
        var at = HostLink.retryAt(
                stream.headers(),
                sent.lane().session().id(),
                sent.lane().number(),
                sent.lane().host());
        if (at.isPresent()) sent.desk().full(at.getAsLong() - now, now);
        else sent.desk().failed(now);
        return new Outcome.Failed(at.isPresent() ? Retries.Failure.FULL : Retries.Failure.UNAVAILABLE);
    }
}
