// SPDX-License-Identifier: Apache-2.0
package stoa.host.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.engine.TokenLogprob;
import stoa.engine.Usage;
import stoa.kit.json.Json;

/// OpenAI's spelling, as its clients read it.
class ShapesTest {
    private static final Usage USAGE = new Usage(7, 3, 2);

    private static Piece.Delta delta(String json) {
        return new Piece.Delta(Json.parse(json), 1);
    }

    private static JsonNode json(byte[] bytes) {
        assertFalse(new String(bytes, StandardCharsets.UTF_8).contains("\n"), "one line, for it may be an event");
        return Json.parse(bytes);
    }

    private static TokenLogprob token(String text, double logprob) {
        var candidate = new TokenLogprob.Candidate(1, text.getBytes(StandardCharsets.UTF_8), logprob);
        return new TokenLogprob(candidate, List.of(candidate));
    }

    @Test
    void a_tool_call_in_pieces_is_one_call_in_a_whole_answer() {
        var shape = new ChatShape("chatcmpl-1", 5, "m", 1, false, false);
        for (var part : List.of(
                "{\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"f\",\"arguments\":\"\"}}]}",
                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]}",
                "{\"tool_calls\":[{\"index\":1,\"id\":\"c2\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"g\",\"arguments\":\"{}\"}}]}",
                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}")) shape.keep(0, delta(part));
        shape.finish(0, FinishReason.TOOL_CALLS);
        var message = json(shape.whole(USAGE)).at("/choices/0/message");
        assertTrue(message.path("content").isNull());
        assertEquals(2, message.path("tool_calls").size());
        assertEquals("{\"a\":1}", message.at("/tool_calls/0/function/arguments").textValue());
        assertEquals("f", message.at("/tool_calls/0/function/name").textValue());
        assertEquals("c2", message.at("/tool_calls/1/id").textValue());
        assertFalse(message.at("/tool_calls/0").has("index"), "whole messages do not number their calls");
    }

    @Test
    void reasoning_and_what_else_an_engine_sends_passes_through() {
        var shape = new ChatShape("chatcmpl-1", 5, "m", 1, false, false);
        shape.keep(0, delta("{\"reasoning_content\":\"hm\"}"));
        shape.keep(0, delta("{\"reasoning_content\":\"m\"}"));
        shape.keep(0, new Piece.Text("yes", 1, List.of()));
        var message = json(shape.whole(USAGE)).at("/choices/0/message");
        assertEquals("hmm", message.path("reasoning_content").textValue());
        assertEquals("yes", message.path("content").textValue());
        var chunk = json(shape.chunk(0, delta("{\"reasoning_content\":\"hm\"}")));
        assertEquals("hm", chunk.at("/choices/0/delta/reasoning_content").textValue());
        assertTrue(chunk.at("/choices/0/finish_reason").isNull());
    }

    @Test
    void log_probabilities_stand_where_clients_look_for_them() {
        var chat = new ChatShape("chatcmpl-1", 5, "m", 1, true, false);
        var piece = new Piece.Text("é", 1, List.of(token("é", -0.5)));
        var content = json(chat.chunk(0, piece)).at("/choices/0/logprobs/content/0");
        assertEquals("é", content.path("token").textValue());
        assertEquals(-0.5, content.path("logprob").doubleValue());
        assertEquals(0xc3, content.at("/bytes/0").intValue());
        assertEquals(1, content.path("top_logprobs").size());
        chat.keep(0, piece);
        assertEquals(
                1, json(chat.whole(USAGE)).at("/choices/0/logprobs/content").size());
        var text = new TextShape("cmpl-1", 5, "m", List.of("ab"), true, false);
        text.keep(0, new Piece.Text("c", 1, List.of(token("c", Double.NEGATIVE_INFINITY))));
        var logprobs = json(text.whole(USAGE)).at("/choices/0/logprobs");
        assertEquals(2, logprobs.at("/text_offset/0").intValue(), "behind the echo");
        assertEquals(-9999, logprobs.at("/token_logprobs/0").intValue(), "JSON has no infinity");
    }

    @Test
    void usage_is_null_in_chunks_before_the_one_that_has_it_and_absent_when_nobody_asked() {
        var asked = new ChatShape("chatcmpl-1", 5, "m", 1, false, true);
        assertTrue(json(asked.opening(0)).path("usage").isNull());
        assertTrue(json(asked.closing(0, FinishReason.STOP)).path("usage").isNull());
        var usage = json(asked.usage(USAGE)).path("usage");
        assertEquals(9, usage.path("total_tokens").intValue());
        assertEquals(3, usage.at("/prompt_tokens_details/cached_tokens").intValue());
        var plain = new ChatShape("chatcmpl-1", 5, "m", 1, false, false);
        assertFalse(json(plain.opening(0)).has("usage"));
    }

    @Test
    void text_streams_echo_first_and_skip_what_has_no_place_in_them() {
        var shape = new TextShape("cmpl-1", 5, "m", List.of("echo "), false, false);
        assertEquals("echo ", json(shape.opening(0)).at("/choices/0/text").textValue());
        assertEquals(0, shape.chunk(0, delta("{\"tool_calls\":[]}")).length);
        assertEquals(0, shape.chunk(0, new Piece.Text("", 1, List.of())).length);
        assertEquals(
                "length",
                json(shape.closing(0, FinishReason.LENGTH))
                        .at("/choices/0/finish_reason")
                        .textValue());
        assertEquals(0, new TextShape("cmpl-1", 5, "m", List.of(""), false, false).opening(0).length);
    }

    @Test
    void whatever_an_engine_says_stays_one_line_of_json() {
        var shape = new ChatShape("chatcmpl-\"1", 5, "m", 1, false, false);
        var piece = new Piece.Text("a\n\u2028\"\u0000\ud83d\ude00", 1, List.of());
        assertEquals(
                piece.text(),
                json(shape.chunk(0, piece)).at("/choices/0/delta/content").textValue());
        shape.keep(0, piece);
        assertEquals(
                piece.text(),
                json(shape.whole(USAGE)).at("/choices/0/message/content").textValue());
    }

    @Test
    void vectors_are_numbers_or_little_endian_floats() {
        var vectors = List.of(new float[] {1f, -2f});
        var plain = json(Vectors.whole(vectors, USAGE, "m", false));
        assertEquals(-2.0, plain.at("/data/0/embedding/1").doubleValue());
        assertEquals(7, plain.at("/usage/prompt_tokens").intValue());
        var packed = json(Vectors.whole(vectors, USAGE, "m", true));
        assertEquals("AACAPwAAAMA=", packed.at("/data/0/embedding").textValue());
        assertTrue(((ObjectNode) packed).has("model"));
    }
}
