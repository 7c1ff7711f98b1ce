// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import stoa.client.wallet.Wallet;
import stoa.gateway.GatewayConfig;
import stoa.gateway.GatewayServer;
import stoa.kit.config.Config;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.json.Json;
import stoa.kit.metrics.Metrics;
import stoa.types.Amount;

/// Everything a story needs: ledger, hosts, a gateway with one key, and a caller with an HTTP client of the JDK's.
public final class Town implements AutoCloseable {
    public static final String CHAT = "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    public static final String STREAM =
            "{\"model\":\"tiny\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private final InstantSource clock = InstantSource.system();
    private final FakeMarket market = new FakeMarket(clock);
    private final List<FakeHost> hosts = new ArrayList<>();
    private final Path data;
    private final PrivateKey payer = PrivateKey.generate();
    private final Map<String, String> settings = new TreeMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable Wallet wallet;
    private @Nullable GatewayServer gateway;
    private final AtomicInteger people = new AtomicInteger();
    private Metrics metrics = new Metrics();
    private String key = "";

    public Town(Path data, int hostCount) {
        this.data = data;
        for (int i = 0; i < hostCount; i++) {
            var host = new FakeHost(market.ledger(), clock);
            hosts.add(host);
            market.addHost(host.address(), host.uri());
        }
        market.ledger().fund(stoa.kit.crypto.Secp256k1.addressOf(payer), Amount.stoa(1_000));
        settings.putAll(Map.of(
                "gateway.port", "0",
                "gateway.data", data.toString(),
                "gateway.loopback-hosts", "true",
                "gateway.session-length", "60s",
                "gateway.host-silence", "5s",
                "gateway.first-token-least", "1s",
                "gateway.first-token-most", "5s",
                "gateway.open-patience", "5s",
                "gateway.drain", "3s",
                "gateway.first-deposit", "30000000"));
    }

    /// A setting of the gateway that is about to start.
    public Town set(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /// Starts the gateway, and makes a key without limits.
    public Town start() throws IOException, InterruptedException {
        metrics = new Metrics();
        wallet = new Wallet(market.ledger(), payer);
        gateway = GatewayServer.start(Config.load(GatewayConfig.class, settings), wallet, metrics, clock);
        if (key.isEmpty()) key = newKey("{\"label\":\"story\"}");
        return this;
    }

    /// The process dies: nothing is flushed, nothing is said. What it had on disk is there for the next start.
    public void kill() throws IOException {
        kill(() -> {});
    }

    /// As `kill`; `afterwards` is what the rest of the world does once the process is dead.
    public void kill(Runnable afterwards) throws IOException {
        var copy = Files.createTempDirectory("killed");
        copy(data, copy);
        afterwards.run();
        stop();
        delete(data);
        copy(copy, data);
        delete(copy);
    }

    public void stop() {
        if (gateway != null) gateway.close();
        if (wallet != null) wallet.close();
        gateway = null;
        wallet = null;
    }

    public FakeMarket market() {
        return market;
    }

    public FakeHost host(int index) {
        return hosts.get(index);
    }

    public List<FakeHost> hosts() {
        return hosts;
    }

    public PrivateKey payer() {
        return payer;
    }

    public Path data() {
        return data;
    }

    public String key() {
        return key;
    }

    public void key(String other) {
        key = other;
    }

    /// Silent hosts are left after a second; for stories about them only, because a busy machine is silent too.
    public Town impatient() {
        return set("gateway.host-silence", "1s").set("gateway.first-token-most", "2s");
    }

    public String metrics() {
        return metrics.render();
    }

    public URI uri(String path) {
        if (gateway == null) throw new IllegalStateException("the gateway does not run");
        return gateway.uri().resolve(path);
    }

    // ── the caller ──

    public HttpResponse<String> chat(String body) throws IOException, InterruptedException {
        return post("/v1/chat/completions", body);
    }

    /// The same question by somebody else each time, so that no conversation ties it to a host.
    public HttpResponse<String> ask(String body) throws IOException, InterruptedException {
        return chat("{\"user\":\"u" + people.incrementAndGet() + "\"," + body.substring(1));
    }

    /// Asks until a host had one more request; every answer must be good. Returns how many were asked.
    public int askUntilTurnOf(FakeHost host, String body) throws IOException, InterruptedException {
        int before = host.asked();
        for (int asked = 1; asked <= 200; asked++) {
            var answer = ask(body);
            if (answer.statusCode() != 200) throw new AssertionError(answer.statusCode() + " " + answer.body());
            if (host.asked() > before) return asked;
        }
        throw new AssertionError("the host never had its turn");
    }

    public HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json");
    }

    public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    public HttpClient http() {
        return http;
    }

    public static JsonNode json(HttpResponse<String> response) {
        return Json.parse(response.body());
    }

    /// `data:` payloads of a stream.
    public static List<String> payloads(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
    }

    // ── the operator ──

    public HttpResponse<String> admin(String method, String path, String body)
            throws IOException, InterruptedException {
        var token = Files.readString(data.resolve("admin.token")).strip();
        return send(HttpRequest.newBuilder(uri(path))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public String newKey(String terms) throws IOException, InterruptedException {
        var made = admin("POST", "/admin/keys", terms);
        if (made.statusCode() != 201) throw new IllegalStateException(made.body());
        return json(made).path("key").asText();
    }

    /// What the books say a key has spent and what is set aside, once they have caught up.
    public long[] spent(String hint) throws IOException, InterruptedException {
        for (var each : json(admin("GET", "/admin/keys", "")).path("keys"))
            if (each.path("label").asText().equals(hint))
                return new long[] {
                    each.path("spent").asLong(), each.path("setAside").asLong()
                };
        throw new IllegalArgumentException("no key of label " + hint);
    }

    public JsonNode status() throws IOException, InterruptedException {
        return json(admin("GET", "/admin/status", ""));
    }

    /// Waits for something that happens beside the requests.
    public static void eventually(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("never came true: " + what);
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        hosts.forEach(FakeHost::openGate);
        stop();
        hosts.forEach(FakeHost::close);
        market.close();
        http.shutdownNow();
        http.close();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(target);
                else Files.copy(file, target);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
