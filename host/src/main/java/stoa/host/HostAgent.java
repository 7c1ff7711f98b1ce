// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import stoa.client.Ledger;
import stoa.client.Network;
import stoa.client.wallet.Wallet;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.http.HttpProblem;
import stoa.kit.http.HttpServer;
import stoa.kit.http.HttpServerConfig;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.http.Routes;
import stoa.kit.json.Json;
import stoa.kit.log.Log;
import stoa.kit.metrics.Metrics;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Signature;
import stoa.types.codec.Malformed;
import stoa.types.market.Promises;
import stoa.types.market.Release;
import stoa.types.market.SignedRelease;
import stoa.types.market.Wire;
import stoa.types.state.LaneKey;
import stoa.host.rules.Taking;

/// The owner's agent: one HTTP server that gateways speak to, one engine behind it, one settler. Its key signs receipts;
/// its wallet pays for settlements.
public final class HostAgent implements AutoCloseable {
    private static final Log LOG = Log.of(HostAgent.class);
    /// Evidence is kept three epochs of a real network at most; a local one has shorter epochs and loses nothing by it.
    private static final Duration EVIDENCE_KEPT = Duration.ofDays(3);

    private final Engine engine;
    private final InstantSource clock;
    private final HostState state;
    private final Lanes lanes;
    private final Settler settler;
    private final AnswerHandler answers;
    private final HttpServer server;

    private HostAgent(
            HostConfig config,
            PrivateKey key,
            Engine engine,
            Ledger ledger,
            Wallet wallet,
            Metrics metrics,
            InstantSource clock)
            throws IOException {
        this.engine = engine;
        this.clock = clock;
        var address = Secp256k1.addressOf(key);
        var network = Network.of(ledger.info());
        this.lanes = Lanes.open(ledger, address, network, config.data(), EVIDENCE_KEPT, clock);
        this.state = new HostState(ledger, key, network, lanes, new HostMetrics(metrics, address.toString()), clock);
        this.answers = new AnswerHandler(state, engine, config, clock);
        this.settler = new Settler(lanes, wallet, network.info().sandbox(), config.settleEvery(), clock);
        this.server = HttpServer.start(
                HttpServerConfig.of("host", config.bind(), config.port()).withMaxBodyBytes(config.maxBodyBytes()),
                routes());
        LOG.info("host serves", "address", address, "at", server.uri());
    }

    /// Starts serving; everything a previous run promised is in place before the port opens.
    ///
    /// @param key signs receipts and releases
    /// @param wallet sends settlements: the owner's, or an operator's
    public static HostAgent start(
            HostConfig config,
            PrivateKey key,
            Engine engine,
            Ledger ledger,
            Wallet wallet,
            Metrics metrics,
            InstantSource clock)
            throws IOException {
        return new HostAgent(config, key, engine, ledger, wallet, metrics, clock);
    }

    public URI uri() {
        return server.uri();
    }

    public Address address() {
        return state.address();
    }

    private Routes routes() {
        return new Routes()
                .post(Wire.ANSWER + "{kind}", answers::handle)
                .post(Wire.VOUCHER, guarded(this::voucher))
                .post(Wire.CANCEL, guarded(this::cancel))
                .post(Wire.RELEASE, guarded(this::release))
                .get(Wire.RECEIPTS + "{session}/{lane}", guarded(this::receipts))
                .get(Wire.STATUS, guarded(_ -> status()))
                .errors(HostAgent::problem);
    }

    private interface Body {
        Response handle(Request request) throws IOException, Malformed;
    }

    private static stoa.kit.http.Handler guarded(Body body) {
        return request -> {
            try {
                return body.handle(request);
            } catch (Refusals.Refused e) {
                return e.response();
            } catch (Malformed e) {
                return Refusals.of(400, Wire.MALFORMED, "The request cannot be read: " + e.getMessage())
                        .response();
            }
        };
    }

    private static Response problem(Request request, HttpProblem problem) {
        return Refusals.of(problem.status(), "http_" + problem.status(), problem.getMessage()).response();
    }

    private Response voucher(Request request) throws IOException, Malformed {
        var voucher = state.promises().voucher(request.body());
        var lane = state.laneFor(voucher.voucher().session(), voucher.voucher().lane());
        return switch (lane.take(voucher)) {
            case Taking.Newest _ -> Response.empty(204);
            case Taking.Older _ ->
                Refusals.of(409, Wire.VOUCHER_STALE, "The host holds a later voucher of this lane.").response();
            case Taking.Refused(var fault, var why) ->
                Refusals.of(409, Taking.code(fault), why).response();
        };
    }

    private Response cancel(Request request) throws Malformed {
        var cancel = state.promises().cancel(request.body());
        var lane = state.laneFor(cancel.cancel().session(), cancel.cancel().lane());
        if (!cancel.signer().equals(lane.session().sessionKey()))
            throw Refusals.of(401, Wire.AUTH_NEEDED, "The session key did not sign this cancel.");
        return Response.empty(lane.cancel(cancel) ? 204 : 404);
    }

    private Response receipts(Request request) {
        var lane = lane(request.pathParam("session"), request.pathParam("lane"));
        long from = number(request.query("from").orElse("0"));
        authenticate(request, lane, minute ->
                Wire.receiptsAuth(Digests.INSTANCE, lane.key().session(), lane.key().lane(), from, minute));
        var receipts = lane.receipts(from, Promises.MOST_RECEIPTS);
        return Response.of(200, "application/octet-stream", Promises.bytes(receipts));
    }

    /// Gives back what the lane has not spoken for, so that the payer may move it to another lane.
    private Response release(Request request) throws Malformed {
        var asked = state.promises().release(request.body()).release();
        var lane = lane(Long.toString(asked.session()), Integer.toString(asked.lane()));
        authenticate(request, lane, minute ->
                Wire.releaseAuth(Digests.INSTANCE, asked.session(), asked.lane(), asked.amount(), minute));
        if (!lane.release(asked.amount()))
            throw Refusals.of(409, "allowance_spoken_for", "The lane has less unspoken allowance than that.");
        var release = new Release(
                asked.session(), asked.lane(), asked.amount(), lane.lane().released().plus(asked.amount()));
        var signed = new SignedRelease(
                release, Secp256k1.sign(state.typed().release(release), state.key()), state.address());
        return Response.of(200, "application/octet-stream", Promises.bytes(signed));
    }

    private Response status() {
        var json = Json.object()
                .put("address", state.address().toString())
                .put("inFlight", answers.permits().held())
                .put("most", answers.permits().limit())
                .put("lanes", lanes.all().size());
        var models = json.putArray("models");
        try {
            for (var card : engine.models()) {
                var model = models.addObject().put("id", card.id());
                card.contextTokens().ifPresent(tokens -> model.put("context", tokens));
                var features = model.putArray("features");
                card.features().forEach(feature -> features.add(feature.name()));
            }
            json.put("engine", "up");
        } catch (EngineException e) {
            json.put("engine", "down").put("why", e.getMessage());
        }
        return Response.json(200, Json.write(json));
    }

    private LaneServing lane(String session, String lane) {
        long number = number(lane);
        if (number > 255) throw Refusals.of(404, Wire.LANE_UNKNOWN, "There is no such lane.");
        return state.laneFor(number(session), (int) number);
    }

    private static long number(String digits) {
        if (!digits.matches("[0-9]{1,18}")) throw Refusals.of(400, Wire.MALFORMED, "A number is missing.");
        return Long.parseLong(digits);
    }

    private interface AuthDigest {
        Hash at(long minute);
    }

    private void authenticate(Request request, LaneServing lane, AuthDigest digest) {
        var header = request.header(Wire.AUTH_HEADER);
        if (header.isPresent() && signedNow(header.get(), lane, digest)) return;
        throw Refusals.of(401, Wire.AUTH_NEEDED, "Only the session key may ask this (" + Wire.AUTH_HEADER + ").");
    }

    private boolean signedNow(String header, LaneServing lane, AuthDigest digest) {
        Signature signature;
        try {
            signature = Signature.of(Wire.bytes(header));
        } catch (Malformed | IllegalArgumentException e) {
            return false;
        }
        long minute = clock.instant().getEpochSecond() / 60;
        for (long near = minute - 2; near <= minute + 2; near++) {
            Optional<Address> signer = Secp256k1.recover(digest.at(near), signature);
            if (signer.isPresent() && signer.get().equals(lane.session().sessionKey())) return true;
        }
        return false;
    }

    /// Brings what is owed to the ledger, stops taking requests, and lets those in flight finish.
    @Override
    public void close() throws IOException {
        server.close();
        settler.close();
        lanes.close();
    }
}
