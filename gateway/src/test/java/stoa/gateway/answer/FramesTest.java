// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.answer.Frames.Kind;

class FramesTest {
    @Test
    void events_comments_and_the_end_are_told_apart() throws Exception {
        assertEquals(
                List.of("COMMENT stoa-alive", "DATA {\"a\":1}", "COMMENT x", "DATA b", "DONE [DONE]"),
                all(": stoa-alive\n\ndata: {\"a\":1}\n\n:x\n\ndata:b\n\ndata: [DONE]\n\n"));
    }

    @Test
    void lines_may_end_as_windows_ends_them() throws Exception {
        assertEquals(List.of("DATA a", "COMMENT c", "DATA b"), all("data: a\r\n\r\n: c\r\n\r\ndata: b\r\n\r\n"));
    }

    @Test
    void several_data_lines_are_one_payload_and_comments_inside_are_taken_out() throws Exception {
        var frames = frames(": hush\nevent: x\ndata: a\ndata: b\n\n", 1);
        assertEquals("hush", frames.next().text());
        var frame = frames.next();
        assertEquals("a\nb", frame.text());
        assertEquals(
                "event: x\ndata: a\ndata: b\n\n",
                new String(frame.bytes(), frame.from(), frame.to() - frame.from(), UTF_8));
        assertEquals(Kind.END, frames.next().kind());
    }

    @Test
    void blank_lines_and_events_without_data_are_nothing() throws Exception {
        assertEquals(List.of("DATA a"), all("\n\n\r\nevent: x\n\nid: 4\n\ndata: a\n\n"));
    }

    @Test
    void a_stream_that_breaks_off_inside_an_event_is_a_failure() throws Exception {
        var frames = frames("data: a\n\ndata: b", 64);
        assertEquals("a", frames.next().text());
        assertThrows(EOFException.class, frames::next);
    }

    @Test
    void an_event_beyond_the_bound_is_a_failure() {
        var frames =
                new Frames(new ByteArrayInputStream(("data: " + "x".repeat(100_000) + "\n\n").getBytes(UTF_8)), 50_000);
        assertThrows(IOException.class, frames::next);
    }

    /// However the bytes arrive, the same events come out, and joined they are the bytes that came.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void the_pieces_in_which_bytes_arrive_do_not_matter(long seed) throws Exception {
        var random = new Random(seed);
        var text = new StringBuilder();
        var expected = new ArrayList<String>();
        for (int i = 0; i < 300; i++) {
            var payload = "p" + "é".repeat(random.nextInt(random.nextInt(10) == 0 ? 9_000 : 40)) + i;
            boolean comment = random.nextInt(4) == 0;
            text.append(comment ? ": " : "data: ").append(payload).append("\n\n");
            expected.add((comment ? "COMMENT " : "DATA ") + payload);
        }
        var frames = frames(text.toString(), 1 + random.nextInt(700));
        var seen = new ArrayList<String>();
        var joined = new StringBuilder();
        for (var frame = frames.next(); frame.kind() != Kind.END; frame = frames.next()) {
            seen.add(frame.kind() + " " + frame.text());
            joined.append(new String(frame.bytes(), frame.from(), frame.to() - frame.from(), UTF_8));
        }
        assertEquals(expected, seen, "seed " + seed);
        assertEquals(text.toString(), joined.toString(), "seed " + seed);
    }

    private static List<String> all(String text) throws IOException {
        for (int piece : new int[] {1, 3, 1_000}) {
            var frames = frames(text, piece);
            var out = new ArrayList<String>();
            for (var frame = frames.next(); frame.kind() != Kind.END; frame = frames.next())
                out.add(frame.kind() + " " + frame.text());
            if (piece == 1_000) return out;
        }
        throw new AssertionError();
    }

    /// Hands out at most `piece` bytes at a time.
    private static Frames frames(String text, int piece) {
        var bytes = new ByteArrayInputStream(text.getBytes(UTF_8));
        return new Frames(
                new InputStream() {
                    @Override
                    public int read() {
                        return bytes.read();
                    }

                    @Override
                    public int read(byte[] out, int offset, int length) {
                        return bytes.read(out, offset, Math.min(length, piece));
                    }
                },
                1 << 20);
    }
}
