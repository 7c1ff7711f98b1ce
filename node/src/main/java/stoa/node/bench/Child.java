// SPDX-License-Identifier: Apache-2.0
package stoa.node.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A server under measurement, as a process of its own; it ends with the bench.
final class Child implements AutoCloseable {
    private final Process process;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Child start(String name, Map<String, String> environment, Path folder, List<String> command)
            throws IOException {
        var log = folder.resolve(name + ".log");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        var child = new Child(builder.start(), log);
        Runtime.getRuntime().addShutdownHook(new Thread(child::kill));
        return child;
    }

    /// Waits until something listens there.
    void awaitPort(URI uri, Duration patience) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 500);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > until)
                    throw new IOException("it did not start:\n" + tail(), e);
                Thread.sleep(100);
            }
        }
    }

    void awaitFile(Path file, Duration patience) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!Files.exists(file)) {
            if (!process.isAlive() || System.nanoTime() > until) throw new IOException("it did not start:\n" + tail());
            Thread.sleep(20);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /// Resident memory of the process in bytes, where the system tells.
    long residentBytes() throws IOException {
        return status("VmRSS");
    }

    /// The highest it ever was.
    long residentPeakBytes() throws IOException {
        return status("VmHWM");
    }

    private long status(String field) throws IOException {
        var file = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(file)) return 0;
        var match = Pattern.compile(field + ":\\s+([0-9]+) kB").matcher(Files.readString(file));
        return match.find() ? Long.parseLong(match.group(1)) * 1024 : 0;
    }

    /// Processor time used so far.
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// As `kill -9`.
    void kill() {
        process.destroyForcibly();
    }

    String tail() throws IOException {
        var text = Files.readString(log);
        return text.substring(Math.max(0, text.length() - 4_000));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
