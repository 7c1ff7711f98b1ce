// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.engine.Completion;
import stoa.engine.EngineException;
import stoa.engine.FinishReason;
import stoa.engine.Usage;
import stoa.kit.json.Json;
import stoa.types.Amount;
import stoa.types.market.Receipt;
import stoa.types.market.Wire;

/// What a caller gets and what a receipt says of it, byte for byte.
class AnswerTest {
    private static final String STREAM =
            "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true}";

    @TempDir
    Path folder;

    private Stand stand;
    private Payer payer;

    @BeforeEach
    void start() throws Exception {
        stand = new Stand(folder);
        payer = stand.session(1);
        stand.start();
    }

    @AfterEach
    void stop() throws Exception {
        stand.idle();
        stand.close();
    }

    /// [SRV-1] [SRV-2] [SRV-3] [SRV-12]
    @Test
    void a_whole_answer_is_plain_json_and_its_receipt_says_what_it_cost() throws Exception {
        var answer = payer.chat();
        var json = Json.parse(answer.body());
        assertEquals("Hello world", json.at("/choices/0/message/content").textValue());
        assertEquals("stop", json.at("/choices/0/finish_reason").textValue());
        assertEquals(10, json.at("/usage/prompt_tokens").intValue());
        assertEquals(2, json.at("/usage/completion_tokens").intValue());
        assertEquals(
                new stoa.types.Usage(ScriptedEngine.INPUT, 0, 2),
                answer.receipt().usage());
        assertEquals(
                new Amount(Stand.INPUT_COST + 2 * Stand.OUTPUT_PRICE),
                answer.receipt().cost());
        assertEquals(0, answer.receipt().flags());
        assertEquals(0, answer.receipt().index());
        assertEquals(1, payer.chat().receipt().index());
    }

    /// [SRV-13]
    @Test
    void a_streamed_answer_ends_with_its_receipt_over_all_it_sent() throws Exception {
        try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, 10_000))) {
            assertEquals(200, answer.http.status());
            assertEquals(
                    "text/event-stream",
                    answer.http.headers().first("content-type").orElseThrow());
            var receipt = answer.finish().receipt();
            var parts = answer.data.stream().map(Json::parse).toList();
            assertEquals(
                    "assistant", parts.getFirst().at("/choices/0/delta/role").textValue());
            assertEquals("Hello", parts.get(1).at("/choices/0/delta/content").textValue());
            assertEquals(" world", parts.get(2).at("/choices/0/delta/content").textValue());
            assertEquals("stop", parts.getLast().at("/choices/0/finish_reason").textValue());
            assertEquals(answer.responseHash(), receipt.responseHash());
            assertEquals(Payer.sha256(STREAM), receipt.requestHash());
            assertEquals(Receipt.FLAG_STREAMED, receipt.flags());
            assertTrue(receipt.startedMillis() <= receipt.firstTokenMillis()
                    && receipt.firstTokenMillis() <= receipt.finishedMillis());
        }
    }

    @Test
    void usage_comes_as_the_last_chunk_when_it_is_asked_for_and_is_what_is_billed() throws Exception {
        var body = STREAM.replace("true}", "true,\"stream_options\":{\"include_usage\":true}}");
        stand.engine.play = (_, sink) -> {
            sink.accept(ScriptedEngine.word("a"));
            return new Completion(FinishReason.STOP, new Usage(10, 4, 1));
        };
        try (var answer = payer.stream(payer.ask(Wire.CHAT, body, 10_000))) {
            var receipt = answer.finish().receipt();
            var usage = Json.parse(answer.data.getLast());
            assertEquals(0, usage.path("choices").size());
            assertEquals(10, usage.at("/usage/prompt_tokens").intValue());
            assertEquals(
                    4, usage.at("/usage/prompt_tokens_details/cached_tokens").intValue());
            assertEquals(new stoa.types.Usage(6, 4, 1), receipt.usage(), "on the wire cached input is not input");
            assertEquals(new Amount(6 * 2 + 4 + 6), receipt.cost());
            assertEquals(answer.responseHash(), receipt.responseHash());
        }
    }

    @Test
    void several_choices_pay_the_input_once() throws Exception {
        var body = Payer.CHAT.replace("}]}", "}],\"n\":3}");
        var answer = payer.whole(Wire.CHAT, body, 10_000);
        var json = Json.parse(answer.body());
        assertEquals(3, json.path("choices").size());
        for (int i = 0; i < 3; i++)
            assertEquals(i, json.path("choices").get(i).path("index").intValue());
        assertEquals(new stoa.types.Usage(10, 0, 6), answer.receipt().usage());
    }

    @Test
    void a_text_completion_echoes_its_prompt_when_asked() throws Exception {
        var body = "{\"model\":\"tiny\",\"prompt\":\"Say\",\"echo\":true}";
        var json = Json.parse(payer.whole(Wire.COMPLETIONS, body, 10_000).body());
        assertEquals("SayHello world", json.at("/choices/0/text").textValue());
        assertEquals("text_completion", json.path("object").textValue());
    }

    @Test
    void vectors_cost_their_input() throws Exception {
        var body = "{\"model\":\"tiny\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"base64\"}";
        var answer = payer.whole(Wire.EMBEDDINGS, body, 10_000);
        var json = Json.parse(answer.body());
        assertEquals(2, json.path("data").size());
        assertEquals("AAAAPwAAgL8=", json.at("/data/1/embedding").textValue());
        assertEquals(new Amount(Stand.INPUT_COST), answer.receipt().cost());
    }

    /// [SRV-11] The reservation is the most that is billed, whatever the engine says afterwards.
    @Test
    void an_engine_that_cannot_count_beforehand_never_bills_more_than_was_reserved() throws Exception {
        stand.engine.input = java.util.OptionalInt.empty();
        stand.engine.play = (_, sink) -> {
            sink.accept(ScriptedEngine.word("x"));
            return new Completion(FinishReason.STOP, new Usage(5_000, 0, 4_000));
        };
        var body = Payer.CHAT.replace("}]}", "}],\"max_tokens\":7}");
        long estimate = Wire.estimateInput(body.length());
        var answer = payer.whole(Wire.CHAT, body, 10_000);
        assertEquals(new stoa.types.Usage(estimate, 0, 7), answer.receipt().usage());
        assertEquals(
                estimate, Json.parse(answer.body()).at("/usage/prompt_tokens").longValue());
        assertEquals(7, Json.parse(answer.body()).at("/usage/completion_tokens").longValue());
    }

    /// [SRV-18]
    @Test
    void a_failure_before_anything_was_sent_is_a_status_without_a_receipt() throws Exception {
        stand.engine.play = (_, _) -> {
            throw new EngineException(EngineException.Kind.UNAVAILABLE, "The engine is away.");
        };
        for (var body : List.of(Payer.CHAT, STREAM)) {
            var reply = payer.send(payer.ask(Wire.CHAT, body, 10_000));
            assertEquals(503, reply.status());
            assertEquals(
                    "engine_unavailable", Json.parse(reply.body()).path("code").textValue());
            assertTrue(Json.parse(reply.body()).path("error").isObject());
            assertFalse(reply.headers().has(Wire.RECEIPT_HEADER));
        }
        stand.idle();
        stand.engine.play = ScriptedEngine.words("again");
        assertEquals(0, payer.chat().receipt().index(), "no number was used up");
    }

    /// [SRV-17] [SRV-18]
    @Test
    void a_failure_in_the_middle_of_a_stream_costs_nothing_and_says_so() throws Exception {
        stand.engine.play = (_, sink) -> {
            sink.accept(ScriptedEngine.word("half"));
            throw new EngineException(EngineException.Kind.INTERNAL, "The engine broke.");
        };
        try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, 10_000))) {
            var signed = answer.finish();
            assertEquals(
                    "The engine broke.",
                    Json.parse(answer.data.getLast()).at("/error/message").textValue());
            assertEquals(
                    Receipt.FLAG_STREAMED | Receipt.FLAG_FAILED,
                    signed.receipt().flags());
            assertEquals(Amount.ZERO, signed.receipt().cost());
            assertEquals(answer.responseHash(), signed.receipt().responseHash());
            payer.count(signed);
        }
        stand.engine.play = ScriptedEngine.words("again");
        assertEquals(1, payer.chat().receipt().index(), "the failed one has a number");
    }

    @Test
    void a_whole_answer_that_fails_half_way_is_a_status_for_nothing_was_sent() throws Exception {
        stand.engine.play = (_, sink) -> {
            sink.accept(ScriptedEngine.word("half"));
            throw new EngineException(EngineException.Kind.INTERNAL, "The engine broke.");
        };
        assertEquals(500, payer.send(payer.ask(Wire.CHAT, Payer.CHAT, 10_000)).status());
    }

    @Test
    void an_engine_that_throws_what_it_should_not_is_a_failure_like_any_other() throws Exception {
        stand.engine.play = (_, _) -> {
            throw new IllegalStateException("a bug");
        };
        var reply = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, 10_000));
        assertEquals(500, reply.status());
        assertFalse(Payer.text(reply).contains("a bug"), "nobody outside learns of it");
    }

    /// [SRV-14] [SRV-16]
    @Test
    void a_whole_answer_that_takes_long_becomes_a_stream_of_signs_of_life_and_one_payload() throws Exception {
        var gate = new Semaphore(0);
        stand.engine.play = ScriptedEngine.gated(gate);
        try (var answer = payer.stream(payer.ask(Wire.CHAT, Payer.CHAT, 10_000))) {
            assertEquals(
                    "text/event-stream",
                    answer.http.headers().first("content-type").orElseThrow());
            answer.until("stoa-alive");
            gate.release();
            var receipt = answer.finish().receipt();
            assertEquals(1, answer.data.size());
            assertEquals(
                    "firstsecond",
                    Json.parse(answer.data.getFirst())
                            .at("/choices/0/message/content")
                            .textValue());
            assertEquals(answer.responseHash(), receipt.responseHash());
            assertEquals(0, receipt.flags(), "the caller did not ask for a stream");
        }
    }

    /// [SRV-16]
    @Test
    void a_stream_says_that_it_lives_before_its_first_token() throws Exception {
        var gate = new Semaphore(0);
        stand.engine.play = ScriptedEngine.silent(new CountDownLatch(1), gate);
        try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, 10_000))) {
            answer.until("stoa-alive");
            assertEquals(List.of(), answer.data);
            gate.release();
            assertEquals(answer.responseHash(), Payer.sha256(""));
            var receipt = answer.finish().receipt();
            assertEquals(answer.responseHash(), receipt.responseHash());
        }
    }

    @Test
    void a_failure_after_a_sign_of_life_ends_in_a_receipt_that_costs_nothing() throws Exception {
        var gate = new Semaphore(0);
        stand.engine.play = (_, _) -> {
            gate.acquire();
            throw new EngineException(EngineException.Kind.UNAVAILABLE, "Gone.");
        };
        try (var answer = payer.stream(payer.ask(Wire.CHAT, Payer.CHAT, 10_000))) {
            answer.until("stoa-alive");
            gate.release();
            var receipt = answer.finish().receipt();
            assertEquals(Receipt.FLAG_FAILED, receipt.flags());
            assertEquals(Amount.ZERO, receipt.cost());
            assertTrue(Json.parse(answer.data.getLast()).path("error").isObject());
            assertEquals(answer.responseHash(), receipt.responseHash());
        }
    }
}
