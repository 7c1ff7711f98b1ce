// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import stoa.client.Ledger;
import stoa.client.Network;
import stoa.client.wallet.Wallet;
import stoa.engine.Engine;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.http.HttpProblem;
import stoa.kit.http.HttpServer;
import stoa.kit.http.HttpServerConfig;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.http.Routes;
import stoa.kit.log.Log;
import stoa.kit.metrics.Metrics;
import stoa.types.Address;
import stoa.types.market.Wire;

/// The owner's agent: one HTTP server that gateways speak to, one engine behind it, one settler. Its key signs
/// receipts; its wallet pays for settlements. Engine, ledger and wallet are its caller's to close, after it.
public final class HostAgent implements AutoCloseable {
    private static final Log LOG = Log.of(HostAgent.class);

    private final HostConfig config;
    private final Lanes lanes;
    private final HostState state;
    private final AnswerHandler answers;
    private final Settler settler;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable HttpServer server;

    private HostAgent(
            HostConfig config,
            HostKey key,
            Engine engine,
            Lanes lanes,
            Wallet wallet,
            Metrics metrics,
            InstantSource clock) {
        this.config = config;
        this.lanes = lanes;
        this.state =
                new HostState(key, lanes, new HostMetrics(metrics, key.address().toString()), clock);
        this.answers = new AnswerHandler(state, engine, config);
        this.settler =
                new Settler(lanes, wallet, config, wallet.network().info().sandbox(), clock);
        lanes.onNews(settler::wake);
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
        var host = new HostKey(key, Network.of(ledger.info()).typed());
        var lanes = Lanes.open(ledger, host, config.data(), config.evidenceKept());
        var agent = new HostAgent(config, host, engine, lanes, wallet, metrics, clock);
        try {
            agent.serve(engine);
            EndpointCheck.run(ledger, wallet, host.address(), config.publicEndpoint());
            return agent;
        } catch (RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    private void serve(Engine engine) {
        var lane = new LaneHandlers(state);
        var routes = new Routes()
                .post(Wire.ANSWER + "{kind}", answers::handle)
                .post(Wire.VOUCHER, lane.voucher())
                .post(Wire.CANCEL, lane.cancel())
                .post(Wire.RELEASE, lane.release())
                .get(Wire.RECEIPTS + "{session}/{lane}", lane.receipts())
                .get(Wire.STATUS, new StatusHandler(state, answers.load(), engine))
                .errors(HostAgent::problem);
        var http = HttpServerConfig.of("host", config.bind(), config.port()).withMaxBodyBytes(config.maxBodyBytes());
        server = HttpServer.start(http, routes);
        LOG.info("host serves", "address", state.address(), "at", server.uri());
    }

    private static Response problem(Request request, HttpProblem problem) {
        return Refusals.of(problem.status(), "http_" + problem.status(), String.valueOf(problem.getMessage()))
                .response();
    }

    public URI uri() {
        return server().uri();
    }

    /// Answers that ended in a receipt since the start.
    public long answers() {
        return state.metrics().answers();
    }

    public Address address() {
        return state.address();
    }

    private HttpServer server() {
        if (server == null) throw new IllegalStateException("the host does not serve yet");
        return server;
    }

    /// For tests: what this host serves.
    Lanes lanes() {
        return lanes;
    }

    /// What is reserved on all lanes for answers in flight; zero when there is none. For tests and the soak.
    public long reservedObol() {
        return lanes.all().stream().mapToLong(lane -> lane.reserved().obol()).sum();
    }

    /// Answers being made now.
    public int answersInFlight() {
        return answers.load().answers();
    }

    /// Stops taking requests, lets those in flight finish for a while and ends the rest, then brings what is owed to
    /// the ledger.
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) return;
        var stopper = Thread.ofVirtual().name("host-stop").start(this::stopLater);
        if (server != null) server.stop(config.drain().plusSeconds(2));
        stopper.interrupt();
        answers.close();
        settler.close();
        lanes.close();
    }

    /// Just before the connections are broken off, answers in flight end by the host's own fault, so that their
    /// callers still hear of it.
    private void stopLater() {
        try {
            Thread.sleep(config.drain());
            lanes.all().forEach(LaneServing::stopAll);
        } catch (InterruptedException _) {
            // all had finished in time
        }
    }
}
