// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.chain.Chain;
import stoa.chain.ChainConfig;
import stoa.chain.Net;
import stoa.chain.comet.home.CometHome;
import stoa.chain.comet.home.CometProcess;
import stoa.chain.comet.home.CometSettings;
import stoa.chain.state.StateConfig;
import stoa.chain.store.RocksConfig;
import stoa.kit.crypto.Bls;
import stoa.kit.metrics.Metrics;

/// A validator of a test: the application in this process, the real CometBFT beside it.
final class CometNode implements AutoCloseable {
    private final Net net;
    private final Path directory;
    private final Path program;
    private final Bls.Key key;
    private final CometHome home;
    final int rpcPort;
    private long snapshotEvery;
    private @Nullable CometProcess process;
    private @Nullable Chain chain;

    CometNode(Net net, Path directory, Path program, Bls.Key key, int rpcPort) {
        this.net = net;
        this.directory = directory;
        this.program = program;
        this.key = key;
        this.home = new CometHome(directory.resolve("comet"));
        this.rpcPort = rpcPort;
    }

    CometNode snapshots(long every) {
        snapshotEvery = every;
        return this;
    }

    CometHome home() {
        return home;
    }

    void configure(List<String> peers, Optional<CometSettings.StateSync> sync) throws IOException {
        home.nodeKey();
        home.validatorKey();
        home.writeConfig(new CometSettings(
                directory.getFileName().toString(),
                address(),
                rpcPort,
                "127.0.0.1:" + (rpcPort + 1),
                peers,
                Duration.ofMillis(100),
                true,
                sync));
    }

    String peer() throws IOException {
        return home.nodeKey().nodeId() + "@127.0.0.1:" + (rpcPort + 1);
    }

    private String address() {
        return "unix://" + directory.resolve("abci.sock");
    }

    Chain start() throws Exception {
        var config = new ChainConfig(
                net.genesis(),
                key,
                RocksConfig.in(directory.resolve("chain")),
                new StateConfig(256, false, 8 << 20),
                net.config().block(),
                net.config().mempool(),
                net.config().pace());
        var comet = new CometConfig(
                address(),
                URI.create("http://127.0.0.1:" + rpcPort),
                directory.resolve("snapshots"),
                snapshotEvery,
                2,
                0);
        var driver = CometDriver.listen(config, comet, new Metrics());
        process = CometProcess.start(program, home);
        var opened = Chain.over(driver, new Metrics());
        chain = opened;
        return opened;
    }

    Chain chain() {
        if (chain == null) throw new IllegalStateException("not started");
        return chain;
    }

    CometProcess process() {
        if (process == null) throw new IllegalStateException("not started");
        return process;
    }

    /// CometBFT dies at once, and the application after it.
    void kill() throws InterruptedException {
        process().kill();
        close();
    }

    /// What another process needs to open the same node.
    List<String> words() {
        return List.of(
                directory.toString(),
                program.toString(),
                Integer.toString(rpcPort),
                Long.toString(net.genesis().timeSeconds()));
    }

    @Override
    public void close() {
        if (process != null) process.close();
        if (chain != null) chain.close();
        process = null;
        chain = null;
    }
}
