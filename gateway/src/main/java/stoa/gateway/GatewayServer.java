// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import stoa.client.Network;
import stoa.client.wallet.Wallet;
import stoa.gateway.answer.Exchange;
import stoa.gateway.answer.Watch;
import stoa.gateway.face.Admin;
import stoa.gateway.face.Doors;
import stoa.gateway.face.Endpoints;
import stoa.gateway.face.LocalKeys;
import stoa.gateway.keys.Budgets;
import stoa.gateway.keys.KeyStore;
import stoa.gateway.market.Care;
import stoa.gateway.market.Cashier;
import stoa.gateway.market.HostLink;
import stoa.gateway.market.Payer;
import stoa.gateway.market.Restart;
import stoa.gateway.market.SessionKeys;
import stoa.gateway.market.Sessions;
import stoa.gateway.record.Records;
import stoa.gateway.rules.Patience;
import stoa.gateway.rules.SessionPlan;
import stoa.kit.clock.Ticker;
import stoa.kit.crypto.KeyFile;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.http.GuardedFetcher;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.http.HttpServer;
import stoa.kit.http.HttpServerConfig;
import stoa.kit.log.Log;
import stoa.kit.metrics.Metrics;
import stoa.kit.sql.Sql;
import stoa.kit.sql.SqlConfig;
import stoa.types.Params;
import stoa.types.market.Promises;
import stoa.types.state.One;
import stoa.types.state.Tables;

/// The gateway: read [#start] from top to bottom. What an earlier process left is put back before the port opens.
public final class GatewayServer implements AutoCloseable {
    private static final Log LOG = Log.of(GatewayServer.class);
    private static final Duration KEYS_PERIOD = Duration.ofSeconds(5);
    private static final Duration FLUSH_PATIENCE = Duration.ofSeconds(5);
    private static final int CONNECTIONS_KEPT = 1_024;
    private static final int ANSWER_MOST = 256 << 20;
    private static final String SECRET_FILE = "session.key";

    private final GatewayConfig config;
    private final Sql sql;
    private final Budgets budgets;
    private final Records records;
    private final Sessions sessions;
    private final LocalKeys locals;
    private final GuardedFetcher http;
    private final Watch watch;
    private final Care care;
    private final Ticker keysTicker;
    private final HttpServer server;

    private GatewayServer(GatewayConfig config, Wallet wallet, Metrics registry, InstantSource clock)
            throws IOException {
        this.config = config;
        var ledger = wallet.ledger();
        var network = Network.of(ledger.info());
        var metrics = new GatewayMetrics(registry);
        Files.createDirectories(config.data());

        // What is kept: keys and budgets, receipts, sessions.
        sql = Sql.open(sqlConfig(config)).migrate(GatewaySchema.migrations());
        var keys = new KeyStore(sql, clock);
        budgets = new Budgets(sql, wallet.address().toString(), clock);
        var promises = new Promises(network.typed(), Network.RECOVERY);
        records = new Records(sql, promises, config.receiptsKept(), clock);
        var secret = new SessionKeys(secret(config.data().resolve(SECRET_FILE)));
        var params = ledger.get(Tables.PARAMS, One.ONE)
                .orElseThrow(() -> new IllegalStateException("the ledger has no parameters"));
        sessions = new Sessions(
                config.data().resolve("sessions"),
                ledger,
                network.typed(),
                secret,
                limits(config, params),
                metrics,
                clock);
        var restart = new Restart(sessions, ledger, promises, keys, budgets, records, clock);
        sessions.follow(restart.run() + 1);

        // What asks hosts.
        http = new GuardedFetcher(
                rules(config), HttpClientConfig.defaults().withPool(CONNECTIONS_KEPT, Duration.ofSeconds(30)));
        var link = new HostLink(http::stream, promises);
        var cashier = new Cashier(sessions.board(), budgets, records::add, metrics, clock);
        watch = new Watch();
        var exchange = new Exchange(
                new Exchange.Services(sessions.board(), budgets, cashier, link, watch, metrics, clock), limits(config));
        care = new Care(sessions, cashier, link, budgets, records, metrics, clock);

        // What callers see.
        locals = new LocalKeys(ledger, clock);
        var doors = new Doors(keys, id -> new Payer(wallet, id), locals, config.onLoopback(), clock);
        long genesisSeconds = ledger.info().genesisSeconds();
        var endpoints = new Endpoints(
                doors, sessions, exchange, records, budgets, network.typed(), genesisSeconds, metrics, clock);
        var routes = endpoints.routes();
        new Admin(keys, budgets, sessions, config.data(), clock).addTo(routes);
        keysTicker = Ticker.start(
                "gateway-keys", KEYS_PERIOD, keys::refresh, e -> LOG.warn("keys are not fresh", "why", e.getMessage()));
        server = HttpServer.start(HttpServerConfig.of("gateway", config.host(), config.port()), routes);
        LOG.info("the gateway listens", "at", server.uri(), "payer", wallet.address());
    }

    /// Listens when it returns.
    ///
    /// @param wallet sends transactions; its own account, or what was delegated to it, pays
    public static GatewayServer start(GatewayConfig config, Wallet wallet, Metrics metrics, InstantSource clock)
            throws IOException {
        return new GatewayServer(config, wallet, metrics, clock);
    }

    /// Its base address, without `/v1`.
    public URI uri() {
        return server.uri();
    }

    private static SqlConfig sqlConfig(GatewayConfig config) {
        return config.sqlUrl()
                .map(url -> new SqlConfig(url, config.sqlUser(), config.sqlPassword(), 8))
                .orElseGet(() -> SqlConfig.file(config.data().resolve("gateway")));
    }

    private static PrivateKey secret(Path file) throws IOException {
        if (!Files.exists(file)) KeyFile.create(file, PrivateKey.generate());
        return KeyFile.read(file);
    }

    private static SessionPlan.Limits limits(GatewayConfig config, Params params) {
        return new SessionPlan.Limits(
                Math.min(config.sessionLength().toSeconds(), params.epochSeconds()),
                config.sessionIdle().toMillis(),
                config.sessionRest().toMillis(),
                config.firstDepositObol(),
                params.leastDepositObol(),
                config.mostDepositObol());
    }

    private static Exchange.Limits limits(GatewayConfig config) {
        return new Exchange.Limits(
                config.attempts(),
                config.openPatience(),
                new Patience(
                        config.firstTokenLeast().toMillis(),
                        config.firstTokenMost().toMillis(),
                        config.hostSilence().toMillis()));
    }

    private static GuardedFetcher.Rules rules(GatewayConfig config) {
        return new GuardedFetcher.Rules(
                ANSWER_MOST, 0, config.firstTokenMost(), Set.copyOf(config.privateHosts()), config.loopbackHosts());
    }

    /// Lets answers in flight end, then brings the last vouchers to their hosts and the money into the books.
    @Override
    public void close() {
        server.stop(config.drain());
        keysTicker.close();
        try {
            care.flush(FLUSH_PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        care.close();
        watch.close();
        sessions.close();
        try {
            budgets.post(true);
            records.flush();
        } catch (RuntimeException failure) {
            LOG.error("the books could not be closed; the next start finds everything in the sessions' logs", failure);
        }
        locals.close();
        http.close();
        sql.close();
    }
}
