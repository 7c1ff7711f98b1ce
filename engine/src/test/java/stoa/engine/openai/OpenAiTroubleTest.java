// SPDX-License-Identifier: Apache-2.0
package stoa.engine.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.engine.Asks;
import stoa.engine.Completion;
import stoa.engine.CompletionRequest;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;
import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.engine.Requests;
import stoa.engine.ScoreRequest;
import stoa.engine.Sink;
import stoa.engine.mock.MockEngine;
import stoa.engine.mock.MockOpenAiServer;
import stoa.engine.mock.MockPlan;
import stoa.kit.config.Secret;
import stoa.kit.http.HttpServer;
import stoa.kit.http.HttpServerConfig;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.http.Routes;
import stoa.kit.http.SseWriter;
import stoa.kit.json.Json;

/// What outside engines do that is not in the contract: refuse, break off, send strange things.
class OpenAiTroubleTest {
    private static final String KEY = "sk-upstream-secret";

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (var thing : open.reversed()) thing.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"error\":{\"message\":\"bad thing\",\"param\":\"top_k\",\"code\":\"odd\"}} | BAD_REQUEST | bad thing",
                "422 | {\"detail\":\"bad field\"} | BAD_REQUEST | bad field",
                "404 | {\"object\":\"error\",\"message\":\"no such model\"} | BAD_REQUEST | no such model",
                "400 | {\"error\":{\"message\":\"This model's maximum context length is 5 tokens\"}} | CONTEXT_LENGTH | maximum",
                "400 | {\"error\":{\"message\":\"x\",\"code\":\"context_length_exceeded\"}} | CONTEXT_LENGTH | x",
                "401 | {\"error\":{\"message\":\"Incorrect API key sk-upstream-secret\"}} | UNAVAILABLE | credentials",
                "403 | {\"error\":{\"message\":\"sk-upstream-secret may not\"}} | UNAVAILABLE | credentials",
                "429 | {\"error\":{\"message\":\"slow down\"}} | OVERLOADED | slow down",
                "500 | oops | INTERNAL | status 500",
                "501 | {\"error\":\"cannot\"} | UNSUPPORTED | cannot",
                "502 | <html>bad gateway</html> | UNAVAILABLE | status 502",
                "503 | {} | UNAVAILABLE | status 503"
            })
    void a_refusal_keeps_the_engines_words_and_never_its_key(int status, String body, Kind kind, String words)
            throws Exception {
        var engine = engineAt(serve(_ -> Response.json(status, body.getBytes())), true);
        var refusal = assertThrows(EngineException.class, () -> Asks.ask(engine, Asks.chat("m", "hello")));
        assertEquals(kind, refusal.kind());
        assertTrue(refusal.getMessage().contains(words), refusal::getMessage);
        assertFalse(refusal.toString().contains(KEY));
    }

    @Test
    void retry_after_is_passed_on() throws Exception {
        var engine = engineAt(serve(_ -> Response.json(429, new byte[0]).with("retry-after", "9")), true);
        var refusal = assertThrows(EngineException.class, () -> Asks.ask(engine, Asks.chat("m", "hello")));
        assertEquals(Duration.ofSeconds(9), refusal.retryAfter().orElseThrow());
    }

    @Test
    void every_parameter_of_the_caller_reaches_the_engine_and_the_key_goes_in_a_header() throws Exception {
        BlockingQueue<JsonNode> seen = new LinkedBlockingQueue<>();
        BlockingQueue<String> keys = new LinkedBlockingQueue<>();
        var engine = engineAt(
                serve(request -> {
                    seen.add(Json.parse(request.body()));
                    keys.add(request.header("authorization").orElse(""));
                    return events(
                            "{\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}", "[DONE]");
                }),
                true);
        var body = Asks.chatBody("m", "hello").put("mirostat", 2).put("n", 3).put("stream", false);
        body.putObject("guided").put("regex", "[a-z]+");
        body.putObject("stream_options").put("chunk_size", 7);
        assertEquals("hi", Asks.ask(engine, Requests.chat(body)).text());
        var sent = seen.remove();
        assertEquals(2, sent.path("mirostat").intValue());
        assertEquals("[a-z]+", sent.path("guided").path("regex").textValue());
        assertEquals(7, sent.path("stream_options").path("chunk_size").intValue());
        assertTrue(sent.path("stream_options").path("include_usage").booleanValue());
        assertTrue(sent.path("stream").booleanValue());
        assertFalse(sent.has("n"));
        assertEquals("upstream-m", sent.path("model").textValue());
        assertEquals("Bearer " + KEY, keys.remove());
        assertEquals(3, body.path("n").intValue(), "the caller's own body stays as it was");
    }

    @Test
    void what_is_no_plain_text_passes_through_unchanged() throws Exception {
        var call =
                "{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1.50}\"}}";
        var engine = engineAt(
                serve(_ -> events(
                        "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}",
                        "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}",
                        "{\"choices\":[{\"delta\":{\"tool_calls\":[" + call + "]}}]}",
                        "{\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
                        "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,\"prompt_tokens_details\":{\"cached_tokens\":2}}}",
                        "[DONE]")),
                true);
        var answer = Asks.ask(engine, Asks.chat("m", "hello"));
        assertEquals(
                List.of(
                        new Piece.Delta(Json.parse("{\"reasoning_content\":\"hm\"}"), 1),
                        new Piece.Delta(Json.parse("{\"tool_calls\":[" + call + "]}"), 1)),
                answer.pieces());
        assertEquals(new Completion(FinishReason.TOOL_CALLS, new stoa.engine.Usage(9, 2, 4)), answer.completion());
    }

    @Test
    void an_engine_that_cannot_stream_answers_in_one_piece() throws Exception {
        try (var behind = new MockEngine("upstream-m", MockPlan.DEFAULT);
                var server = MockOpenAiServer.start(behind, 0)) {
            var streamed = Asks.ask(engineAt(server.base(), true), Asks.chat("m", "hello"));
            var whole = Asks.ask(engineAt(server.base(), false), Asks.chat("m", "hello"));
            assertEquals(1, whole.pieces().size());
            assertEquals(streamed.text(), whole.text());
            assertEquals(streamed.completion(), whole.completion());
        }
    }

    @Test
    void tools_are_called_through_either_way_of_answering() throws Exception {
        var plan = MockPlan.DEFAULT.withToolArguments(Map.of("f", "{\"x\":1}"));
        try (var behind = new MockEngine("upstream-m", plan);
                var server = MockOpenAiServer.start(behind, 0)) {
            for (boolean stream : new boolean[] {true, false}) {
                var body = Asks.chatBody("m", "hello");
                body.putArray("tools")
                        .addObject()
                        .put("type", "function")
                        .putObject("function")
                        .put("name", "f");
                var answer = Asks.ask(engineAt(server.base(), stream), Requests.chat(body));
                assertEquals(FinishReason.TOOL_CALLS, answer.completion().finishReason());
                var call = ((Piece.Delta) answer.pieces().getFirst())
                        .delta()
                        .path("tool_calls")
                        .path(0);
                assertEquals(
                        "{\"x\":1}", call.path("function").path("arguments").textValue());
                assertEquals(0, call.path("index").intValue());
            }
        }
    }

    @Test
    void an_engine_that_dies_mid_answer_is_unavailable_and_what_came_is_kept() {
        var dying = MockPlan.DEFAULT.withTrouble(new MockPlan.Trouble.Die(4));
        try (var behind = new MockEngine("upstream-m", dying);
                var server = MockOpenAiServer.start(behind, 0)) {
            var pieces = new ArrayList<Piece>();
            var failure = assertThrows(EngineException.class, () -> engineAt(server.base(), true)
                    .complete(Asks.chat("m", "hello"), pieces::add));
            assertEquals(Kind.UNAVAILABLE, failure.kind());
            assertEquals(4, pieces.size());
        }
    }

    @Test
    void an_error_inside_a_stream_is_an_error() throws Exception {
        var engine = engineAt(
                serve(_ -> events(
                        "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
                        "{\"error\":{\"message\":\"out of memory\",\"code\":500}}")),
                true);
        var failure = assertThrows(EngineException.class, () -> Asks.ask(engine, Asks.chat("m", "hello")));
        assertEquals(Kind.INTERNAL, failure.kind());
        assertEquals("out of memory", failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]} | UNAVAILABLE",
                "{\"choices\":[{\"delta\": | INTERNAL",
            })
    void a_stream_that_just_ends_or_makes_no_sense_is_no_answer(String chunk, Kind kind) throws Exception {
        var engine = engineAt(serve(_ -> events(chunk)), true);
        assertEquals(
                kind,
                assertThrows(EngineException.class, () -> Asks.ask(engine, Asks.chat("m", "hello")))
                        .kind());
    }

    @Test
    void cancelling_closes_the_connection_so_that_the_engine_stops() throws Exception {
        var gone = new CompletableFuture<Boolean>();
        var engine = engineAt(
                serve(request -> {
                    request.onDisconnect(() -> gone.complete(true));
                    return Response.events(out -> {
                        var events = new SseWriter(out);
                        while (out.isOpen()) {
                            events.data("{\"choices\":[{\"delta\":{\"content\":\"more \"}}]}");
                            Thread.sleep(5);
                        }
                    });
                }),
                true);
        var completion = engine.complete(Asks.chat("m", "hello"), _ -> false);
        assertEquals(FinishReason.CANCELLED, completion.finishReason());
        assertTrue(gone.get(10, TimeUnit.SECONDS));
    }

    @Test
    void closing_the_engine_ends_a_running_call() throws Exception {
        try (var behind = new MockEngine("upstream-m", MockPlan.DEFAULT.withTrouble(new MockPlan.Trouble.Stall(1)));
                var server = MockOpenAiServer.start(behind, 0)) {
            var engine = engineAt(server.base(), true);
            var first = new CompletableFuture<Void>();
            var failure = CompletableFuture.supplyAsync(
                    () -> assertThrows(EngineException.class, () -> engine.complete(request(), told(first))));
            first.get(10, TimeUnit.SECONDS);
            engine.close();
            assertEquals(Kind.UNAVAILABLE, failure.get(10, TimeUnit.SECONDS).kind());
        }
    }

    @Test
    void an_engine_without_echo_cannot_score() throws Exception {
        var engine = engineAt(
                serve(_ -> Response.json(
                        200,
                        "{\"choices\":[{\"text\":\"x\",\"logprobs\":{\"tokens\":[\"x\"],\"token_logprobs\":[-1]}}]}"
                                .getBytes())),
                true);
        assertEquals(
                Kind.UNSUPPORTED,
                assertThrows(EngineException.class, () -> engine.score(new ScoreRequest("m", new int[] {1, 2, 3}, 5)))
                        .kind());
    }

    @Test
    void nobody_listening_is_unavailable_and_a_missing_model_is_named() throws Exception {
        var nobody = new OpenAiEngine(OpenAiConfig.of(URI.create("http://127.0.0.1:1/v1"), Optional.empty(), "m"));
        open.add(nobody);
        assertEquals(
                Kind.UNAVAILABLE,
                assertThrows(EngineException.class, nobody::models).kind());
        try (var behind = new MockEngine("other", MockPlan.DEFAULT);
                var server = MockOpenAiServer.start(behind, 0)) {
            var missing = assertThrows(
                    EngineException.class, () -> engineAt(server.base(), true).models());
            assertTrue(missing.getMessage().contains("other"), missing::getMessage);
        }
    }

    @Test
    void a_configuration_prints_no_key() {
        var config = OpenAiConfig.of(URI.create("http://127.0.0.1:1/v1/"), Optional.of(new Secret(KEY)), "m");
        assertFalse(config.toString().contains(KEY));
        assertEquals(URI.create("http://127.0.0.1:1/v1"), config.base());
        assertThrows(
                IllegalArgumentException.class,
                () -> OpenAiConfig.of(URI.create("http://user:pw@host/v1"), Optional.empty(), "m"));
    }

    private interface Reply {
        Response to(Request request) throws Exception;
    }

    private URI serve(Reply reply) {
        var server = HttpServer.start(
                HttpServerConfig.of("strange", "127.0.0.1", 0)
                        .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ZERO),
                new Routes().post("/v1/chat/completions", reply::to).post("/v1/completions", reply::to));
        open.add(server);
        return server.uri().resolve("/v1");
    }

    private OpenAiEngine engineAt(URI base, boolean stream) {
        var engine = new OpenAiEngine(new OpenAiConfig(
                base,
                Optional.of(new Secret(KEY)),
                "m",
                "upstream-m",
                stream,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20)));
        open.add(engine);
        return engine;
    }

    private static Response events(String... data) {
        return Response.events(out -> {
            var events = new SseWriter(out);
            for (var event : data) events.data(event);
        });
    }

    private static CompletionRequest request() throws EngineException {
        return Asks.chat("m", "hello");
    }

    private static Sink told(CompletableFuture<Void> first) {
        return _ -> {
            first.complete(null);
            return true;
        };
    }
}
