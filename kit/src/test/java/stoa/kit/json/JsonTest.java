// SPDX-License-Identifier: Apache-2.0
package stoa.kit.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    record Point(int x, String name, List<Long> more) {}

    @Test
    void trees_and_records_are_read_and_written() {
        var tree = Json.parse("{\"x\":1,\"name\":\"ü\",\"more\":[1,2],\"unknown\":null}");
        assertEquals("ü", tree.path("name").asText());
        var point = new Point(1, "ü", List.of(1L, 2L));
        assertEquals(point, Json.read(tree, Point.class));
        assertEquals(point, Json.read(Json.write(point), Point.class));
        assertEquals("{\"x\":1,\"name\":\"ü\",\"more\":[1,2]}", Json.text(point));
        assertEquals("{\"a\":[1]}", Json.text(Map.of("a", List.of(1))));
        var built = Json.object().put("a", 1);
        built.set("b", Json.array().add("c"));
        assertEquals("{\"a\":1,\"b\":[\"c\"]}", Json.text(built));
    }

    @Test
    void numbers_keep_their_digits() {
        var text = "[0.1,123456789012345678901234567890,1.10,1E+2,-0.0]";
        assertEquals("0.1", Json.parse(text).get(0).decimalValue().toString());
        assertEquals(
                "123456789012345678901234567890",
                Json.parse(text).get(1).bigIntegerValue().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "{'a':1}",
                "[1] 2",
                "[01]",
                "[1,]",
                "// c\n1",
                "NaN",
                "[+1]",
                "[.5]",
                "\"tab\there\"",
                "\"\\x\"",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "nul"
            })
    void what_is_not_strict_json_is_refused(String text) {
        assertThrows(MalformedJson.class, () -> Json.parse(text));
        assertThrows(MalformedJson.class, () -> Json.parse(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void depth_and_numbers_are_bounded() {
        assertEquals(1, Json.parse("[".repeat(200) + "]".repeat(200)).size());
        assertThrows(MalformedJson.class, () -> Json.parse("[".repeat(201) + "]".repeat(201)));
        assertThrows(MalformedJson.class, () -> Json.parse("{\"a\":".repeat(100_000)));
        assertThrows(MalformedJson.class, () -> Json.parse("[9.88e639411023264]"));
        assertEquals(1, Json.parse("[" + "1".repeat(400) + "]").size());
        assertThrows(MalformedJson.class, () -> Json.parse("[" + "1".repeat(401) + "]"));
        assertThrows(
                MalformedJson.class, () -> Json.parse("[1e999999999]").get(0).bigIntegerValue());
    }

    @Test
    void broken_utf8_is_refused() {
        assertThrows(MalformedJson.class, () -> Json.parse(new byte[] {'"', (byte) 0xff, '"'}));
        assertThrows(MalformedJson.class, () -> Json.parse(new byte[] {'"', (byte) 0xc3, '"'}));
    }

    @Test
    void an_error_says_where_but_not_what() {
        var error = assertThrows(MalformedJson.class, () -> Json.parse("{\n  \"key\": sk-stoa-secret }"));
        assertEquals(2, error.line());
        assertTrue(error.column() > 5);
        assertFalse(error.getMessage().contains("sk-stoa"), error.getMessage());
        assertTrue(error.getMessage().contains("line 2"), error.getMessage());
        var mismatch = assertThrows(MalformedJson.class, () -> Json.read("{\"x\":\"secret\"}".getBytes(), Point.class));
        for (Throwable cause = mismatch; cause != null; cause = cause.getCause())
            assertFalse(String.valueOf(cause.getMessage()).contains("secret"));
    }
}
