// SPDX-License-Identifier: Apache-2.0
package stoa.engine.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import stoa.engine.Asks;
import stoa.engine.Engine;
import stoa.engine.EngineContract;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;
import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.engine.Requests;
import stoa.kit.json.Json;

class MockEngineTest extends EngineContract {
    @Override
    protected Engine open() {
        return new MockEngine("mock", MockPlan.DEFAULT);
    }

    @Test
    void a_plan_sets_the_length_of_an_answer() throws Exception {
        try (var engine = new MockEngine("mock", MockPlan.DEFAULT.withTokens(200))) {
            assertEquals(200, Asks.ask(engine, Asks.chat("mock", "hello")).tokenCount());
            engine.behave(MockPlan.DEFAULT.withTokens(0));
            assertEquals(0, Asks.ask(engine, Asks.chat("mock", "hello")).tokenCount());
        }
    }

    @Test
    void a_dying_engine_fails_after_the_planned_tokens() {
        try (var engine = new MockEngine("mock", MockPlan.DEFAULT.withTrouble(new MockPlan.Trouble.Die(3)))) {
            var pieces = new ArrayList<Piece>();
            var failure =
                    assertThrows(EngineException.class, () -> engine.complete(Asks.chat("mock", "hello"), pieces::add));
            assertEquals(Kind.UNAVAILABLE, failure.kind());
            assertEquals(3, pieces.size());
        }
    }

    @Test
    void a_stalled_engine_waits_until_it_is_closed() throws Exception {
        var engine = new MockEngine("mock", MockPlan.DEFAULT.withTrouble(new MockPlan.Trouble.Stall(2)));
        var second = new CompletableFuture<Void>();
        var pieces = new ArrayList<Piece>();
        var failure = CompletableFuture.supplyAsync(() -> assertThrows(
                EngineException.class,
                () -> engine.complete(Asks.chat("mock", "hello"), piece -> {
                    pieces.add(piece);
                    if (pieces.size() == 2) second.complete(null);
                    return true;
                })));
        second.get();
        engine.close();
        assertEquals(Kind.UNAVAILABLE, failure.get().kind());
        assertEquals(2, pieces.size());
    }

    @Test
    void an_engine_that_is_full_says_when_to_come_back() {
        var full = new MockPlan.Trouble.Full(Duration.ofSeconds(7));
        try (var engine = new MockEngine("mock", MockPlan.DEFAULT.withTrouble(full))) {
            var refusal = assertThrows(EngineException.class, () -> Asks.ask(engine, Asks.chat("mock", "hello")));
            assertEquals(Kind.OVERLOADED, refusal.kind());
            assertEquals(Duration.ofSeconds(7), refusal.retryAfter().orElseThrow());
        }
    }

    @Test
    void the_first_tool_is_called_with_the_scripted_arguments() throws Exception {
        var plan = MockPlan.DEFAULT.withToolArguments(Map.of("weather", "{\"city\":\"Oslo\"}"));
        try (var engine = new MockEngine("mock", plan)) {
            var answer = Asks.ask(engine, Requests.chat(withTools()));
            assertEquals(FinishReason.TOOL_CALLS, answer.completion().finishReason());
            var call = ((Piece.Delta) answer.pieces().getFirst())
                    .delta()
                    .path("tool_calls")
                    .path(0);
            assertEquals("weather", call.path("function").path("name").textValue());
            assertEquals(
                    "{\"city\":\"Oslo\"}",
                    call.path("function").path("arguments").textValue());
            assertTrue(call.path("id").textValue().startsWith("call_"));
        }
    }

    @Test
    void no_tool_is_called_when_the_caller_forbids_it_or_brings_a_result() throws Exception {
        try (var engine = new MockEngine("mock", MockPlan.DEFAULT)) {
            var forbidden = withTools().put("tool_choice", "none");
            assertEquals(
                    FinishReason.STOP,
                    Asks.ask(engine, Requests.chat(forbidden)).completion().finishReason());
            var result = withTools();
            result.withArray("messages").addObject().put("role", "tool").put("content", "4 degrees");
            assertEquals(
                    FinishReason.STOP,
                    Asks.ask(engine, Requests.chat(result)).completion().finishReason());
        }
    }

    @Test
    void embeddings_have_length_one_and_the_asked_dimensions() throws Exception {
        try (var engine = new MockEngine("mock", MockPlan.DEFAULT)) {
            var body = (ObjectNode) Json.parse("{\"model\": \"mock\", \"input\": \"hello\", \"dimensions\": 12}");
            var vector = engine.embed(Requests.embedding(body)).vectors().getFirst();
            assertEquals(12, vector.length);
            double squares = 0;
            for (float x : vector) squares += x * x;
            assertEquals(1, squares, 1e-5);
        }
    }

    private static ObjectNode withTools() {
        var body = Asks.chatBody("mock", "How is the weather in Oslo?");
        body.putArray("tools")
                .addObject()
                .put("type", "function")
                .putObject("function")
                .put("name", "weather");
        return body;
    }
}
