// SPDX-License-Identifier: Apache-2.0
package stoa.verify.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// A network started the way a newcomer starts it: `./stoa up` as a process of its own, found again by its ready file.
public final class LocalStoa implements AutoCloseable {
    public static final Path ROOT = root();
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, LocalStoa> SHARED = new HashMap<>();

    private final Path data;
    private final Process process;
    private final JsonNode ready;

    private LocalStoa(Path data, Process process, JsonNode ready) {
        this.data = data;
        this.process = process;
        this.ready = ready;
    }

    /// One network for all tests that leave it as they found it; it ends with the JVM.
    public static synchronized LocalStoa shared(String... options) {
        return SHARED.computeIfAbsent(String.join(" ", options), _ -> {
            try {
                var network = start(Files.createTempDirectory("stoa-e2e"), freePortBase(), options);
                Runtime.getRuntime().addShutdownHook(new Thread(network::close));
                return network;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// Starts a network of its own and waits until its ready file is there.
    static LocalStoa start(Path data, int portBase, String... options) throws IOException {
        var readyFile = data.resolve("ready-for-test.json");
        Files.deleteIfExists(readyFile);
        var command = new ArrayList<>(List.of(
                ROOT.resolve("stoa").toString(),
                "up",
                "--data",
                data.resolve("data").toString(),
                "--port-base",
                Integer.toString(portBase),
                "--ready-file",
                readyFile.toString()));
        command.addAll(List.of(options));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(data.resolve("up.log").toFile()))
                .start();
        long until = System.nanoTime() + Duration.ofSeconds(180).toNanos();
        while (!Files.exists(readyFile)) {
            if (!process.isAlive() || System.nanoTime() > until) {
                process.destroyForcibly();
                throw new IOException("./stoa up did not become ready:\n" + Files.readString(data.resolve("up.log")));
            }
            pause(20);
        }
        return new LocalStoa(data, process, JSON.readTree(readyFile.toFile()));
    }

    /// Room for a gateway, an RPC, a metrics page and hosts.
    static int freePortBase() {
        for (int tries = 0; tries < 100; tries++) {
            int base = 20_000 + ThreadLocalRandom.current().nextInt(1_000) * 30;
            boolean free = true;
            for (int port : new int[] {base, base + 1, base + 2, base + 10, base + 11, base + 12}) {
                try (var socket = new ServerSocket(port)) {
                    free &= socket.isBound();
                } catch (IOException e) {
                    free = false;
                }
            }
            if (free) return base;
        }
        throw new IllegalStateException("no free ports");
    }

    public JsonNode ready() {
        return ready;
    }

    public Path readyFile() {
        return data.resolve("ready-for-test.json");
    }

    public Path dataDir() {
        return data.resolve("data");
    }

    public String gateway() {
        return ready.path("gateway").asText();
    }

    public String rpc() {
        return ready.path("rpc").asText();
    }

    public String apiKey() {
        return ready.path("apiKey").asText();
    }

    Process process() {
        return process;
    }

    /// What `./stoa up` printed so far.
    String printed() throws IOException {
        return Files.readString(data.resolve("up.log"));
    }

    /// What a command printed, and how it ended.
    record Told(int code, String out, String err) {
        JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException("not JSON: " + out, e);
            }
        }
    }

    /// Runs `./stoa …` against this network.
    Told stoa(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(words));
        command.add("--data");
        command.add(dataDir().toString());
        return run(command.toArray(String[]::new));
    }

    /// Runs `./stoa …` with nothing added.
    static Told run(String... words) throws IOException, InterruptedException {
        return run(Map.of(), "", words);
    }

    static Told run(Map<String, String> environment, String input, String... words)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(ROOT.resolve("stoa").toString());
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        var process = builder.start();
        try (var to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        }
        var err = new StringBuilder();
        var reader = Thread.ofVirtual().start(() -> {
            try {
                err.append(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                err.append(e);
            }
        });
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("'stoa " + String.join(" ", words) + "' did not end");
        }
        reader.join();
        return new Told(process.exitValue(), out.strip(), err.toString().strip());
    }

    /// One JSON-RPC call.
    JsonNode rpc(String method, Object... params) throws IOException, InterruptedException {
        var body = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        body.set("params", JSON.valueToTree(params));
        return JSON.readTree(post(rpc(), body.toString(), Map.of()).body());
    }

    /// A request to the gateway, below `/v1`, with the network's own key.
    HttpResponse<String> ask(String path, String body) throws IOException, InterruptedException {
        return post(gateway() + path, body, Map.of("authorization", "Bearer " + apiKey()));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(gateway() + path))
                .header("authorization", "Bearer " + apiKey())
                .timeout(Duration.ofSeconds(60))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    static HttpResponse<String> post(String uri, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(uri))
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    /// Ends it as Ctrl-C does and waits.
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) throw new IllegalStateException("./stoa up did not stop");
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path root() {
        for (var at = Path.of(System.getProperty("stoa.root", "")).toAbsolutePath(); at != null; at = at.getParent())
            if (Files.exists(at.resolve("verify/pom.xml"))) return at;
        throw new IllegalStateException("no checkout above the working directory");
    }
}
