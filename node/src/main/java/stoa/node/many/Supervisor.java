// SPDX-License-Identifier: Apache-2.0
package stoa.node.many;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import stoa.kit.clock.Ticker;
import stoa.kit.log.Log;

/// Holds a network on one machine together: a process for each node, a relay for each link, and both as [Wanted] says.
/// A node that died unasked is started again.
public final class Supervisor implements AutoCloseable {
    private static final Log LOG = Log.of(Supervisor.class);
    private static final Duration PERIOD = Duration.ofMillis(300);
    /// A node that ends again and again is started ever more rarely, up to half a minute.
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int DOUBLINGS_MAX = 4;
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PATIENCE_SECONDS = 15;
    private static final String HEAP = "-Xmx320m";

    private final NetworkFiles files;
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final Map<NetworkFiles.Link, LinkRelay> relays = new LinkedHashMap<>();
    private @Nullable Ticker ticker;

    private Supervisor(NetworkFiles files) {
        this.files = files;
    }

    private static final class Child {
        private @Nullable Process process;
        private long startedNanos;
        private int failures;

        boolean due() {
            return process == null || System.nanoTime() - startedNanos > AGAIN_NANOS << failures;
        }
    }

    /// Starts every node that should run; they need a few seconds until they answer.
    public static Supervisor start(NetworkFiles files) throws IOException {
        var supervisor = new Supervisor(files);
        try {
            for (var link : files.links())
                supervisor.relays.put(link, LinkRelay.start(link.relayPort(), link.peerPort()));
            for (var node : files.read().nodes()) supervisor.children.put(node.name(), new Child());
            supervisor.look();
            supervisor.ticker = Ticker.start("supervisor", PERIOD, supervisor::look, Supervisor::failed);
            return supervisor;
        } catch (IOException | RuntimeException failure) {
            supervisor.close();
            throw failure;
        }
    }

    private synchronized void look() throws IOException {
        var wanted = Wanted.read(files.dir());
        for (var link : relays.entrySet()) {
            boolean cut = !wanted.linked(link.getKey().from(), link.getKey().to());
            if (link.getValue().isCut() != cut) link.getValue().cut(cut);
        }
        for (var entry : children.entrySet()) {
            var child = entry.getValue();
            boolean alive = child.process != null && child.process.isAlive();
            boolean should = !wanted.down().contains(entry.getKey());
            if (should && !alive && child.due()) {
                if (child.process != null) {
                    LOG.warn("a node ended and is started again", "node", entry.getKey());
                    boolean steady = System.nanoTime() - child.startedNanos > STEADY_NANOS;
                    child.failures = steady ? 0 : Math.min(DOUBLINGS_MAX, child.failures + 1);
                }
                child.startedNanos = System.nanoTime();
                child.process = process(files.node(entry.getKey()).dir());
            } else if (!should && alive && child.process != null) {
                child.process.destroyForcibly();
                child.failures = 0;
            }
        }
    }

    /// The same program with the same classes as this one.
    private static Process process(Path dir) throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                HEAP,
                "-Xlog:disable",
                "-Dfile.encoding=UTF-8"));
        for (var name : List.of("stoa.home", "stoa.root")) {
            var value = System.getProperty(name);
            if (value != null) command.add("-D" + name + "=" + value);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "stoa.node.Main"));
        command.addAll(List.of("network", "node", dir.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        dir.resolve("process.log").toFile()))
                .start();
    }

    private static void failed(Throwable failure) {
        LOG.error("the supervisor could not look after its nodes", failure);
    }

    @Override
    public void close() {
        if (ticker != null) ticker.close();
        for (var child : children.values()) if (child.process != null) child.process.destroy();
        for (var child : children.values()) if (child.process != null) await(child.process);
        for (var relay : relays.values()) {
            try {
                relay.close();
            } catch (IOException failure) {
                LOG.debug("a relay did not close", "reason", String.valueOf(failure.getMessage()));
            }
        }
    }

    private static void await(Process process) {
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
