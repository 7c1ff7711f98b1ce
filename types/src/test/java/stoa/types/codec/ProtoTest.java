// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtoTest {
    @Test
    void what_is_written_is_what_protobuf_documents_and_reads_back() throws Malformed {
        byte[] bytes = new ProtoWriter()
                .varint(1, 150)
                .string(2, "testing")
                .message(3, inner -> inner.varint(1, 150))
                .varint(4, -1)
                .fixed64(5, 258)
                .toBytes();
        assertEquals(
                "089601" + "120774657374696e67" + "1a03089601" + "20ffffffffffffffffff01" + "290201000000000000",
                HexFormat.of().formatHex(bytes));
        var in = new ProtoReader(bytes);
        assertTrue(in.next());
        assertEquals(150, in.varint());
        assertTrue(in.next());
        assertEquals("testing", in.string());
        assertTrue(in.next());
        var inner = in.message();
        assertTrue(inner.next());
        assertEquals(150, inner.varint());
        assertFalse(inner.next());
        assertTrue(in.next());
        assertEquals(-1, in.varint());
        assertTrue(in.next());
        in.skip();
        assertFalse(in.next());
    }

    @Test
    void zeros_are_left_out_unless_they_must_stand() {
        assertEquals(
                0,
                new ProtoWriter()
                        .varint(1, 0)
                        .string(2, "")
                        .bytes(3, new byte[0])
                        .toBytes()
                        .length);
        assertArrayEquals(
                new byte[] {0x0a, 0}, new ProtoWriter().always(1, new byte[0]).toBytes());
        assertArrayEquals(
                new byte[] {0x0a, 0}, new ProtoWriter().message(1, _ -> {}).toBytes());
    }

    @Test
    void lengths_of_numbers_are_known_before_they_are_written() {
        for (long number : new long[] {0, 1, 127, 128, 16_383, 16_384, 1L << 35, Long.MAX_VALUE, -1})
            assertEquals(new ProtoWriter().number(number).toBytes().length, ProtoWriter.length(number), "" + number);
    }

    @Test
    void a_timestamp_counts_whole_seconds() throws Malformed {
        var in =
                new ProtoReader(new ProtoWriter().timestamp(1, 1_800_000_000, 5).toBytes());
        assertTrue(in.next());
        assertEquals(1_800_000_000L, in.timestampSeconds());
    }

    @Test
    void a_length_beyond_the_message_is_malformed_and_allocates_nothing() throws Malformed {
        var in = new ProtoReader(HexFormat.of().parseHex("0affffffff0f"));
        assertTrue(in.next());
        assertThrows(Malformed.class, in::bytes);
    }

    @Test
    void a_field_of_another_type_is_malformed() throws Malformed {
        var in = new ProtoReader(new ProtoWriter().varint(1, 7).toBytes());
        assertTrue(in.next());
        assertThrows(Malformed.class, in::bytes);
    }

    @Test
    void random_bytes_are_read_or_malformed_and_nothing_else() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            try {
                var in = new ProtoReader(bytes);
                while (in.next()) in.skip();
            } catch (Malformed expected) {
                assertTrue(String.valueOf(expected.getMessage()).length() > 3, "seed " + seed);
            }
        }
    }
}
