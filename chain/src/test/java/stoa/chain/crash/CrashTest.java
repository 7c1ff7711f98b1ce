// SPDX-License-Identifier: Apache-2.0
package stoa.chain.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.chain.Chain;
import stoa.chain.Net;
import stoa.chain.Traffic;
import stoa.chain.Waiting;
import stoa.chain.state.StateConfig;
import stoa.chain.store.MemoryKeyValue;
import stoa.kit.metrics.Metrics;

/// Processes killed at any moment, and power lost at any byte.
class CrashTest {
    private static final int LANES = 2;
    private static final int KILLS_PER_LANE = 26;

    @TempDir
    Path directory;

    private final Net net = Net.local();

    @Test
    void a_chain_killed_again_and_again_loses_nothing_it_committed_and_never_forks() throws Exception {
        long seed = System.nanoTime();
        System.out.println("crash test, seed " + seed);
        var failure = new AtomicReference<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < LANES; i++) {
            var lane = new Lane(directory.resolve("lane" + i), new Random(seed + i));
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    lane.run();
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        for (var thread : threads) thread.join();
        if (failure.get() != null) throw new AssertionError("seed " + seed, failure.get());
    }

    @Test
    void power_lost_at_any_byte_leaves_a_ledger_that_was_once_the_newest() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var hashes = new ArrayList<String>();
        var crashed = directory.resolve("crashed");
        try (var chain = Chain.open(net.config(directory.resolve("running")), new Metrics())) {
            var traffic = new Traffic(seed, net);
            for (int i = 0; i < 8; i++) {
                traffic.from(chain);
                long height = chain.head().height();
                for (byte[] raw : traffic.next(80)) chain.submit(raw);
                Waiting.until(() -> chain.head().height() > height, "a block is made");
            }
            Waiting.until(() -> chain.oldestState() == 0, "the chain is open");
            copy(directory.resolve("running"), crashed);
            chain.blocks(0).forEach(block -> hashes.add(block.hash().toString()));
        }
        for (int i = 0; i < 12; i++) {
            var torn = directory.resolve("torn" + i);
            copy(crashed, torn);
            cutLog(torn, random);
            try (var chain = Chain.open(net.config(torn), new Metrics())) {
                long height = chain.head().height();
                for (long h = 0; h <= height && h < hashes.size(); h++)
                    assertEquals(hashes.get((int) h), chain.block(h).hash().toString(), "seed " + seed);
                assertEquals(
                        Optional.empty(),
                        chain.replay(new MemoryKeyValue(), _ -> {}).difference(),
                        "seed " + seed);
            }
        }
    }

    /// One directory and its victims, one after the other.
    private final class Lane {
        private final Path ledger;
        private final Random random;
        private final TreeMap<Long, String> committed = new TreeMap<>();
        private int productive;

        Lane(Path ledger, Random random) {
            this.ledger = ledger;
            this.random = random;
        }

        void run() throws Exception {
            for (int kill = 0; kill < KILLS_PER_LANE; kill++) live();
            assertTrue(productive > KILLS_PER_LANE / 2, productive + " children got as far as a block");
            var config = net.config(ledger).with(new StateConfig(8, false, 4 << 20));
            try (var chain = Chain.open(config, new Metrics())) {
                committed.forEach((height, hash) ->
                        assertEquals(hash, chain.block(height).hash().toString(), "height " + height));
                long height = chain.head().height();
                for (byte[] raw :
                        new Traffic(random.nextLong(), net).from(chain).next(20)) chain.submit(raw);
                Waiting.until(() -> chain.head().height() > height, "the chain goes on");
                var report = chain.replay(new MemoryKeyValue(), _ -> {});
                assertEquals(Optional.empty(), report.difference());
                assertTrue(report.to() >= committed.lastKey());
            }
        }

        /// Starts a child and kills it at some moment: while it starts, or some blocks later.
        private void live() throws Exception {
            var child = new ProcessBuilder(command()).redirectErrorStream(true).start();
            boolean early = random.nextInt(8) == 0;
            var patience = Thread.ofPlatform().start(() -> {
                try {
                    if (early) Thread.sleep(random.nextInt(900));
                    else Thread.sleep(20_000);
                    child.destroyForcibly();
                } catch (InterruptedException _) {
                    // killed in time
                }
            });
            var other = new ArrayList<String>();
            try (var lines =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
                long killNanos = Long.MAX_VALUE;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!heard(line)) other.add(line);
                    if (line.startsWith("DONE") && killNanos == Long.MAX_VALUE) {
                        productive++;
                        killNanos = System.nanoTime() + random.nextInt(120_000_000);
                    }
                    if (System.nanoTime() >= killNanos) child.destroyForcibly(); // what it said before is still read
                }
            } catch (IOException _) {
                // its end of the pipe is gone, and so is it
            }
            assertTrue(child.waitFor(20, TimeUnit.SECONDS));
            assertEquals(128 + 9, child.exitValue(), () -> "the child died by itself: " + other);
            patience.interrupt();
            patience.join();
        }

        /// Whether a line is one that a child says; a block once committed keeps its hash for ever.
        private boolean heard(String line) {
            var words = line.split(" ");
            if (words.length != 3 || words[2].length() != 66) return false; // also half a line, cut by the kill
            long height = Long.parseLong(words[1]);
            switch (words[0]) {
                case "OPEN" -> {
                    assertTrue(committed.isEmpty() || height >= committed.lastKey(), "lost blocks: " + line);
                    var before = committed.putIfAbsent(height, words[2]);
                    assertTrue(before == null || before.equals(words[2]), "forked: " + line);
                }
                case "DONE" -> assertNull(committed.put(height, words[2]), "made twice: " + line);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private List<String> command() {
            return List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    CrashChild.class.getName(),
                    ledger.toString(),
                    Long.toString(random.nextLong()));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (var file : files.toList())
                if (!file.getFileName().toString().equals("LOCK")) Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private static void cutLog(Path ledger, Random random) throws IOException {
        try (var files = Files.list(ledger)) {
            var log = files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow();
            try (var open = new RandomAccessFile(log.toFile(), "rw")) {
                open.setLength((long) (open.length() * random.nextDouble()));
            }
        }
    }
}
