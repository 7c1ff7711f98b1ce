// SPDX-License-Identifier: Apache-2.0
package stoa.node.many;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import stoa.chain.Chain;
import stoa.chain.ChainConfig;
import stoa.chain.comet.CometConfig;
import stoa.chain.comet.CometDriver;
import stoa.chain.comet.home.CometProcess;
import stoa.chain.state.StateConfig;
import stoa.kit.crypto.Digests;
import stoa.kit.log.Log;
import stoa.kit.metrics.Metrics;
import stoa.kit.sql.SqlConfig;
import stoa.node.ChainLedger;
import stoa.node.GenesisFile;
import stoa.node.HealthPage;
import stoa.rpc.RpcConfig;
import stoa.rpc.RpcServer;
import stoa.views.Views;

/// One node of a network of many: the ledger under CometBFT, which runs beside it, with read models and JSON-RPC. A
/// node
/// that is no validator follows. Ends when CometBFT ends: whoever started it starts it again.
public final class ValidatorNode implements AutoCloseable {
    private static final Log LOG = Log.of(ValidatorNode.class);
    private static final int SNAPSHOTS_KEPT = 2;
    /// An earlier CometBFT of this node notices that its application died, and stops.
    private static final long OLD_COMET_SECONDS = 20;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private ValidatorNode() {}

    /// Opens everything and returns when the node answers. Waits for peers when it begins with their snapshot.
    ///
    /// @param program CometBFT
    public static ValidatorNode open(NodeHome home, Path program) throws IOException, InterruptedException {
        var node = new ValidatorNode();
        try {
            node.start(home, program);
            return node;
        } catch (IOException | InterruptedException | RuntimeException | Error failure) {
            node.close();
            throw failure;
        }
    }

    private void start(NodeHome home, Path program) throws IOException, InterruptedException {
        var settings = home.settings();
        var genesis = GenesisFile.read(home.genesis());
        var metrics = new Metrics().addJvm();
        endOldComet(home);

        var config = ChainConfig.of(home.chain(), genesis, home.seedKey());
        if (settings.archive())
            config = config.with(new StateConfig(StateConfig.DEFAULT.retain(), true, StateConfig.DEFAULT.cacheBytes()));
        var comet = new CometConfig(
                home.appAddress(settings),
                URI.create("http://127.0.0.1:" + settings.cometRpcPort()),
                home.snapshots(),
                settings.snapshotEvery(),
                SNAPSHOTS_KEPT,
                settings.blocksKept());
        var driver = CometDriver.listen(config, comet, metrics);
        var process = keep(CometProcess.start(program, home.comet()));
        home.wrotePid("comet", process.pid());
        process.onExit(() -> {
            LOG.error(
                    "CometBFT has ended; its last words are in " + home.comet().log());
            driver.close();
            ended.complete(null);
        });
        var chain = keep(Chain.over(driver, metrics));
        var ledger = new ChainLedger(chain);
        var views = keep(Views.open(
                SqlConfig.file(home.views().resolve("views")), genesis.hash(Digests.INSTANCE), ledger::blocks));
        var rpc = stoa.node.Settings.of(
                RpcConfig.class,
                Map.of(),
                Map.of(),
                Map.of("rpc.host", settings.bind(), "rpc.port", Integer.toString(settings.rpcPort())));
        keep(RpcServer.start(rpc, ledger, views));
        keep(HealthPage.start(settings.metricsPort(), metrics, chain));
        home.wrotePid("node", ProcessHandle.current().pid());
        LOG.info(
                "the node is up",
                "name",
                settings.name(),
                "height",
                chain.head().height());
    }

    private static void endOldComet(NodeHome home) throws IOException, InterruptedException {
        var old = home.running("comet");
        if (old.isEmpty()) return;
        var exit = old.get().onExit();
        try {
            exit.get(OLD_COMET_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException _) {
            LOG.warn(
                    "an earlier CometBFT of this node does not stop by itself and is ended",
                    "pid",
                    old.get().pid());
            old.get().destroyForcibly();
            exit.join();
        }
    }

    /// Calls this once CometBFT has ended, at once if it has.
    public void onEnd(Runnable then) {
        ended.thenRun(then);
    }

    /// Whether CometBFT ended before we did.
    public boolean failed() {
        return ended.isDone();
    }

    private <T extends AutoCloseable> T keep(T part) {
        opened.push(part);
        return part;
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
