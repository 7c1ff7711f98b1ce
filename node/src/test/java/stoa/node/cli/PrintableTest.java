// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import stoa.kit.json.Json;

class PrintableTest {
    @Test
    void a_strangers_text_cannot_steer_the_terminal() {
        assertEquals("�[2Jhi�", Printable.of("\u001b[2Jhi\r"));
        assertEquals("a�b", Printable.of("a\nb"));
        assertEquals("a\nb\t�", Printable.text("a\nb\t\u009b"));
        assertEquals("ıİß→🙂", Printable.text("ıİß→🙂"));
    }

    @Test
    void a_strangers_line_has_an_end() {
        assertEquals(400, Printable.of("x".repeat(10_000)).length());
    }

    @Test
    void quantities_become_numbers_and_everything_else_stays() {
        var told = Json.parse("""
                {"session":"0x1f","list":["0x0",{"obol":"0x7fffffffffffffff"}],"hash":"0x%s","host":"0x%s",
                 "data":"0x00","empty":"0x","huge":"0xffffffffffffffff","name":"x0x1","flag":true,"none":null}""".formatted("1".repeat(64), "2".repeat(40)));
        assertEquals(
                Json.parse("""
                {"session":31,"list":[0,{"obol":9223372036854775807}],"hash":"0x%s","host":"0x%s",
                 "data":"0x00","empty":"0x","huge":"0xffffffffffffffff","name":"x0x1","flag":true,"none":null}""".formatted("1".repeat(64), "2".repeat(40))).toString(),
                Quantities.decimal(told).toString());
    }
}
