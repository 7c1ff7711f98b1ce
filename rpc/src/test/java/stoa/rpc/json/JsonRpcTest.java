// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.kit.json.Json;

class JsonRpcTest {
    private static final int BATCH_MAX = 5;

    private final List<String> heard = new ArrayList<>();
    private final Methods methods = new Methods()
            .on("echo", params -> {
                heard.add("echo");
                return params.value(0).orElse(NullNode.instance);
            })
            .on("nothing", _ -> NullNode.instance)
            .on("long", _ -> TextNode.valueOf("x".repeat(1_000)))
            .on("broken", _ -> {
                throw new IllegalStateException("secret inside");
            })
            .on("known", _ -> {
                throw new ArithmeticException("known");
            })
            .on("number", params -> Quantity.node(params.number(0)))
            .on("address", params -> TextNode.valueOf(params.address(0).toString()));
    private final JsonRpc rpc = new JsonRpc(
            methods,
            failure -> failure instanceof ArithmeticException
                    ? Optional.of(new RpcError(-32001, "mapped"))
                    : Optional.empty(),
            BATCH_MAX,
            2_000);

    @Test
    void a_call_is_answered_with_its_id_whatever_kind_of_id() {
        for (var id : List.of("1", "\"a\"", "null", "12345678901234567890", "1.5", "-3", "\"\"")) {
            var answer = ask("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"echo\",\"params\":[5]}");
            assertEquals(Json.parse(id), answer.get("id"), id);
            assertEquals(5, answer.get("result").asInt());
            assertEquals("2.0", answer.get("jsonrpc").asText());
            assertFalse(answer.has("error"));
        }
    }

    @Test
    void a_result_of_nothing_is_null_and_not_missing() {
        assertTrue(ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nothing\"}")
                .get("result")
                .isNull());
    }

    @Test
    void missing_and_null_params_are_an_empty_list() {
        for (var params : List.of("", ",\"params\":null", ",\"params\":[]"))
            assertTrue(ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\"" + params + "}")
                    .get("result")
                    .isNull());
    }

    @Test
    void a_notification_is_done_and_not_answered_even_when_it_fails() {
        assertEquals(Optional.empty(), rpc.answer("{\"jsonrpc\":\"2.0\",\"method\":\"echo\"}".getBytes(UTF_8), HTTP));
        assertEquals(List.of("echo"), heard);
        for (var method : List.of("broken", "unknown", "number"))
            assertEquals(
                    Optional.empty(),
                    rpc.answer(("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"}").getBytes(UTF_8), HTTP));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[",
                "nul",
                "{\"a\":1,}",
                "{\"jsonrpc\":\"2.0\"} {}",
                "[1",
                "\"open",
                "{\"id\":1,\"id\":2}",
                "\u0000",
                "{\"jsonrpc\":\"2.0\",\"id\":NaN}"
            })
    void what_is_not_json_is_a_parse_error(String text) {
        refused(-32700, text);
    }

    @Test
    void nesting_beyond_measure_is_a_parse_error() {
        refused(-32700, "[".repeat(100_000));
        refused(-32700, "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000));
        refused(
                -32700,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":" + "[".repeat(300) + "]".repeat(300)
                        + "}");
        refused(-32700, "{\"jsonrpc\":\"2.0\",\"id\":" + "9".repeat(1_000) + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "\"text\"",
                "null",
                "true",
                "{}",
                "[]",
                "{\"id\":1,\"method\":\"echo\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"echo\"}",
                "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"echo\",\"x\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"echo\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"echo\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"echo\"}"
            })
    void what_is_no_call_is_an_invalid_request(String text) {
        refused(-32600, text);
        assertEquals(List.of(), heard);
    }

    @Test
    void an_id_too_long_to_repeat_is_refused_without_repeating_it() {
        var answer = refused(-32600, "{\"jsonrpc\":\"2.0\",\"id\":\"" + "i".repeat(300) + "\",\"method\":\"echo\"}");
        assertTrue(answer.get("id").isNull());
    }

    @Test
    void an_unknown_method_is_named_if_it_has_a_name() {
        assertTrue(refused(-32601, call("eth_unheardOf"))
                .at("/error/message")
                .asText()
                .contains("eth_unheardOf"));
        assertFalse(refused(-32601, call("<script>")).toString().contains("script"));
        assertFalse(refused(-32601, call("m".repeat(500))).toString().contains("mmm"));
    }

    @Test
    void params_by_name_and_of_the_wrong_kind_are_refused_in_words() {
        refused(-32602, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":{\"a\":1}}");
        refused(-32602, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":\"x\"}");
        assertEquals("invalid params: params[0] is missing: a quantity", message("number"));
        for (var wrong : List.of(
                "\"12\"",
                "\"0x\"",
                "\"0xg\"",
                "-1",
                "1.5",
                "true",
                "{}",
                "\"0x" + "f".repeat(65) + "\"",
                "\"0x8000000000000000\""))
            assertTrue(message("number", wrong).startsWith("invalid params: params[0] should be a quantity"), wrong);
        for (var wrong :
                List.of("\"0x12\"", "\"\"", "5", "\"0x" + "0".repeat(39) + "g\"", "\"0x" + "0".repeat(42) + "\""))
            assertTrue(message("address", wrong).startsWith("invalid params: params[0] should be"), wrong);
    }

    @Test
    void quantities_are_read_as_people_send_them_and_written_as_ethereum_does() {
        for (var good : List.of("\"0x1f\"", "\"0X1F\"", "\"0x001f\"", "31"))
            assertEquals(
                    "0x1f",
                    ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"number\",\"params\":[" + good + "]}")
                            .get("result")
                            .asText());
        assertEquals("0x0", Quantity.hex(0));
        assertEquals("0x7fffffffffffffff", Quantity.hex(Long.MAX_VALUE));
    }

    @Test
    void what_breaks_inside_gives_nothing_away() {
        var answer = refused(-32603, call("broken"));
        assertFalse(answer.toString().contains("secret"));
        assertEquals(
                "mapped", refused(-32001, call("known")).at("/error/message").asText());
    }

    @Test
    void a_batch_is_answered_in_order_without_its_notifications() {
        var answer = ask("[" + call("echo") + ",{\"jsonrpc\":\"2.0\",\"method\":\"echo\"}," + call("unknown") + ",5,"
                + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"echo\",\"params\":[9]}]");
        assertEquals(4, answer.size());
        assertEquals(2, heard.size() - 1);
        assertEquals(-32601, answer.get(1).at("/error/code").asInt());
        assertEquals(-32600, answer.get(2).at("/error/code").asInt());
        assertEquals(9, answer.get(3).get("result").asInt());
    }

    @Test
    void the_same_id_twice_in_a_batch_is_answered_twice() {
        assertEquals(2, ask("[" + call("echo") + "," + call("echo") + "]").size());
    }

    @Test
    void a_batch_of_notifications_is_not_answered_and_an_empty_or_huge_one_is_refused() {
        var silent = "{\"jsonrpc\":\"2.0\",\"method\":\"echo\"}";
        assertEquals(Optional.empty(), rpc.answer(("[" + silent + "," + silent + "]").getBytes(UTF_8), HTTP));
        refused(-32600, "[]");
        heard.clear();
        refused(
                -32005,
                "["
                        + String.join(
                                ",",
                                IntStream.rangeClosed(0, BATCH_MAX)
                                        .mapToObj(_ -> call("echo"))
                                        .toList()) + "]");
        assertEquals(List.of(), heard, "none of too many is done");
    }

    @Test
    void a_batch_whose_answer_grows_too_long_ends_with_errors() {
        var answer = ask("[" + String.join(",", call("long"), call("long"), call("long"), call("echo")) + "]");
        assertEquals(4, answer.size());
        assertTrue(answer.get(0).has("result"));
        assertEquals(-32005, answer.get(3).at("/error/code").asInt());
        assertEquals(List.of(), heard, "what cannot be answered is not done");
    }

    @Test
    void no_bytes_bring_it_down() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var seeds = List.of(call("echo"), "[" + call("echo") + "," + call("number") + "]");
        for (int i = 0; i < 2_000; i++) {
            var bytes = seeds.get(i & 1).getBytes(UTF_8);
            for (int changes = random.nextInt(4); changes >= 0; changes--)
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            var answer = rpc.answer(bytes, HTTP);
            answer.ifPresent(text -> assertTrue(Json.parse(text).isContainerNode(), "seed " + seed));
        }
    }

    // ── words ──

    private static final Caller HTTP = new Caller.Http();

    private JsonNode ask(String text) {
        return Json.parse(rpc.answer(text.getBytes(UTF_8), HTTP).orElseThrow());
    }

    private JsonNode refused(int code, String text) {
        var answer = ask(text);
        assertEquals(code, answer.at("/error/code").asInt(), () -> answer.toString());
        assertFalse(answer.has("result"));
        assertTrue(answer.has("id"));
        return answer;
    }

    private String message(String method, String... params) {
        var text = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[" + String.join(",", params)
                + "]}";
        return refused(-32602, text).at("/error/message").asText();
    }

    private static String call(String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[]}";
    }
}
