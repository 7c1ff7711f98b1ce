// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page on networks of many validators, typed from top to bottom.
class NetworkWalkTest {
    private static final long PATIENCE_SECONDS = 240;

    @TempDir
    Path directory;

    @Test
    void four_validators_are_killed_parted_healed_and_joined() throws Exception {
        var built = stoa("network", "install");
        Assumptions.assumeTrue(built.code() == 0, "no CometBFT for this test: " + built.out());
        var network = directory.resolve("net").toString();
        var ready = directory.resolve("ready.json");
        var up = start(
                "network",
                "up",
                "--validators",
                "4",
                "--hosts",
                "1",
                "--data",
                network,
                "--port-base",
                Integer.toString(freePortBase()),
                "--ready-file",
                ready.toString());
        try {
            until(() -> Files.exists(ready), "the network is up");
            until(() -> sameEverywhere(network, 4), "all four agree");
            assertEquals(0, stoa("network", "kill", "v4", "--data", network).code());
            long without = height(network, 0);
            until(() -> height(network, 0) > without + 2, "three go on");
            assertEquals(
                    0,
                    stoa("network", "partition", "v1,v2", "v3,v4", "--data", network)
                            .code());
            until(() -> node(network, 0).path("peers").asInt() == 1, "the links are cut");
            TimeUnit.SECONDS.sleep(2); // what was on its way is decided
            long parted = height(network, 0);
            TimeUnit.SECONDS.sleep(3);
            assertEquals(parted, height(network, 0), "two of four decide nothing");
            assertEquals(0, stoa("network", "heal", "--data", network).code());
            assertEquals(0, stoa("network", "start", "v4", "--data", network).code());
            until(() -> sameEverywhere(network, 4) && height(network, 3) > parted, "all four go on");
            join(network);
            assertNotEquals(0, stoa("network", "kill", "v9", "--data", network).code());
        } finally {
            up.destroy();
            assertTrue(up.waitFor(60, TimeUnit.SECONDS), "it stops when asked to");
        }
        assertEquals(0, up.exitValue());
    }

    private void join(String network) throws Exception {
        var follower = directory.resolve("follower");
        int port = freePortBase();
        var joined = stoa(
                "network",
                "join",
                follower.toString(),
                "--network",
                network + "/network.json",
                "--rpc-port",
                Integer.toString(port));
        assertEquals(0, joined.code(), joined.out());
        var node = start("network", "node", follower.toString());
        try {
            var log = follower.resolve("stoa.log");
            until(() -> Files.exists(log) && Files.readString(log).contains("the node is up"), "the follower answers");
        } finally {
            node.destroy();
            assertTrue(node.waitFor(60, TimeUnit.SECONDS));
        }
    }

    private boolean sameEverywhere(String network, int nodes) throws Exception {
        var all = status(network);
        for (int i = 0; i < nodes; i++)
            if (!all.get(i).path("state").asText().equals("up")
                    || all.get(i).path("height").asLong() < 1
                    || Math.abs(all.get(i).path("height").asLong()
                                    - all.get(0).path("height").asLong())
                            > 3) return false;
        return true;
    }

    private long height(String network, int node) throws Exception {
        return node(network, node).path("height").asLong();
    }

    private JsonNode node(String network, int node) throws Exception {
        return status(network).get(node);
    }

    private JsonNode status(String network) throws Exception {
        var told = stoa("network", "status", "--json", "--data", network);
        assertEquals(0, told.code(), told.out());
        return LocalStoa.JSON.readTree(told.out());
    }

    // ── processes ──

    private record Told(int code, String out) {}

    private Process start(String... words) throws IOException {
        return new ProcessBuilder(command(words))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(words[1] + ".log").toFile())
                .start();
    }

    private static Told stoa(String... words) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command(words)).start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return new Told(code, code == 0 ? out : out + err);
    }

    private static List<String> command(String... words) {
        var command = new ArrayList<>(List.of(LocalStoa.ROOT.resolve("stoa").toString()));
        command.addAll(List.of(words));
        return command;
    }

    private static void until(Callable<Boolean> condition, String what) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.call()) {
            if (System.nanoTime() > end) throw new AssertionError("waited in vain until " + what);
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    /// Room for five hundred ports below those that the system gives to outgoing connections.
    private static int freePortBase() throws IOException {
        for (int tries = 0; tries < 50; tries++) {
            int base = 12_000 + ThreadLocalRandom.current().nextInt(30) * 600;
            try (var a = new ServerSocket(base);
                    var b = new ServerSocket(base + 100);
                    var c = new ServerSocket(base + 401)) {
                if (a.isBound() && b.isBound() && c.isBound()) return base;
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IOException("no free ports");
    }
}
