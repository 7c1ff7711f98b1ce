// SPDX-License-Identifier: Apache-2.0
package stoa.node.many;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import stoa.chain.comet.home.CometHome;
import stoa.kit.crypto.Bls;
import stoa.kit.crypto.RandomBytes;
import stoa.kit.io.AtomicFile;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.node.Home;

/// The directory of one node: its settings, its keys, CometBFT's home, the ledger.
public record NodeHome(Path dir) {
    /// The socket's path, in bytes, that every system takes.
    private static final int SOCKET_PATH_MAX = 100;

    /// `node.json`.
    ///
    /// @param rpcPort of the Ethereum JSON-RPC; metrics are on the next one, CometBFT's RPC on the one after, its
    /// peers'
    ///     port on the fourth
    /// @param snapshotEvery blocks; 0 for none
    /// @param blocksKept the newest so many of CometBFT's; 0 for all
    /// @param archive whether every height's state stays readable
    public record Settings(
            String name, String bind, int rpcPort, long snapshotEvery, long blocksKept, boolean archive) {
        public int metricsPort() {
            return rpcPort + 1;
        }

        public int cometRpcPort() {
            return rpcPort + 2;
        }

        public int peerPort() {
            return rpcPort + 3;
        }
    }

    public CometHome comet() {
        return new CometHome(dir.resolve("comet"));
    }

    public Path genesis() {
        return dir.resolve("genesis.json");
    }

    public Path chain() {
        return dir.resolve("chain");
    }

    public Path views() {
        return dir.resolve("views");
    }

    public Path snapshots() {
        return dir.resolve("snapshots");
    }

    public Path log() {
        return dir.resolve("stoa.log");
    }

    private Path settingsFile() {
        return dir.resolve("node.json");
    }

    private Path pidFile(String what) {
        return dir.resolve(what + ".pid");
    }

    /// Where the application listens for CometBFT: a socket file, or a port where the path would be too long for one.
    public String appAddress(Settings settings) {
        var socket = dir.resolve("abci.sock").toString();
        return socket.getBytes(StandardCharsets.UTF_8).length <= SOCKET_PATH_MAX
                ? "unix://" + socket
                : "tcp://127.0.0.1:" + (settings.rpcPort() + 4);
    }

    /// The key that signs seeds, made on first use.
    public Bls.Key seedKey() throws IOException {
        var file = dir.resolve("validator.bls");
        if (!Files.exists(file)) {
            Files.createDirectories(dir);
            AtomicFile.writePrivate(file, RandomBytes.next(32));
        }
        return Bls.Key.fromSeed(Files.readAllBytes(file));
    }

    public void write(Settings settings) throws IOException {
        Files.createDirectories(dir);
        AtomicFile.write(settingsFile(), (Json.text(settings) + "\n").getBytes(StandardCharsets.UTF_8), "rw-r--r--");
    }

    public Settings settings() throws IOException {
        if (!Files.exists(settingsFile()))
            throw new Home.Unusable(dir + " is no node: run ./stoa network init or ./stoa network join");
        try {
            return Json.read(Files.readAllBytes(settingsFile()), Settings.class);
        } catch (MalformedJson e) {
            throw new Home.Unusable(settingsFile() + " cannot be read: " + e.getMessage());
        }
    }

    /// Remembers a running process, so that other commands find it.
    void wrotePid(String what, long pid) throws IOException {
        AtomicFile.write(pidFile(what), Long.toString(pid).getBytes(StandardCharsets.US_ASCII), "rw-r--r--");
    }

    void forgetPid(String what) throws IOException {
        Files.deleteIfExists(pidFile(what));
    }

    /// The node's process (`node`) or its CometBFT (`comet`), if it runs; another program that got the same number
    /// later
    /// is not taken for it.
    public Optional<ProcessHandle> running(String what) throws IOException {
        if (!Files.exists(pidFile(what))) return Optional.empty();
        var text = Files.readString(pidFile(what)).strip();
        if (!text.matches("[0-9]{1,10}")) return Optional.empty();
        return ProcessHandle.of(Long.parseLong(text))
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .commandLine()
                        .map(line -> line.contains(dir.toString()))
                        .orElse(true));
    }
}
