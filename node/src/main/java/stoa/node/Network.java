// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import stoa.chain.Chain;
import stoa.chain.ChainConfig;
import stoa.client.Ledger;
import stoa.client.http.HttpLedger;
import stoa.client.wallet.Wallet;
import stoa.engine.Engine;
import stoa.gateway.GatewayConfig;
import stoa.gateway.GatewayServer;
import stoa.host.HostAgent;
import stoa.host.HostConfig;
import stoa.kit.crypto.Digests;
import stoa.kit.log.Log;
import stoa.kit.metrics.Metrics;
import stoa.kit.sql.SqlConfig;
import stoa.rpc.RpcConfig;
import stoa.rpc.RpcServer;
import stoa.types.Hash;
import stoa.views.Views;

/// A whole network in one process: read [#open] from top to bottom. Everything that was opened is closed in the reverse
/// order, also when opening fails half-way.
public final class Network implements AutoCloseable {
    private static final Log LOG = Log.of(Network.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Ready ready;
    private Ledger ledger;
    private Metrics metrics;
    private List<HostAgent> hosts = List.of();

    private Network() {}

    /// Opens, or makes, the network in a data directory and returns when everything answers.
    public static Network open(Home home, NetworkConfig config) throws IOException {
        var network = new Network();
        try {
            network.start(home, config);
            return network;
        } catch (IOException | RuntimeException | Error failure) {
            network.close();
            throw failure;
        }
    }

    /// Opens the hosts and the gateway of a network whose ledger is elsewhere.
    ///
    /// @param rpc the ledger's JSON-RPC
    public static Network over(Home home, NetworkConfig config, URI rpc) throws IOException {
        var network = new Network();
        try {
            network.startOver(home, config, rpc);
            return network;
        } catch (IOException | RuntimeException | Error failure) {
            network.close();
            throw failure;
        }
    }

    private void startOver(Home home, NetworkConfig config, URI rpc) throws IOException {
        var clock = InstantSource.system();
        metrics = new Metrics().addJvm();
        var engine = keep(Engines.open(config));
        var local = LocalNetwork.open(home, config.hosts(), config.portBase(), Engines.served(engine, config), clock);
        Ports.requireFree(config, local.hosts().size());
        ledger = keep(HttpLedger.open(rpc, local.genesis().hash(Digests.INSTANCE)));
        hosts = startHosts(home, config, local, engine, clock);
        var wallet = keep(new Wallet(ledger, local.gateway()));
        var gateway = keep(startGateway(home, config, wallet, clock));
        var apiKey =
                new FirstKey(home, ledger, gateway.uri()).open(local.accounts().getFirst(), wallet.address());
        ready = ready(config, local, apiKey, rpc.toString(), rpc.resolve("/").toString());
    }

    private void start(Home home, NetworkConfig config) throws IOException {
        var clock = InstantSource.system();
        metrics = new Metrics().addJvm();
        var engine = keep(Engines.open(config));
        var local = LocalNetwork.open(home, config.hosts(), config.portBase(), Engines.served(engine, config), clock);
        Ports.requireFree(config, local.hosts().size());
        var genesisHash = local.genesis().hash(Digests.INSTANCE);

        var chain = keep(Chain.open(ChainConfig.of(home.chain(), local.genesis(), local.validator()), metrics));
        ledger = new ChainLedger(chain);
        var views = atOnce(() -> openViews(home, genesisHash));
        hosts = startHosts(home, config, local, engine, clock);
        keep(result(views));
        keep(RpcServer.start(rpcConfig(config), ledger, result(views)));
        var wallet = keep(new Wallet(ledger, local.gateway()));
        var gateway = keep(startGateway(home, config, wallet, clock));
        keep(HealthPage.start(config.portBase() + Ports.METRICS, metrics, chain, engine));

        var apiKey =
                new FirstKey(home, ledger, gateway.uri()).open(local.accounts().getFirst(), wallet.address());
        LOG.info("the network is up", "hosts", hosts.size(), "genesis", genesisHash);
        ready = ready(
                config,
                local,
                apiKey,
                "http://" + shown(config) + ":" + (config.portBase() + Ports.RPC),
                "http://127.0.0.1:" + (config.portBase() + Ports.METRICS));
    }

    private Views openViews(Home home, Hash genesisHash) {
        return Views.open(SqlConfig.file(home.views().resolve("views")), genesisHash, ledger::blocks);
    }

    private List<HostAgent> startHosts(
            Home home, NetworkConfig config, LocalNetwork local, Engine engine, InstantSource clock)
            throws IOException {
        var hosts = new ArrayList<HostAgent>();
        for (int i = 0; i < local.hosts().size(); i++) {
            var keys = local.hosts().get(i);
            var wallet = keep(new Wallet(ledger, keys.owner()));
            hosts.add(keep(HostAgent.start(
                    hostConfig(config, home.host(i + 1), config.portBase() + Ports.HOSTS + i),
                    keys.host(),
                    engine,
                    ledger,
                    wallet,
                    metrics,
                    clock)));
        }
        return hosts;
    }

    private GatewayServer startGateway(Home home, NetworkConfig config, Wallet wallet, InstantSource clock)
            throws IOException {
        var settings = Settings.of(
                GatewayConfig.class,
                config.settings(),
                Map.of("gateway.loopback-hosts", "true", "gateway.drain", "5s"),
                Map.of(
                        "gateway.host", config.bind(),
                        "gateway.port", Integer.toString(config.portBase()),
                        "gateway.data", home.gateway().toString()));
        return GatewayServer.start(settings, wallet, metrics, clock);
    }

    private static RpcConfig rpcConfig(NetworkConfig config) {
        return Settings.of(
                RpcConfig.class,
                config.settings(),
                Map.of(),
                Map.of("rpc.host", config.bind(), "rpc.port", Integer.toString(config.portBase() + Ports.RPC)));
    }

    private static HostConfig hostConfig(NetworkConfig config, Path data, int port) {
        // A local epoch is a minute, so a local host settles more often than a real one.
        return Settings.of(
                HostConfig.class,
                config.settings(),
                Map.of("host.settle-every", "10s"),
                Map.of(
                        "host.port",
                        Integer.toString(port),
                        "host.data",
                        data.toString(),
                        "host.public",
                        "http://127.0.0.1:" + port));
    }

    private static String shown(NetworkConfig config) {
        return config.bind().equals("0.0.0.0") ? "127.0.0.1" : config.bind();
    }

    private static Ready ready(NetworkConfig config, LocalNetwork local, String apiKey, String rpc, String metrics) {
        return new Ready(
                "http://" + shown(config) + ":" + config.portBase() + "/v1",
                rpc,
                metrics,
                local.genesis().chainId(),
                apiKey,
                local.accounts().stream()
                        .map(key -> new Ready.Funded(
                                LocalNetwork.address(key).toString(), stoa.types.Hex.encode(key.bytes())))
                        .toList(),
                local.genesis().models().stream()
                        .map(model -> model.id().name())
                        .toList(),
                ProcessHandle.current().pid());
    }

    /// What the ready file says.
    public Ready ready() {
        return ready;
    }

    public Ledger ledger() {
        return ledger;
    }

    /// Answers with a receipt since the start.
    long answers() {
        return hosts.stream().mapToLong(HostAgent::answers).sum();
    }

    private <T extends AutoCloseable> T keep(T part) {
        opened.push(part);
        return part;
    }

    private static <T> FutureTask<T> atOnce(Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }

    private static <T> T result(FutureTask<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) throw failure;
            throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            var part = opened.pop();
            try {
                part.close();
            } catch (Exception e) {
                // The others must close all the same.
                LOG.error("closing failed", e, "part", part.getClass().getSimpleName());
            }
        }
    }
}
