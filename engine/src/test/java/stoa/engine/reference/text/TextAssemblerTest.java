// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextAssemblerTest {
    @Test
    void a_character_is_sent_when_its_last_byte_has_come() {
        var out = new TextAssembler(List.of());
        var smile = "😀".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 3; i++) assertEquals("", out.add(new byte[] {smile[i]}));
        assertFalse(out.clear());
        assertEquals("😀", out.add(new byte[] {smile[3]}));
        assertTrue(out.clear());
    }

    @Test
    void bytes_that_are_no_text_become_the_replacement_character() {
        var out = new TextAssembler(List.of());
        assertEquals("\ufffda", out.add(new byte[] {(byte) 0xff, 'a'}));
        assertEquals("", out.add(new byte[] {(byte) 0xe2, (byte) 0x82}));
        assertEquals("\ufffd", out.finish());
    }

    @Test
    void what_may_begin_a_stop_string_waits_and_is_sent_when_it_does_not() {
        var out = new TextAssembler(List.of("END"));
        assertEquals("the ", out.add("the E".getBytes()));
        assertEquals("", out.add("N".getBytes()));
        assertEquals("ENT", out.add("T".getBytes()));
        assertEquals(" x", out.add(" xEN".getBytes()));
        assertEquals("EN", out.finish());
        assertFalse(out.stopped());
    }

    @Test
    void the_first_of_several_stop_strings_ends_the_text() {
        var out = new TextAssembler(List.of("late", "soon"));
        assertEquals("a ", out.add("a soon late".getBytes()));
        assertTrue(out.stopped());
        assertEquals("", out.add("more".getBytes()));
        assertEquals("", out.finish());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_text_does_not_depend_on_where_tokens_end(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            var text = "abé😀b".repeat(random.nextInt(8)) + "aab" + "éa".repeat(random.nextInt(4));
            var stops = random.nextBoolean() ? List.of("aab") : List.of("ba", "éé");
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            var out = new TextAssembler(stops);
            var got = new StringBuilder();
            for (int at = 0; at < bytes.length && !out.stopped(); ) {
                int next = Math.min(bytes.length, at + 1 + random.nextInt(5));
                got.append(out.add(Arrays.copyOfRange(bytes, at, next)));
                at = next;
            }
            got.append(out.finish());
            int cut = stops.stream()
                    .mapToInt(text::indexOf)
                    .filter(at -> at >= 0)
                    .min()
                    .orElse(text.length());
            assertEquals(text.substring(0, cut), got.toString(), () -> "seed " + seed);
        }
    }
}
