// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.fake.Town;
import stoa.kit.json.Json;
import stoa.types.ModelId;

/// OpenAI's API as its clients see it: shapes, errors, headers.
class ApiTest {
    @TempDir
    static Path data;

    private static Town town;

    @BeforeAll
    static void start() throws Exception {
        town = new Town(data, 2).start();
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @Test
    void models_are_listed_with_their_prices() throws Exception {
        var list = Town.json(town.get("/v1/models"));
        assertEquals("list", list.path("object").asText());
        var model = list.path("data").path(0);
        assertEquals("tiny", model.path("id").asText());
        assertEquals("model", model.path("object").asText());
        assertEquals(
                1_000_000, model.path("prices_obol_per_million").path("input").asLong());
        assertEquals(model, Town.json(town.get("/v1/models/tiny")));
    }

    @Test
    void a_model_with_slashes_in_its_name_can_be_looked_up() throws Exception {
        town.market().addModel(new ModelId("org/model-7b"));
        Town.eventually("the gateway heard of it", () -> {
            try {
                return town.get("/v1/models/org/model-7b").statusCode() == 200;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "UPPER", "../etc", "a b"})
    void an_unknown_model_is_a_404(String model) throws Exception {
        var answer = town.chat("{\"model\":\"" + model + "\",\"messages\":[]}");
        error(answer, 404, "invalid_request_error", "model_not_found");
        assertEquals("model", Town.json(answer).path("error").path("param").asText());
        assertEquals(404, town.get("/v1/models/nope").statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | not valid JSON",
                "[] | an object must stand",
                "{\"messages\":[]} | model",
                "{\"model\":7} | string",
                "{\"model\":\"tiny\",\"model\":\"tiny\"} | twice",
                "{\"model\":\"tiny\",\"stream\":\"yes\"} | true or false",
                "{\"model\":\"tiny\"} x | follows",
                "{\"model\":\"tiny\",\"a\":01} | not valid JSON"
            })
    void what_is_not_a_request_is_a_400_that_says_why(String body, String says) throws Exception {
        var answer = town.chat(body);
        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(Town.json(answer).path("error").path("message").asText().contains(says), answer.body());
        assertTrue(Town.json(answer).path("error").has("param"));
        assertTrue(Town.json(answer).path("error").has("code"));
    }

    @Test
    void an_empty_body_is_a_400() throws Exception {
        assertEquals(400, town.chat("").statusCode());
    }

    @Test
    void a_body_that_is_not_json_is_a_415() throws Exception {
        var form = HttpRequest.newBuilder(town.uri("/v1/chat/completions"))
                .header("authorization", "Bearer " + town.key())
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(Town.CHAT))
                .build();
        error(town.send(form), 415, "invalid_request_error", "");
        var zipped = town.request("/v1/chat/completions")
                .header("content-encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString(Town.CHAT))
                .build();
        int refused = town.send(zipped).statusCode();
        assertTrue(refused == 415 || refused == 400, "" + refused);
    }

    @Test
    void an_oversize_body_is_a_413() throws Exception {
        var large = new byte[(32 << 20) + 1];
        var request = town.request("/v1/chat/completions")
                .POST(HttpRequest.BodyPublishers.ofByteArray(large))
                .build();
        error(town.send(request), 413, "invalid_request_error", "");
    }

    @Test
    void a_body_of_megabytes_reaches_the_host_byte_for_byte() throws Exception {
        var long1 = "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "ünïcödé ".repeat(400_000)
                + "\"}]}";
        var answer = town.chat(long1);
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(town.hosts().stream().anyMatch(host -> host.bodies().contains(long1)));
    }

    @Test
    void the_wrong_method_is_a_405_and_an_unknown_path_a_404() throws Exception {
        error(town.get("/v1/chat/completions"), 405, "invalid_request_error", "method_not_allowed");
        error(town.get("/v1/nothing"), 404, "invalid_request_error", "unknown_url");
        error(town.post("/v2/chat/completions", Town.CHAT), 404, "invalid_request_error", "unknown_url");
    }

    @Test
    void parameters_the_engine_may_know_are_passed_on_and_never_refused() throws Exception {
        var body =
                "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"temperature\":0.3,\"tools\":[{}],"
                        + "\"response_format\":{\"type\":\"json_object\"},\"logprobs\":true,\"n\":1,\"seed\":7,\"stop\":[\"a\"],"
                        + "\"something_new\":{\"deep\":[1,2.5e3,null]},\"max_tokens\":\"many\"}";
        assertEquals(200, town.chat(body).statusCode());
        assertTrue(town.hosts().stream().anyMatch(host -> host.bodies().contains(body)));
    }

    @Test
    void completions_and_embeddings_go_the_same_way() throws Exception {
        assertEquals(
                200,
                town.post("/v1/completions", "{\"model\":\"tiny\",\"prompt\":\"once\"}")
                        .statusCode());
        var embedded = town.post("/v1/embeddings", "{\"model\":\"tiny\",\"input\":\"once\"}");
        assertEquals(200, embedded.statusCode(), embedded.body());
        var receipt = embedded.headers().firstValue("x-stoa-receipt").orElseThrow();
        assertEquals(
                10,
                Town.json(town.get("/v1/receipts/" + receipt)).path("cost_obol").asLong());
    }

    @Test
    void request_ids_and_rate_limits_are_told() throws Exception {
        var request = town.request("/v1/chat/completions")
                .header("x-request-id", "mine-1")
                .POST(HttpRequest.BodyPublishers.ofString(Town.CHAT))
                .build();
        var answer = town.send(request);
        assertEquals("mine-1", header(answer, "x-request-id"));
        for (var what : new String[] {"limit", "remaining", "reset"})
            for (var of : new String[] {"requests", "tokens"})
                assertFalse(header(answer, "x-ratelimit-" + what + "-" + of).isEmpty());
        assertFalse(header(town.get("/v1/nothing"), "x-request-id").isEmpty());
    }

    @Test
    void a_key_with_a_pace_is_slowed_down_with_retry_after() throws Exception {
        var before = town.key();
        try {
            town.key(town.newKey("{\"label\":\"slow\",\"requestsPerMinute\":2}"));
            assertEquals("1", header(town.chat(Town.CHAT), "x-ratelimit-remaining-requests"));
            assertEquals(200, town.chat(Town.CHAT).statusCode());
            var answer = town.chat(Town.CHAT);
            error(answer, 429, "requests", "rate_limit_exceeded");
            assertTrue(Long.parseLong(header(answer, "retry-after")) >= 1);
            assertEquals("0", header(answer, "x-ratelimit-remaining-requests"));
            town.key(town.newKey("{\"label\":\"slow tokens\",\"tokensPerMinute\":1000}"));
            town.chat(Town.CHAT);
            var tokens = town.chat("{\"model\":\"tiny\",\"max_tokens\":1000,\"messages\":[]}");
            error(tokens, 429, "tokens", "rate_limit_exceeded");
        } finally {
            town.key(before);
        }
    }

    @Test
    void pages_of_any_origin_may_call() throws Exception {
        var preflight = HttpRequest.newBuilder(town.uri("/v1/chat/completions"))
                .header("origin", "https://example.org")
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "authorization, content-type")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build();
        var allowed = town.send(preflight);
        assertTrue(allowed.statusCode() == 200 || allowed.statusCode() == 204, "" + allowed.statusCode());
        assertEquals("*", header(allowed, "access-control-allow-origin"));
        assertTrue(header(allowed, "access-control-allow-headers")
                .toLowerCase(Locale.ROOT)
                .contains("authorization"));
        var asked = town.send(town.request("/v1/models")
                .header("origin", "https://example.org")
                .GET()
                .build());
        assertEquals("*", header(asked, "access-control-allow-origin"));
        assertTrue(header(asked, "access-control-expose-headers").contains("x-stoa-receipt"));
        var refused = town.send(HttpRequest.newBuilder(town.uri("/v1/models"))
                .header("origin", "https://example.org")
                .build());
        assertEquals(401, refused.statusCode());
        assertEquals("*", header(refused, "access-control-allow-origin"), "or the page cannot read the error");
    }

    @Test
    void use_is_told_to_the_key_that_used() throws Exception {
        var before = town.key();
        try {
            town.key(town.newKey("{\"label\":\"counted\",\"budget\":5000}"));
            town.chat(Town.CHAT);
            town.chat(Town.CHAT);
            var usage = Town.json(town.get("/v1/usage"));
            assertEquals("counted", usage.path("label").asText());
            var day = usage.path("days").path(0);
            assertEquals(2, day.path("requests").asLong());
            assertEquals(20, day.path("input").asLong());
            assertEquals(6, day.path("output").asLong());
            assertEquals(32, day.path("cost_obol").asLong());
            assertEquals(5_000, usage.path("total_budget_obol").asLong());
            assertTrue(usage.path("period_budget_obol").isNull());
        } finally {
            town.key(before);
        }
    }

    @Test
    void a_receipt_is_shown_to_its_own_key_only() throws Exception {
        var receipt = header(town.chat(Town.CHAT), "x-stoa-receipt");
        assertEquals(200, town.get("/v1/receipts/" + receipt).statusCode());
        var before = town.key();
        try {
            town.key(town.newKey("{\"label\":\"stranger\"}"));
            error(town.get("/v1/receipts/" + receipt), 404, "invalid_request_error", "not_found");
        } finally {
            town.key(before);
        }
        assertEquals(404, town.get("/v1/receipts/%3Cscript%3E").statusCode());
        assertFalse(town.get("/v1/receipts/%3Cscript%3E").body().contains("<script>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
                "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\nhello",
                "GET /v1/models HTTP/1.1\r\nhost: x\r\nauthorization : Bearer x\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nhost: x\r\nx: a\0b\r\n\r\n",
                "GET /v1/mod\0els HTTP/1.1\r\nhost: x\r\n\r\n",
                "GARBAGE\r\n\r\n"
            })
    void hostile_heads_are_refused_and_the_next_caller_is_served(String head) throws Exception {
        var reply = raw(head);
        assertTrue(reply.isEmpty() || reply.startsWith("HTTP/1.1 4"), reply);
        assertEquals(200, town.get("/v1/models").statusCode());
    }

    @Test
    void a_head_of_megabytes_is_refused() throws Exception {
        var reply = raw("GET /v1/models HTTP/1.1\r\nhost: x\r\nx: " + "a".repeat(1 << 20) + "\r\n\r\n");
        assertTrue(reply.isEmpty() || reply.startsWith("HTTP/1.1 4"), reply.substring(0, Math.min(80, reply.length())));
    }

    /// The hand-written document and the routes say the same.
    @Test
    void the_openapi_document_names_exactly_the_routes() throws Exception {
        var document = Json.parse(town.get("/openapi.json").body());
        var described = new TreeSet<String>();
        document.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> described.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertEquals(routes(), described);
        for (var path : document.path("paths"))
            for (var method : path) assertTrue(method.path("responses").has("200"), method.toString());
    }

    private static TreeSet<String> routes() throws Exception {
        var all = new TreeSet<String>();
        var source = java.nio.file.Files.readString(Path.of(System.getProperty("stoa.root", "."))
                .resolve("gateway/src/main/java/stoa/gateway/face/Endpoints.java"));
        var matcher = java.util.regex.Pattern.compile("new Endpoint\\(\"([A-Z]+)\", \"([^\"]+)\"")
                .matcher(source);
        while (matcher.find()) all.add(matcher.group(1) + " " + matcher.group(2).replace("...}", "}"));
        assertTrue(all.size() > 5);
        return all;
    }

    private static String raw(String head) throws Exception {
        try (var socket = new Socket(town.uri("/").getHost(), town.uri("/").getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return read(socket.getInputStream());
        } catch (java.net.SocketException _) {
            return "";
        }
    }

    private static String read(InputStream in) throws Exception {
        var bytes = new ArrayList<Byte>();
        for (int b = in.read(); b >= 0 && bytes.size() < 4_096; b = in.read()) bytes.add((byte) b);
        var out = new byte[bytes.size()];
        for (int i = 0; i < out.length; i++) out[i] = bytes.get(i);
        return new String(out, StandardCharsets.ISO_8859_1);
    }

    private static void error(HttpResponse<String> answer, int status, String type, String code) {
        assertEquals(status, answer.statusCode(), answer.body());
        var error = Town.json(answer).path("error");
        assertEquals(type, error.path("type").asText());
        assertEquals(code, error.path("code").asText().replace("null", ""));
        assertFalse(error.path("message").asText().isEmpty());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers()
                .firstValue(name)
                .orElseThrow(() -> new AssertionError("no header " + name + ": " + answer.body()));
    }
}
