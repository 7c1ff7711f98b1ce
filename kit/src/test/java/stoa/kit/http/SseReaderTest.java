// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.kit.http.SseReader.Item;

class SseReaderTest {
    private static SseReader reader(String text) {
        return new SseReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1000);
    }

    /// One byte at each read, as the worst network would have it.
    private static SseReader dripping(String text) {
        var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return new SseReader(
                new InputStream() {
                    @Override
                    public int read() {
                        return bytes.read();
                    }

                    @Override
                    public int read(byte[] out, int offset, int length) {
                        return bytes.read(out, offset, Math.min(1, length));
                    }
                },
                1000);
    }

    private static List<Item> all(SseReader reader) throws IOException {
        var out = new ArrayList<Item>();
        for (var item = reader.nextItem(); item != null; item = reader.nextItem()) out.add(item);
        return out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void every_kind_of_line_end_is_one(String end) throws IOException {
        var text = "\uFEFFdata: ä€😀\n: note\nevent: named\nid: 7\nretry: 5\ndata:two\ndata\ndata:  three\n\n\n\n"
                .replace("\n", end);
        var expected = List.of(new Item.Comment("note"), new Item.Event("named", "ä€😀\ntwo\n\n three", "7"));
        assertEquals(expected, all(reader(text)));
        assertEquals(expected, all(dripping(text)));
    }

    @Test
    void an_event_without_data_is_none_and_an_unfinished_one_is_dropped() throws IOException {
        assertEquals(List.of(new Item.Event("", "x", "")), all(reader("event: a\n\ndata: x\n\ndata: cut")));
        assertNull(reader("").next());
    }

    @Test
    void comments_are_passed_over_by_whoever_does_not_ask_for_them() throws IOException {
        var reader = reader(": one\n\n:two\ndata: x\n\n");
        assertEquals("x", reader.next().data());
        assertNull(reader.next());
    }

    @Test
    void an_event_beyond_the_bound_fails_in_one_line_or_in_many() {
        assertThrows(HttpFailure.class, () -> reader("data: " + "x".repeat(1000) + "\n\n")
                .next());
        assertThrows(HttpFailure.class, () -> reader(("data: " + "x".repeat(400) + "\n").repeat(3) + "\n")
                .next());
        assertThrows(HttpFailure.class, () -> reader("x".repeat(1001)).next());
    }

    @Test
    void what_the_writer_writes_the_reader_reads() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var writer = new SseWriter(new Stream() {
            @Override
            public void write(byte[] out, int offset, int length) {
                bytes.write(out, offset, length);
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void instead(Response.Full whole) {
                throw new IllegalStateException("a stream it is");
            }
        });
        writer.data("a\r\nb\n\nc");
        writer.data("{\"k\":\"ü\"}".getBytes(StandardCharsets.UTF_8));
        writer.event("done", "");
        writer.comment("two\nlines");
        assertThrows(IllegalArgumentException.class, () -> writer.event("a\nb", "x"));
        assertEquals(
                List.of(
                        new Item.Event("", "a\nb\n\nc", ""),
                        new Item.Event("", "{\"k\":\"ü\"}", ""),
                        new Item.Event("done", "", ""),
                        new Item.Comment("two"),
                        new Item.Comment("lines")),
                all(new SseReader(new ByteArrayInputStream(bytes.toByteArray()), 1000)));
    }
}
