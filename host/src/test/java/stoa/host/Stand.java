// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import stoa.client.fake.FakeLedger;
import stoa.client.wallet.Wallet;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.metrics.Metrics;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.event.Event;
import stoa.types.state.Host;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.Model;
import stoa.types.state.Session;
import stoa.types.state.SessionPhase;
import stoa.types.state.SessionStep;
import stoa.types.state.Tables;

/// A host with an engine that plays scripts and a ledger without rules, and payers that speak to it over real HTTP.
final class Stand implements AutoCloseable {
    static final ModelId MODEL = new ModelId("tiny");
    /// 2, 1 and 6 obol a unit.
    static final Prices PRICES = new Prices(
            Price.ofObolPerMillion(2_000_000), Price.ofObolPerMillion(1_000_000), Price.ofObolPerMillion(6_000_000));
    /// What the scripted engine's input costs.
    static final long INPUT_COST = 2L * ScriptedEngine.INPUT;
    static final long OUTPUT_PRICE = 6;
    /// Input and first increment.
    static final long FIRST_NEED = INPUT_COST + 1_024 * OUTPUT_PRICE;
    static final long ALLOWANCE = 1_000_000;
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final FakeLedger ledger = FakeLedger.sandbox();
    final TestClock clock = new TestClock();
    final ScriptedEngine engine = new ScriptedEngine();
    final PrivateKey hostKey = key("host");
    final PrivateKey ownerKey = key("owner");
    final Wallet wallet = new Wallet(ledger, ownerKey);
    final HttpClient http = new HttpClient(HttpClientConfig.defaults());
    private final Path folder;
    private final List<HostAgent> agents = new ArrayList<>();
    private UnaryOperator<HostConfig> settings = config -> config;
    private int copies;
    private Path data;

    Stand(Path folder) {
        this.folder = folder;
        this.data = folder.resolve("data");
        ledger.edit(state -> {
            state.put(
                    Tables.HOSTS,
                    hostKey.address(),
                    new Host(
                            ownerKey.address(),
                            "http://127.0.0.1:1",
                            List.of(MODEL),
                            Amount.stoa(1),
                            Amount.ZERO,
                            0,
                            false));
            state.put(Tables.MODELS, MODEL, new Model(PRICES, PRICES, 0, 4_096, 1, List.of(), false));
        });
    }

    static PrivateKey key(String name) {
        return PrivateKey.of(Digests.INSTANCE
                .sha256(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .bytes());
    }

    /// Changes the configuration of hosts started from now on.
    Stand with(UnaryOperator<HostConfig> change) {
        settings = change;
        return this;
    }

    static HostConfig config(Path data) {
        return new HostConfig(
                "127.0.0.1",
                0,
                Optional.empty(),
                data,
                16,
                64L << 20,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofDays(3),
                Duration.ofMillis(200),
                32 << 20);
    }

    Stand start() throws IOException {
        agents.add(
                HostAgent.start(settings.apply(config(data)), hostKey, engine, ledger, wallet, new Metrics(), clock));
        return this;
    }

    HostAgent agent() {
        return agents.getLast();
    }

    /// Starts a second host from the files as they are in this moment, as if the first had been killed.
    void kill() throws IOException {
        var copy = folder.resolve("after-kill-" + ++copies);
        try (var files = Files.walk(data)) {
            for (var file : files.toList()) {
                var to = copy.resolve(data.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(to);
                else Files.copy(file, to);
            }
        }
        data = copy;
        start();
    }

    Path data() {
        return data;
    }

    // ── the ledger ──

    /// An open session whose lane 3 is this host's, and its payer.
    Payer session(long id) {
        return session(id, ALLOWANCE, "payer");
    }

    Payer session(long id, long allowance, String payer) {
        var sessionKey = key("session " + id);
        long now = clock.seconds();
        ledger.edit(state -> {
            state.put(
                    Tables.SESSIONS,
                    id,
                    new Session(
                            key(payer).address(),
                            0,
                            0,
                            MODEL,
                            sessionKey.address(),
                            key(payer).address(),
                            new Amount(allowance),
                            Amount.ZERO,
                            PRICES,
                            PRICES,
                            1,
                            now,
                            now + 1_800,
                            now + 3_600,
                            4,
                            SessionPhase.OPEN));
            state.put(Tables.LANES, new LaneKey(id, Payer.LANE), lane(hostKey.address(), allowance));
        });
        return new Payer(this, id, sessionKey);
    }

    static Lane lane(Address host, long allowance) {
        return new Lane(host, 4, new Amount(allowance), 0, Amount.ZERO, Amount.ZERO, Amount.ZERO, 0, Amount.ZERO, 0, 0);
    }

    Lane lane(long session) {
        return ledger.get(Tables.LANES, new LaneKey(session, Payer.LANE)).orElseThrow();
    }

    /// Changes the lane's row and tells it by an event.
    void lane(long session, UnaryOperator<Lane> change, Event event) {
        var key = new LaneKey(session, Payer.LANE);
        ledger.edit(state -> state.put(
                Tables.LANES, key, change.apply(state.get(Tables.LANES, key).orElseThrow())));
        ledger.commit(event);
    }

    void session(long session, UnaryOperator<Session> change, Event event) {
        ledger.edit(state -> state.put(
                Tables.SESSIONS,
                session,
                change.apply(state.get(Tables.SESSIONS, session).orElseThrow())));
        ledger.commit(event);
    }

    void close(long session, Duration window) {
        long until = clock.seconds() + window.toSeconds();
        session(
                session,
                row -> row.stepped(SessionPhase.CLOSING, until),
                new Event.SessionStepped(session, SessionStep.CLOSE, until));
    }

    // ── waiting ──

    /// Waits until it holds; a test that must not wait long says so by failing.
    static void eventually(BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) throw new AssertionError("it never came to hold");
            Thread.sleep(5);
        }
    }

    /// No answer runs and nothing is reserved for any.
    void idle() throws InterruptedException {
        eventually(() -> agent().answersInFlight() == 0 && agent().reservedObol() == 0 && engine.running.get() == 0);
    }

    @Override
    public void close() throws IOException {
        http.close();
        for (var agent : agents) agent.close();
        wallet.close();
        ledger.close();
    }
}
