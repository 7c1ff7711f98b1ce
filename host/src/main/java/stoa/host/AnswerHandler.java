// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.host.openai.Vectors;
import stoa.host.rules.Admission;
import stoa.host.rules.Increments;
import stoa.host.rules.Taking;
import stoa.kit.crypto.Digests;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.limits.Permits;
import stoa.kit.log.Log;
import stoa.types.Amount;
import stoa.types.Prices;
import stoa.types.Usage;
import stoa.types.market.Wire;
import stoa.types.state.SessionPhase;

/// `POST /stoa/v1/answer/{kind}`: checks the voucher, runs the engine, streams, and ends with a signed receipt.
final class AnswerHandler {
    private static final Log LOG = Log.of(AnswerHandler.class);

    private final HostState host;
    private final Engine engine;
    private final InstantSource clock;
    private final Duration incrementWait;
    private final Permits permits;

    AnswerHandler(HostState host, Engine engine, HostConfig config, InstantSource clock) {
        this.host = host;
        this.engine = engine;
        this.clock = clock;
        this.incrementWait = config.incrementWait();
        this.permits = new Permits(config.concurrency());
    }

    /// Answers in flight and the most there may be.
    Permits permits() {
        return permits;
    }

    Response handle(Request request) {
        try {
            return answer(request);
        } catch (EngineException e) {
            host.metrics().refused(e.kind().name());
            return Refusals.engine(e);
        } catch (Refusals.Refused e) {
            host.metrics().refused(e.code());
            return e.response();
        } catch (IOException e) {
            LOG.error("an answer failed at the disk", e);
            return Refusals.of(503, "host_failed", "The host cannot keep its books right now.").response();
        }
    }

    private Response answer(Request request) throws EngineException, IOException {
        long startedMillis = clock.millis();
        var voucher = host.readVoucher(request.header(Wire.VOUCHER_HEADER));
        var lane = host.laneFor(voucher.voucher().session(), voucher.voucher().lane());
        if (lane.take(voucher) instanceof Taking.Refused(var fault, var why))
            throw Refusals.of(409, Taking.code(fault), why);
        var body = request.body();
        var asked = Asked.read(request.pathParam("kind"), body, request.id(), startedMillis / 1000);
        var prices = terms(lane, asked);
        var permit = permits.tryTake();
        if (permit.isEmpty()) return host.saturated(lane.key());
        try {
            long input = countInput(asked, body.length);
            var reserved = admit(lane, firstReservation(asked, prices, input), input);
            var requestHash = Digests.INSTANCE.sha256(body);
            return switch (asked) {
                case Asked.Vectors vectors -> {
                    try (var _ = permit.get()) {
                        yield vectors(
                                new Answer(
                                        host, lane, prices, requestHash, startedMillis, input, reserved, clock, () -> {}),
                                vectors);
                    }
                }
                case Asked.Completions completions -> {
                    var delivery =
                            new Delivery(host, engine, completions, permit.get(), incrementWait, request.id(), clock);
                    request.onDisconnect(delivery::abort);
                    yield delivery.respond(new Answer(
                            host,
                            lane,
                            prices,
                            requestHash,
                            startedMillis,
                            input,
                            reserved,
                            clock,
                            delivery::abort));
                }
            };
        } catch (EngineException | IOException | RuntimeException e) {
            permit.get().close();
            throw e;
        }
    }

    /// The prices this answer is charged at; refuses what the lane may not be asked.
    private Prices terms(LaneServing lane, Asked asked) {
        var session = lane.session();
        if (session.phase() != SessionPhase.OPEN || clock.instant().getEpochSecond() >= session.closesSeconds())
            throw Refusals.of(409, Wire.SESSION_CLOSED, "The session is closing; open another.");
        if (lane.lane().frozen()) throw Refusals.of(409, "lane_frozen", "The lane is frozen.");
        if (!session.model().equals(asked.model()))
            throw Refusals.of(409, "model_wrong", "The session is for " + session.model() + ".");
        if (!lane.trusted())
            throw Refusals.of(409, "payer_disputes", "This payer has voided too many of this host's receipts.");
        return host.prices(session);
    }

    private long countInput(Asked asked, int bodyBytes) throws EngineException {
        // An outside engine cannot count beforehand; three bytes a token is on the safe side for what people write.
        long guess = Math.ceilDiv(bodyBytes, 3) + 64L;
        if (!(asked instanceof Asked.Completions completions)) return guess;
        long sum = 0;
        int perPrompt = completions.choices().size() / completions.prompts();
        for (int i = 0; i < completions.choices().size(); i += perPrompt) {
            var count = engine.countInput(completions.choices().get(i));
            if (count.isEmpty()) return guess;
            sum += count.getAsInt();
        }
        return sum;
    }

    private static Amount firstReservation(Asked asked, Prices prices, long input) {
        return switch (asked) {
            case Asked.Completions completions ->
                Increments.reservation(prices, input, completions.outputMost().orElse(Increments.UNITS), 1);
            case Asked.Vectors _ -> prices.cost(new Usage(input, 0, 0));
        };
    }

    private Amount admit(LaneServing lane, Amount amount, long input) {
        return switch (lane.admit(amount)) {
            case Admission.Admitted(var reserved) -> reserved;
            case Admission.NeedsVoucher(var ceiling) -> throw Refusals.voucherNeeded(ceiling, input);
            case Admission.AllowanceEnded(var allowance) -> throw Refusals.allowanceEnded(allowance, amount, input);
        };
    }

    private Response vectors(Answer answer, Asked.Vectors asked) throws EngineException, IOException {
        try {
            var embeddings = engine.embed(asked.request());
            var body = Vectors.whole(embeddings, asked.model().name(), asked.base64());
            var usage = new Usage(
                    embeddings.usage().input() - embeddings.usage().cachedInput(),
                    embeddings.usage().cachedInput(),
                    0);
            var receipt = answer.finish(usage, 0, Digests.INSTANCE.sha256(body), clock.millis());
            return Response.json(200, body).with(Wire.RECEIPT_HEADER, host.encode(receipt));
        } finally {
            answer.abandon();
        }
    }
}
