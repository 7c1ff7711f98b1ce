// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.kit.json.Json;

class RequestsTest {
    @Test
    void a_plain_body_leaves_everything_else_to_the_model() throws Exception {
        var request = Requests.chat(chat(""));
        assertEquals(Sampling.DEFAULT, request.sampling());
        assertTrue(request.maxTokens().isEmpty());
        assertTrue(request.topLogprobs().isEmpty());
        assertTrue(request.stop().isEmpty());
    }

    @Test
    void what_nobody_here_knows_stays_in_the_body_for_the_engine_that_does() throws Exception {
        var request = Requests.chat(chat(", \"mirostat\": 2, \"guided_json\": {\"type\": \"object\"}, \"user\": null"));
        assertEquals(2, request.raw().path("mirostat").intValue());
        assertEquals("object", request.raw().path("guided_json").path("type").textValue());
    }

    @Test
    void the_newer_name_of_the_token_limit_wins() throws Exception {
        assertEquals(
                OptionalInt.of(7),
                Requests.chat(chat(", \"max_tokens\": 9, \"max_completion_tokens\": 7"))
                        .maxTokens());
        assertEquals(
                OptionalInt.of(9), Requests.chat(chat(", \"max_tokens\": 9")).maxTokens());
    }

    @Test
    void prompts_come_as_text_as_tokens_and_as_lists_of_either() throws Exception {
        assertEquals(List.of(new Prompt.Text("a")), prompts("\"a\""));
        assertEquals(List.of(new Prompt.Text("a"), new Prompt.Text("b")), prompts("[\"a\", \"b\"]"));
        assertArrayEquals(new int[] {3, 4}, ((Prompt.Tokens) prompts("[3, 4]").getFirst()).ids());
        assertArrayEquals(
                new int[] {5}, ((Prompt.Tokens) prompts("[[3, 4], [5]]").get(1)).ids());
    }

    @Test
    void log_probabilities_mean_different_things_in_chats_and_texts() throws Exception {
        assertEquals(
                OptionalInt.of(3),
                Requests.chat(chat(", \"logprobs\": true, \"top_logprobs\": 3")).topLogprobs());
        assertEquals(
                OptionalInt.of(0), Requests.chat(chat(", \"logprobs\": true")).topLogprobs());
        assertEquals(
                OptionalInt.empty(),
                Requests.chat(chat(", \"logprobs\": false")).topLogprobs());
        var text = (ObjectNode) Json.parse("{\"model\": \"m\", \"prompt\": \"a\", \"logprobs\": 4}");
        assertEquals(OptionalInt.of(4), Requests.text(text).getFirst().topLogprobs());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "temperature | \"temperature\": 2.5",
                "temperature | \"temperature\": \"hot\"",
                "top_p | \"top_p\": 0",
                "top_p | \"top_p\": 1.01",
                "top_k | \"top_k\": 1.5",
                "min_p | \"min_p\": -0.1",
                "presence_penalty | \"presence_penalty\": 3",
                "frequency_penalty | \"frequency_penalty\": -3",
                "repetition_penalty | \"repetition_penalty\": 0",
                "max_tokens | \"max_tokens\": 0",
                "max_tokens | \"max_tokens\": 99999999999999999999",
                "max_completion_tokens | \"max_completion_tokens\": -1",
                "stop | \"stop\": \"\"",
                "stop | \"stop\": [\"a\", 3]",
                "stop | \"stop\": {}",
                "seed | \"seed\": 1.5",
                "logit_bias | \"logit_bias\": {\"x\": 1}",
                "logit_bias | \"logit_bias\": {\"3\": 101}",
                "logit_bias | \"logit_bias\": {\"3\": \"1\"}",
                "logprobs | \"logprobs\": 3",
                "top_logprobs | \"logprobs\": true, \"top_logprobs\": 21",
                "tools | \"tools\": {}"
            })
    void a_value_that_cannot_be_is_refused_with_its_name(String param, String json) throws Exception {
        var body = chat(", " + json);
        var refusal = assertThrows(EngineException.class, () -> Requests.chat(body));
        assertEquals(EngineException.Kind.BAD_REQUEST, refusal.kind());
        assertEquals(param, refusal.param().orElseThrow());
        assertTrue(refusal.getMessage().contains(param), refusal::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model | {\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}",
                "model | {\"model\": 3, \"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}",
                "messages | {\"model\": \"m\"}",
                "messages | {\"model\": \"m\", \"messages\": []}",
                "messages | {\"model\": \"m\", \"messages\": [\"hello\"]}",
                "messages | {\"model\": \"m\", \"messages\": [{\"content\": \"a\"}]}"
            })
    void a_chat_without_model_or_messages_is_refused(String param, String json) {
        var body = (ObjectNode) Json.parse(json);
        assertEquals(
                param,
                assertThrows(EngineException.class, () -> Requests.chat(body))
                        .param()
                        .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[]", "3", "[[]]", "[3, \"a\"]", "[\"a\", 3]", "[-1]", "[1.5]", "{}", "null"})
    void a_prompt_that_is_neither_text_nor_tokens_is_refused(String prompt) {
        assertEquals(
                "prompt",
                assertThrows(EngineException.class, () -> prompts(prompt))
                        .param()
                        .orElseThrow());
    }

    private static List<Prompt> prompts(String json) throws EngineException {
        var body = (ObjectNode) Json.parse("{\"model\": \"m\", \"prompt\": " + json + "}");
        return Requests.text(body).stream().map(CompletionRequest::prompt).toList();
    }

    private static ObjectNode chat(String more) {
        return (ObjectNode)
                Json.parse("{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"a\"}]" + more + "}");
    }
}
