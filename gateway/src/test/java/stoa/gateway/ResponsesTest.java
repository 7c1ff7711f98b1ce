// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.gateway.fake.Town;
import stoa.gateway.fake.Trick;
import stoa.gateway.openai.ApiError;
import stoa.gateway.responses.ChatRequest;
import stoa.gateway.responses.ResponseEvents;
import stoa.gateway.responses.ResponseObject;
import stoa.kit.json.Json;

/// `/v1/responses`, without state, in terms of chat.
class ResponsesTest {
    @TempDir
    Path data;

    @Test
    void a_response_is_a_chat_answer_in_other_words() throws Exception {
        try (var town = new Town(data, 1).start()) {
            var answer = town.post(
                    "/v1/responses", "{\"model\":\"tiny\",\"instructions\":\"be brief\",\"input\":\"hello\"}");
            assertEquals(200, answer.statusCode(), answer.body());
            var response = Town.json(answer);
            assertEquals("response", response.path("object").asText());
            assertEquals("completed", response.path("status").asText());
            var item = response.path("output").path(0);
            assertEquals("message", item.path("type").asText());
            assertEquals(
                    "word word word ", item.path("content").path(0).path("text").asText());
            assertEquals(10, response.path("usage").path("input_tokens").asLong());
            assertEquals(3, response.path("usage").path("output_tokens").asLong());
            assertFalse(response.path("store").asBoolean());
            assertTrue(answer.headers().firstValue("x-stoa-receipt").isPresent());
            var sent = Json.parse(town.host(0).bodies().getFirst());
            assertEquals("system", sent.path("messages").path(0).path("role").asText());
            assertEquals("hello", sent.path("messages").path(1).path("content").asText());
        }
    }

    @Test
    void a_streamed_response_tells_its_life_from_created_to_completed() throws Exception {
        try (var town = new Town(data, 1).start()) {
            var answer = town.post("/v1/responses", "{\"model\":\"tiny\",\"stream\":true,\"input\":\"hello\"}");
            assertEquals(200, answer.statusCode());
            var events = events(answer.body());
            assertEquals(
                    List.of(
                            "response.created",
                            "response.in_progress",
                            "response.output_item.added",
                            "response.content_part.added",
                            "response.output_text.delta",
                            "response.output_text.delta",
                            "response.output_text.delta",
                            "response.output_text.done",
                            "response.content_part.done",
                            "response.output_item.done",
                            "response.completed"),
                    types(events));
            for (int i = 0; i < events.size(); i++)
                assertEquals(i, events.get(i).path("sequence_number").asInt());
            assertEquals("word word word ", events.get(7).path("text").asText());
            var done = events.getLast().path("response");
            assertEquals("completed", done.path("status").asText());
            assertEquals(events.getFirst().path("response").path("id"), done.path("id"));
            assertTrue(answer.body().contains("\n: stoa receipt=rcpt_"), answer.body());
        }
    }

    @Test
    void a_streamed_response_whose_host_dies_fails() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.host(0).next(Trick.DIE_AFTER_FIRST);
            var answer = town.post("/v1/responses", "{\"model\":\"tiny\",\"stream\":true,\"input\":\"hello\"}");
            var last = events(answer.body()).getLast();
            assertEquals("response.failed", last.path("type").asText());
            assertEquals("failed", last.path("response").path("status").asText());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"store\":true} | store",
                "{\"previous_response_id\":\"resp_1\"} | previous_response_id",
                "{\"conversation\":{\"id\":\"c\"}} | conversation",
                "{\"background\":true} | background",
                "{\"prompt\":{\"id\":\"p\"}} | prompt",
                "{\"tools\":[{\"type\":\"web_search\"}]} | tools",
                "{\"instructions\":7} | instructions",
                "{\"input\":7} | input",
                "{\"input\":[]} | input",
                "{\"input\":[{\"type\":\"item_reference\",\"id\":\"x\"}]} | input",
                "{\"input\":[{\"content\":\"no role\"}]} | input"
            })
    void what_needs_a_memory_or_makes_no_sense_is_refused_by_name(String json, String param) {
        var request = (ObjectNode) Json.parse(json);
        if (!request.has("input")) request.put("input", "x");
        ApiError refusal = null;
        try {
            ChatRequest.of(request);
        } catch (ApiError e) {
            refusal = e;
        }
        assertTrue(refusal != null, json);
        assertEquals(400, refusal.status());
        assertEquals(param, refusal.json().path("error").path("param").asText());
    }

    @Test
    void null_and_false_need_no_memory() {
        ChatRequest.of(
                (ObjectNode)
                        Json.parse(
                                "{\"input\":\"x\",\"store\":false,\"previous_response_id\":null,\"conversation\":null,\"background\":false}"));
    }

    @Test
    void tools_formats_and_limits_are_translated_and_the_rest_passes_on() {
        var chat = ChatRequest.of((ObjectNode) Json.parse("""
                {"model":"m","input":[
                  {"role":"developer","content":"rules"},
                  {"role":"user","content":[{"type":"input_text","text":"look "},{"type":"input_text","text":"here"}]},
                  {"role":"user","content":[{"type":"input_text","text":"at"},{"type":"input_image","image_url":"http://i","detail":"low"}]},
                  {"type":"reasoning","summary":[]},
                  {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
                  {"type":"function_call","call_id":"c2","name":"g","arguments":"{\\"a\\":1}"},
                  {"type":"function_call_output","call_id":"c1","output":"1"},
                  {"type":"message","role":"assistant","content":[{"type":"output_text","text":"ok"}]}],
                 "max_output_tokens":9,"temperature":0.5,"weird":{"x":1},"stream":true,
                 "tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":true}],
                 "tool_choice":{"type":"function","name":"f"},
                 "text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"},"strict":true}},
                 "reasoning":{"effort":"low"},"top_logprobs":2}"""));
        assertEquals(Json.parse("""
                {"model":"m","temperature":0.5,"weird":{"x":1},"stream":true,
                 "messages":[
                  {"role":"system","content":"rules"},
                  {"role":"user","content":"look here"},
                  {"role":"user","content":[{"type":"text","text":"at"},{"type":"image_url","image_url":{"url":"http://i","detail":"low"}}]},
                  {"role":"assistant","content":null,"tool_calls":[
                    {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},
                    {"id":"c2","type":"function","function":{"name":"g","arguments":"{\\"a\\":1}"}}]},
                  {"role":"tool","tool_call_id":"c1","content":"1"},
                  {"role":"assistant","content":"ok"}],
                 "max_completion_tokens":9,
                 "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"},"strict":true}}],
                 "tool_choice":{"type":"function","function":{"name":"f"}},
                 "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"},"strict":true}},
                 "reasoning_effort":"low","logprobs":true,"top_logprobs":2,
                 "stream_options":{"include_usage":true}}"""), chat);
    }

    @Test
    void calls_of_functions_become_items_of_their_own() {
        var response = new ResponseObject("1", 5, (ObjectNode) Json.parse("{\"model\":\"m\"}"));
        var whole = response.of(Json.parse("""
                {"choices":[{"message":{"content":null,"tool_calls":[
                  {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"""));
        var item = whole.path("output").path(0);
        assertEquals("function_call", item.path("type").asText());
        assertEquals("c1", item.path("call_id").asText());
        assertEquals("completed", whole.path("status").asText());
        var events = new ResponseEvents(response);
        var all = new ArrayList<JsonNode>();
        all.addAll(
                events.chunk(
                        Json.parse(
                                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\"}}]}}]}")));
        all.addAll(
                events.chunk(
                        Json.parse(
                                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\":1}\"}}]}}]}")));
        all.addAll(
                events.chunk(
                        Json.parse(
                                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":2,\"total_tokens\":6}}")));
        all.addAll(events.end());
        assertEquals(
                List.of(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed"),
                types(all));
        assertEquals("{\"a\":1}", all.get(5).path("arguments").asText());
        assertEquals(
                "{\"a\":1}",
                all.getLast()
                        .path("response")
                        .path("output")
                        .path(0)
                        .path("arguments")
                        .asText());
        assertEquals(
                6,
                all.getLast()
                        .path("response")
                        .path("usage")
                        .path("total_tokens")
                        .asLong());
    }

    @Test
    void an_answer_cut_by_its_limit_is_incomplete() {
        var response = new ResponseObject("1", 5, (ObjectNode) Json.parse("{\"model\":\"m\"}"));
        var whole = response.of(
                Json.parse("{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"length\"}]}"));
        assertEquals("incomplete", whole.path("status").asText());
        assertEquals(
                "max_output_tokens",
                whole.path("incomplete_details").path("reason").asText());
    }

    private static List<JsonNode> events(String stream) {
        return Town.payloads(stream).stream().map(Json::parse).toList();
    }

    private static List<String> types(List<? extends JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }
}
