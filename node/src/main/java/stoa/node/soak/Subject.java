// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import stoa.kit.http.Headers;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.node.Home;
import stoa.node.Ready;
import stoa.node.bench.Child;
import stoa.node.bench.GatewayBench;

/// `./stoa up` as a process that a soak starts, asks, kills, and starts again on the same data and ports. Any thread
/// asks;
/// one starts and kills.
final class Subject implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration WAIT = Duration.ofSeconds(20);

    private final Path folder;
    private final int portBase;
    private final List<String> options;
    private final HttpClient http = new HttpClient(HttpClientConfig.defaults());
    private Child child;
    private volatile Ready ready;

    private Subject(Path folder, List<String> options) throws IOException, InterruptedException {
        this.folder = folder;
        this.portBase = GatewayBench.freePort();
        this.options = List.copyOf(options);
        this.child = launch();
        this.ready = awaitReady();
    }

    /// Starts a new network and waits until it is ready.
    static Subject start(Path folder, String... options) throws IOException, InterruptedException {
        return new Subject(folder, List.of(options));
    }

    /// Starts it again; gives the milliseconds until it was ready.
    long restart() throws IOException, InterruptedException {
        long start = System.nanoTime();
        child = launch();
        ready = awaitReady();
        return (System.nanoTime() - start) / 1_000_000;
    }

    /// As `kill -9`.
    void kill() throws InterruptedException {
        child.kill();
    }

    Child child() {
        return child;
    }

    Ready ready() {
        return ready;
    }

    HttpClient http() {
        return http;
    }

    Home home() {
        return new Home(folder.resolve("data"));
    }

    /// An address below the gateway's `/v1`.
    URI gateway(String path) {
        return URI.create(ready.gateway() + path);
    }

    // ── asking ──

    /// One JSON-RPC call.
    JsonNode rpc(String method, Object... params) throws IOException {
        var body = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        body.set("params", Json.parse(Json.write(params)));
        return result(post(URI.create(ready.rpc()), Json.write(body)));
    }

    /// Many calls of one method with one parameter each, answered in their order.
    List<JsonNode> rpcAll(String method, List<String> params) throws IOException {
        var batch = Json.array();
        for (int i = 0; i < params.size(); i++)
            batch.addObject()
                    .put("jsonrpc", "2.0")
                    .put("id", i)
                    .put("method", method)
                    .putArray("params")
                    .add(params.get(i));
        var out = new ArrayList<JsonNode>();
        if (batch.isEmpty()) return out;
        for (var answer : post(URI.create(ready.rpc()), Json.write(batch))) out.add(result(answer));
        return out;
    }

    private JsonNode post(URI uri, byte[] body) throws IOException {
        return parsed(
                http.send(HttpCall.post(uri, "application/json", body, WAIT)).body());
    }

    private static JsonNode result(JsonNode answer) throws IOException {
        if (answer.hasNonNull("error"))
            throw new IOException(answer.path("error").path("message").asText("refused"));
        return answer.path("result");
    }

    /// Makes an API key.
    ///
    /// @param terms as `POST /admin/keys` takes them, without the delegation
    /// @param delegated whether it spends the first account's delegation, as the ready file's own does, or the
    /// gateway's
    ///     own account
    String newKey(ObjectNode terms, boolean delegated) throws IOException {
        return admin("POST", "/admin/keys", terms.put("delegation", delegated ? delegation() : 0))
                .path("key")
                .asText();
    }

    /// What the ready file's key spends: the only delegation of a fresh network.
    private long delegation() throws IOException {
        for (var key : admin("GET", "/admin/keys", Json.object()).path("keys"))
            if (key.path("label").asText().equals("local"))
                return key.path("delegation").asLong();
        throw new IOException("the network's first key is not in the gateway's list");
    }

    private JsonNode admin(String method, String path, ObjectNode body) throws IOException {
        var token = Files.readString(home().gateway().resolve("admin.token")).strip();
        var headers = Headers.of("authorization", "Bearer " + token, "content-type", "application/json");
        var bytes = method.equals("GET") ? new byte[0] : Json.write(body);
        var reply = http.send(new HttpCall(method, gateway("/").resolve(path), headers, bytes, WAIT));
        if (!reply.ok()) throw new IOException(method + " " + path + ": HTTP " + reply.status() + " " + reply.text());
        return parsed(reply.body());
    }

    /// What a key spent, and its budgets, as its holder sees them.
    JsonNode usage(String key) throws IOException {
        return get("/usage", key);
    }

    JsonNode receipt(String key, String id) throws IOException {
        return get("/receipts/" + id, key);
    }

    private JsonNode get(String path, String key) throws IOException {
        var reply = http.send(HttpCall.get(gateway(path), WAIT).with("authorization", "Bearer " + key));
        if (!reply.ok()) throw new IOException("GET " + path + ": HTTP " + reply.status() + " " + reply.text());
        return parsed(reply.body());
    }

    /// The metrics page; a name's series are added up.
    Map<String, Double> metrics() throws IOException {
        var out = new TreeMap<String, Double>();
        var page = http.send(HttpCall.get(URI.create(ready.metrics() + "/metrics"), WAIT))
                .text();
        for (var line : page.lines().filter(line -> !line.startsWith("#")).toList()) {
            int space = line.lastIndexOf(' ');
            int brace = line.indexOf('{');
            if (space < 0) continue;
            var name = line.substring(0, brace < 0 ? space : brace);
            out.merge(name, Double.parseDouble(line.substring(space + 1)), Double::sum);
        }
        return out;
    }

    private static JsonNode parsed(byte[] body) throws IOException {
        try {
            return Json.parse(body);
        } catch (MalformedJson e) {
            throw new IOException("not JSON: " + e.getMessage(), e);
        }
    }

    // ── the process ──

    private Path readyFile() {
        return folder.resolve("ready.json");
    }

    private Child launch() throws IOException {
        Files.deleteIfExists(readyFile());
        var command = new ArrayList<>(List.of(
                Home.program().resolve("stoa").toString(),
                "up",
                "--quiet",
                "--data",
                folder.resolve("data").toString(),
                "--port-base",
                Integer.toString(portBase),
                "--ready-file",
                readyFile().toString()));
        command.addAll(options);
        return Child.start("stoa", Map.of(), folder, command);
    }

    private Ready awaitReady() throws IOException, InterruptedException {
        child.awaitFile(readyFile(), START);
        return Ready.read(readyFile());
    }

    @Override
    public void close() {
        child.close();
        http.close();
    }
}
