// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.time.Duration;
import java.util.Optional;
import stoa.client.LedgerFailure;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.host.openai.Vectors;
import stoa.host.rules.Admission;
import stoa.host.rules.Grant;
import stoa.host.rules.Taking;
import stoa.kit.crypto.Digests;
import stoa.kit.http.Headers;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.http.Stream;
import stoa.kit.log.Log;
import stoa.types.Hash;
import stoa.types.Usage;
import stoa.types.market.Wire;
import stoa.types.state.SessionPhase;

/// `POST /stoa/v1/answer/{kind}`: checks the voucher, runs the engine on the request's own thread, streams, and ends
/// with a signed receipt. One method, [#serve], reads from top to bottom what a request goes through.
final class AnswerHandler implements AutoCloseable {
    private static final Log LOG = Log.of(AnswerHandler.class);
    /// How soon a full host wants to be asked again.
    private static final Duration RETRY = Duration.ofSeconds(1);
    /// How long nothing new is begun after the disk refused something.
    private static final long BOOKS_PAUSE_MILLIS = 1_000;

    private static final Headers WHOLE = Headers.of("content-type", "application/json");

    private final HostState host;
    private final Engine engine;
    private final HostConfig config;
    private final Load load;
    private final Heartbeat heartbeat = new Heartbeat();
    /// When the disk last refused something; work done meanwhile would be done for nothing.
    private volatile long booksFailedMillis;

    AnswerHandler(HostState host, Engine engine, HostConfig config) {
        this.host = host;
        this.engine = engine;
        this.config = config;
        this.load = new Load(config.concurrency(), config.bodyBytesInFlight());
    }

    Load load() {
        return load;
    }

    Response handle(Request request) {
        return Response.events(out -> answer(request, out));
    }

    /// Everything that is refused here is refused before a byte was sent: no receipt comes of it.
    private void answer(Request request, Stream out) throws Exception {
        try {
            serve(request, out);
        } catch (Refusals.Refused e) {
            host.metrics().refused(e.code());
            out.instead(e.response());
        } catch (LedgerFailure e) {
            LOG.warn("the ledger does not answer", "why", e.getMessage());
            out.instead(Refusals.ledgerUnreachable().response());
        }
    }

    private void serve(Request request, Stream out) throws Exception {
        long startedMillis = host.clock().millis();
        var ask = AskHeaders.of(request);
        var lane = host.laneOf(ask.voucher());
        take(lane, ask.voucher());
        requireOpen(lane, startedMillis);
        try (var _ = load.tryTake(bodyBytes(request)).orElseThrow(() -> full(lane, RETRY))) {
            var body = request.body();
            var asked = Asked.read(request.pathParam("kind"), body, ask.id(), startedMillis / 1000);
            if (!lane.session().model().equals(asked.model()))
                throw Refusals.of(
                        409,
                        Refusals.MODEL_WRONG,
                        "The session is for " + lane.session().model() + ".");
            var prices = host.lanes().tariffs().at(lane.session(), startedMillis);
            var input = input(asked, body.length);
            var terms = new Answer.Terms(
                    Digests.INSTANCE.sha256(body), body.length, startedMillis, input.exact, asked.stream(), ask);
            var grant = new Grant(prices, input.units, asked.outputMost());
            var delivery = new Delivery(out);
            var answer = new Answer(host, lane, terms, grant, delivery, config.incrementWait());
            switch (asked) {
                case Asked.Completions completions -> complete(request, lane, completions, answer, delivery);
                case Asked.Vectors vectors -> embed(request, lane, vectors, answer, delivery);
            }
        } catch (EngineException e) {
            host.metrics().refused(e.kind().name());
            out.instead(refusal(lane, e));
        }
    }

    // ── before ──

    private void take(LaneServing lane, byte[] voucher) {
        try {
            if (host.take(lane, voucher) instanceof Taking.Refused refused) throw Refusals.voucher(refused);
        } catch (BooksFailure e) {
            throw broken("a voucher could not be written down", e);
        }
    }

    private Refusals.Refused broken(String what, BooksFailure failure) {
        booksFailedMillis = host.clock().millis();
        LOG.error(what, failure);
        return Refusals.booksClosed();
    }

    /// [SRV-25]
    private void requireOpen(LaneServing lane, long nowMillis) {
        if (nowMillis - booksFailedMillis < BOOKS_PAUSE_MILLIS) throw Refusals.booksClosed();
        var session = lane.session();
        if (session.phase() != SessionPhase.OPEN || nowMillis / 1_000 >= session.closesSeconds())
            throw Refusals.of(409, Wire.SESSION_CLOSED, "The session is closing; open another.");
        if (lane.lane().frozen()) throw Refusals.of(409, Refusals.LANE_FROZEN, "The lane is frozen.");
        if (!lane.trusted())
            throw Refusals.of(409, Refusals.PAYER_DISPUTES, "This payer has voided too many of this host's receipts.");
    }

    /// What memory the request will take; the whole bound when it does not say.
    private long bodyBytes(Request request) {
        return request.header("content-length")
                .map(Long::parseLong)
                .map(length -> Math.min(length, config.maxBodyBytes()))
                .orElse((long) config.maxBodyBytes());
    }

    /// Full: 429 with a signed word on when to come back. [SRV-24]
    private Refusals.Refused full(LaneServing lane, Duration retry) {
        long at = host.clock().millis() + retry.toMillis();
        var promise = Wire.retryPromise(
                Digests.INSTANCE, lane.key().session(), lane.key().lane(), at);
        return Refusals.of(429, Wire.SATURATED, "The host is full; come back a moment later.")
                .with("retry-after", Long.toString(Math.max(1, Math.ceilDiv(retry.toMillis(), 1_000))))
                .with(Wire.RETRY_AT_HEADER, Long.toString(at))
                .with(Wire.RETRY_HEADER, Wire.base64(host.key().sign(promise).bytes()));
    }

    private record Input(long units, boolean exact) {}

    /// Input units as the engine counts them. One that cannot tell beforehand is reckoned with as the gateway
    /// reckons, and never billed for more.
    private Input input(Asked asked, int bodyBytes) throws EngineException {
        var estimate = new Input(Wire.estimateInput(bodyBytes), false);
        if (!(asked instanceof Asked.Completions completions)) return estimate;
        long sum = 0;
        int perPrompt = completions.choices().size() / completions.prompts();
        for (int i = 0; i < completions.choices().size(); i += perPrompt) {
            var count = engine.countInput(completions.choices().get(i));
            if (count.isEmpty()) return estimate;
            sum += count.getAsInt();
        }
        return new Input(sum, true);
    }

    private static void admit(LaneServing lane, Answer answer) {
        var amount = answer.grant().cost();
        long input = answer.grant().input();
        switch (lane.open(answer.flight(), amount)) {
            case Admission.Admitted _ -> {}
            case Admission.NeedsVoucher(var ceiling) -> throw Refusals.voucherNeeded(ceiling, amount, input);
            case Admission.AllowanceEnded(var allowance, var _) ->
                throw Refusals.allowanceEnded(allowance, amount, input);
            case Admission.Barred(var bar) ->
                throw Refusals.of(
                        409,
                        Refusals.LANE_BARRED,
                        switch (bar) {
                            case UNVOUCHED -> "Too many receipts of this lane wait for a voucher.";
                            case ROOT_UNKNOWN -> "This lane's vouchers void receipts that nobody can name.";
                        });
        }
    }

    // ── the engine ──

    private void complete(Request request, LaneServing lane, Asked.Completions asked, Answer answer, Delivery delivery)
            throws Exception {
        var run = new AnswerRun(
                engine, asked, answer.grant(), answer::more, asked.stream() ? delivery::chunk : null, host.clock());
        answer.worksWith(run::abort);
        admit(lane, answer);
        try {
            heartbeat.begin(delivery);
            request.onDisconnect(answer::cut);
            var how = answer.judged(run.run());
            if (asked.stream()) endStream(lane, asked, answer, delivery, how);
            else endWhole(lane, answer, delivery, how, usage -> asked.shape().whole(usage));
        } finally {
            heartbeat.end(delivery);
            delivery.close();
            lane.abandon(answer.flight());
        }
    }

    private void embed(Request request, LaneServing lane, Asked.Vectors asked, Answer answer, Delivery delivery)
            throws Exception {
        var run = new EmbedRun(engine, asked, host.clock());
        answer.worksWith(run::abort);
        admit(lane, answer);
        try {
            heartbeat.begin(delivery);
            request.onDisconnect(answer::cut);
            var how = answer.judged(run.run());
            endWhole(
                    lane,
                    answer,
                    delivery,
                    how,
                    usage -> Vectors.whole(run.vectors(), usage, asked.model().name(), asked.base64()));
        } finally {
            heartbeat.end(delivery);
            delivery.close();
            lane.abandon(answer.flight());
        }
    }

    // ── after ──

    private void endStream(LaneServing lane, Asked.Completions asked, Answer answer, Delivery delivery, Outcome how)
            throws Exception {
        if (refused(lane, delivery, how)) return;
        var usage = answer.billed(how);
        byte[] last = {};
        if (how.failure().isPresent()) last = Refusals.body(how.failure().get());
        else if (asked.usageChunk() && !how.aborted()) last = asked.shape().usage(engineUsage(usage));
        delivery.count(last);
        var receipt = receipt(answer, delivery, how, usage, delivery.responseHash());
        if (receipt.isPresent()) delivery.end(last, receipt.get().signed());
    }

    private interface Body {
        byte[] of(stoa.engine.Usage usage);
    }

    private void endWhole(LaneServing lane, Answer answer, Delivery delivery, Outcome how, Body spelling)
            throws Exception {
        if (refused(lane, delivery, how)) return;
        var usage = answer.billed(how);
        var body = how.failure().isPresent() ? Refusals.body(how.failure().get()) : spelling.of(engineUsage(usage));
        var receipt = receipt(answer, delivery, how, usage, Digests.INSTANCE.sha256(body));
        if (receipt.isEmpty()) return;
        var headers = WHOLE.with(Wire.RECEIPT_HEADER, Wire.base64(receipt.get().bytes()));
        if (!delivery.whole(new Response.Full(200, headers, body)))
            delivery.end(body, receipt.get().signed());
    }

    /// The receipt; empty when it could not be written down and a refusal was sent instead of the answer.
    private Optional<LaneServing.Ended> receipt(
            Answer answer, Delivery delivery, Outcome how, Usage usage, Hash responseHash) throws BooksFailure {
        try {
            return Optional.of(answer.receipt(how, usage, responseHash));
        } catch (BooksFailure e) {
            if (delivery.whole(broken("a receipt could not be written down", e).response())) return Optional.empty();
            throw e;
        }
    }

    /// A failure before anything was sent is a status, and no receipt comes of it. [SRV-18]
    private boolean refused(LaneServing lane, Delivery delivery, Outcome how) {
        if (how.failure().isEmpty()) return false;
        var failure = how.failure().get();
        host.metrics().refused(failure.kind().name());
        return delivery.whole(refusal(lane, failure));
    }

    private Response.Full refusal(LaneServing lane, EngineException failure) {
        return failure.kind() == EngineException.Kind.OVERLOADED
                ? full(lane, failure.retryAfter().orElse(RETRY)).response()
                : Refusals.engine(failure);
    }

    /// As OpenAI counts: input with what came out of a cache.
    private static stoa.engine.Usage engineUsage(Usage usage) {
        return new stoa.engine.Usage(
                Math.toIntExact(usage.input() + usage.cachedInput()),
                Math.toIntExact(usage.cachedInput()),
                Math.toIntExact(usage.output()));
    }

    @Override
    public void close() {
        heartbeat.close();
    }
}
