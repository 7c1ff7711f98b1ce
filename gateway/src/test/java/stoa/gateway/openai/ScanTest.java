// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.rules.Ask;
import stoa.gateway.rules.Face;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.types.Usage;

/// The one-pass readers agree with the tree parser wherever both have a say.
class ScanTest {
    @Test
    void what_the_gateway_needs_is_found_wherever_it_stands() {
        var scan = chat(
                "{\"x\":{\"model\":\"no\",\"stream\":false},\"messages\":[],\"n\":3,\"max_tokens\":7,\"stream\" : true ,\"model\":\"a\\u0062c\"}");
        assertEquals("abc", scan.model());
        assertTrue(scan.stream());
        assertEquals(7, scan.tokensMost());
        assertEquals(3, scan.choices());
        assertEquals(
                Ask.UNLIMITED, chat("{\"model\":\"m\",\"max_tokens\":null}").tokensMost());
        assertEquals("m", chat("{\"mod\\u0065l\":\"m\"}").model());
    }

    @Test
    void the_newer_limit_wins_and_nonsense_is_the_engines_to_refuse() {
        assertEquals(
                5,
                chat("{\"model\":\"m\",\"max_completion_tokens\":5,\"max_tokens\":9}")
                        .tokensMost());
        assertEquals(Ask.UNLIMITED, chat("{\"model\":\"m\",\"max_tokens\":-4}").tokensMost());
        assertEquals(
                Ask.UNLIMITED, chat("{\"model\":\"m\",\"max_tokens\":\"x\"}").tokensMost());
        assertEquals(
                Ask.UNLIMITED, chat("{\"model\":\"m\",\"max_tokens\":1e99}").tokensMost());
        assertEquals(1, chat("{\"model\":\"m\",\"n\":0}").choices());
        assertEquals(10_000, chat("{\"model\":\"m\",\"n\":999999999}").choices());
    }

    @Test
    void several_prompts_are_several_choices() {
        assertEquals(
                4, text("{\"model\":\"m\",\"prompt\":[\"a\",\"b\"],\"n\":2}").choices());
        assertEquals(2, text("{\"model\":\"m\",\"prompt\":[[1,2],[3]]}").choices());
        assertEquals(1, text("{\"model\":\"m\",\"prompt\":[1,2,3]}").choices());
        assertEquals(1, text("{\"model\":\"m\",\"prompt\":[]}").choices());
    }

    @Test
    void a_conversation_is_known_by_its_beginning_unless_the_caller_names_it() {
        var one = "{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"first\"}";
        var grown = one + ",{\"role\":\"assistant\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"more\"}";
        long first = chat("{\"model\":\"m\",\"messages\":[" + one + "]}").affinity();
        assertEquals(
                first,
                chat("{\"model\":\"m\",\"messages\":[" + grown + "],\"temperature\":1}")
                        .affinity());
        assertNotEquals(
                first,
                chat("{\"model\":\"m\",\"messages\":[" + one.replace("first", "other") + "]}")
                        .affinity());
        assertNotEquals(
                first,
                BodyScan.of(Face.CHAT, ("{\"model\":\"m\",\"messages\":[" + one + "]}").getBytes(UTF_8), 2)
                        .affinity());
        long user = chat("{\"model\":\"m\",\"user\":\"ann\",\"messages\":[" + one + "]}")
                .affinity();
        assertEquals(
                user, chat("{\"messages\":[],\"model\":\"m\",\"user\":\"ann\"}").affinity());
        long keyed = chat("{\"model\":\"m\",\"prompt_cache_key\":\"k\",\"user\":\"ann\"}")
                .affinity();
        assertEquals(
                keyed,
                chat("{\"model\":\"m\",\"user\":\"bob\",\"prompt_cache_key\":\"k\"}")
                        .affinity());
        assertEquals(0, chat("{\"model\":\"m\"}").affinity());
        assertEquals(
                0,
                BodyScan.of(Face.EMBEDDINGS, "{\"model\":\"m\",\"input\":\"x\"}".getBytes(UTF_8), 1)
                        .affinity());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "{",
                "{}x",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u12",
                "{\"a\":\"\\",
                "{\"a\":[1,]}",
                "{\"a\":tru}",
                "{\"a\":'x'}"
            })
    void what_is_not_json_is_refused(String text) {
        assertThrows(MalformedJson.class, () -> {
            if (Json.parse(text).isMissingNode()) throw new AssertionError();
            Json.parse(text);
        });
        assertEquals(400, assertThrows(ApiError.class, () -> chat(text)).status());
    }

    @Test
    void depth_is_bounded() {
        var deep = "{\"model\":\"m\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThrows(ApiError.class, () -> chat(deep));
        var messages =
                "{\"model\":\"m\",\"messages\":[{\"content\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}]}";
        assertThrows(ApiError.class, () -> chat(messages));
        var answer = new AnswerScan();
        var bytes = deep.getBytes(UTF_8);
        answer.feed(bytes, 0, bytes.length);
        assertTrue(answer.contentBytes() > 0, "what cannot be read counts as something");
    }

    /// Random JSON, and the same with one byte changed: scanner and parser agree on what is JSON.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void scanner_and_parser_agree(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            var tree = Json.object().put("model", "m");
            fill(tree, random, 4);
            var bytes = Json.write(tree);
            assertEquals("m", BodyScan.of(Face.CHAT, bytes, 1).model());
            int at = random.nextInt(bytes.length);
            if (bytes[at] < 0) continue; // half a character is the host's to refuse
            byte other = (byte) (32 + random.nextInt(95));
            if (other == 'e' || other == 'E') continue; // an endless exponent is JSON, but no number the parser holds
            bytes[at] = other;
            assertEquals(parses(bytes), scans(bytes), "seed " + seed + ": " + new String(bytes, UTF_8));
        }
    }

    private static boolean parses(byte[] bytes) {
        try {
            var tree = Json.parse(bytes);
            return tree.isObject() && tree.path("model").isTextual() && plain(tree.path("stream"));
        } catch (MalformedJson _) {
            return false;
        }
    }

    private static boolean plain(JsonNode stream) {
        return stream.isMissingNode() || stream.isBoolean() || stream.isNull();
    }

    private static boolean scans(byte[] bytes) {
        try {
            BodyScan.of(Face.CHAT, bytes, 1);
            return true;
        } catch (ApiError _) {
            return false;
        }
    }

    private static void fill(ObjectNode into, Random random, int depth) {
        for (int i = random.nextInt(5); i > 0; i--) {
            var name = "k" + depth + "_" + i + "_" + random.nextInt(1 << 20);
            switch (random.nextInt(depth > 0 ? 7 : 5)) {
                case 0 -> into.put(name, random.nextLong());
                case 1 -> into.put(name, random.nextBoolean());
                case 2 -> into.put(name, "te\\xt \"quoted\" \u00e9\u4e2d\n" + random.nextInt());
                case 3 -> into.putNull(name);
                case 4 -> into.put(name, random.nextDouble() * 1e12);
                case 5 -> fill(into.putObject(name), random, depth - 1);
                default -> fill(into.putArray(name), random, depth - 1);
            }
        }
    }

    private static void fill(ArrayNode into, Random random, int depth) {
        for (int i = random.nextInt(5); i > 0; i--) {
            if (random.nextBoolean() && depth > 0) fill(into.addObject(), random, depth - 1);
            else into.add("x" + random.nextInt());
        }
    }

    @Test
    void an_answers_text_and_usage_are_found() {
        var scan = new AnswerScan();
        feed(
                scan,
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"hello\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
                        + "\"logprobs\":{\"content\":[{\"token\":\"hello\",\"logprob\":-1.5}]}}],"
                        + "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,\"prompt_tokens_details\":{\"audio\":0,\"cached_tokens\":4}}}");
        assertEquals(5 + 1 + 2, scan.contentBytes());
        assertEquals(1, scan.events());
        assertEquals(Optional.of(new Usage(8, 4, 3)), scan.usage());
        assertFalse(scan.failed());
    }

    @Test
    void a_streams_events_are_counted_by_what_they_deliver() {
        var scan = new AnswerScan();
        feed(scan, "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}");
        assertEquals(0, scan.events());
        feed(scan, "{\"choices\":[{\"delta\":{\"content\":\"ab\"}}],\"usage\":null}");
        feed(scan, "{\"choices\":[{\"delta\":{\"reasoning_content\":\"cd\"}}]}");
        assertEquals(2, scan.events());
        assertEquals(4, scan.contentBytes());
        assertEquals(Optional.empty(), scan.usage());
        feed(scan, "{\"error\":{\"message\":\"x\"}}");
        assertTrue(scan.failed());
    }

    @Test
    void impossible_usage_is_bounded() {
        var scan = new AnswerScan();
        feed(
                scan,
                "{\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":9e99,\"prompt_tokens_details\":{\"cached_tokens\":999999999999999999}}}");
        assertEquals(Optional.of(new Usage(0, 0, 0)), scan.usage());
    }

    private static void feed(AnswerScan scan, String payload) {
        var bytes = ("xx" + payload + "yy").getBytes(UTF_8);
        scan.feed(bytes, 2, bytes.length - 2);
    }

    private static BodyScan chat(String json) {
        return BodyScan.of(Face.CHAT, json.getBytes(UTF_8), 1);
    }

    private static BodyScan text(String json) {
        return BodyScan.of(Face.COMPLETIONS, json.getBytes(UTF_8), 1);
    }
}
