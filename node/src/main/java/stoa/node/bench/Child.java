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

/// A server under measurement, as a process of its own; it ends with this one.
public final class Child implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final Thread atExit = new Thread(this::killNow);

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Its output goes to `name.log` in `folder`, behind what an earlier one of this name wrote.
    public static Child start(String name, Map<String, String> environment, Path folder, List<String> command)
            throws IOException {
        var log = folder.resolve(name + ".log");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        var child = new Child(builder.start(), log);
        Runtime.getRuntime().addShutdownHook(child.atExit);
        return child;
    }

    /// Waits until something listens there.
    public void awaitPort(URI uri, Duration patience) throws IOException, InterruptedException {
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

    public void awaitFile(Path file, Duration patience) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!Files.exists(file)) {
            if (!process.isAlive() || System.nanoTime() > until) throw new IOException("it did not start:\n" + tail());
            Thread.sleep(20);
        }
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// Resident memory of the process in bytes, where the system tells.
    public long residentBytes() throws IOException {
        return status("VmRSS");
    }

    /// The highest it ever was.
    public long residentPeakBytes() throws IOException {
        return status("VmHWM");
    }

    private long status(String field) throws IOException {
        var file = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(file)) return 0;
        var match = Pattern.compile(field + ":\\s+([0-9]+) kB").matcher(Files.readString(file));
        return match.find() ? Long.parseLong(match.group(1)) * 1024 : 0;
    }

    /// Makes a Java process collect its whole heap; returns when it has.
    public void collectGarbage() throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        var asking = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (asking.waitFor() != 0) throw new IOException("the process did not collect its garbage: is it alive?");
    }

    /// Processor time used so far.
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// As `kill -9`; returns when it is dead.
    public void kill() throws InterruptedException {
        killNow();
        process.waitFor();
        forget();
    }

    private void killNow() {
        process.destroyForcibly();
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // This process is ending too; the hook does its work.
            return;
        }
    }

    public String tail() throws IOException {
        var text = Files.readString(log);
        return text.substring(Math.max(0, text.length() - 4_000));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) killNow();
        } catch (InterruptedException e) {
            killNow();
            Thread.currentThread().interrupt();
        }
        forget();
    }
}
