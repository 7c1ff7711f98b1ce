// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hex;

class RecordCodecTest {
    private record Everything(
            int small,
            int medium,
            long large,
            long positive,
            long any,
            boolean flag,
            Address address,
            Hash hash,
            List<String> texts,
            Optional<Hash> maybe,
            long varint) {
        byte[] toBytes() {
            return new Writer()
                    .u8(small)
                    .u16(medium)
                    .u32(large)
                    .u63(positive)
                    .i64(any)
                    .bool(flag)
                    .address(address)
                    .hash(hash)
                    .list(9, texts, Writer::string)
                    .optional(maybe, Writer::hash)
                    .varint(varint)
                    .toBytes();
        }

        static Everything read(Reader in) {
            return new Everything(
                    in.u8(),
                    in.u16(),
                    in.u32(),
                    in.u63(),
                    in.i64(),
                    in.bool(),
                    in.address(),
                    in.hash(),
                    in.list(9, Reader::string),
                    in.optional(Reader::hash),
                    in.varint());
        }

        static Everything random(Random random) {
            var texts = Stream.generate(() -> random.nextBoolean() ? "" : "ağ€😀".repeat(random.nextInt(40)))
                    .limit(random.nextInt(10))
                    .toList();
            return new Everything(
                    random.nextInt(1 << 8),
                    random.nextInt(1 << 16),
                    random.nextLong(1L << 32),
                    random.nextLong() >>> 1,
                    random.nextLong(),
                    random.nextBoolean(),
                    TestBytes.address(random),
                    TestBytes.hash(random),
                    texts,
                    random.nextBoolean() ? Optional.of(TestBytes.hash(random)) : Optional.empty(),
                    random.nextLong() >>> (1 + random.nextInt(63)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_record_has_one_spelling_and_damage_is_refused_or_means_itself(long seed) throws Malformed {
        var value = Everything.random(new Random(seed));
        assertEquals(value, Reader.parse(value.toBytes(), Everything::read), "seed " + seed);
        TestBytes.assertOneSpelling(seed, value.toBytes(), 300, bytes -> Reader.parse(bytes, Everything::read)
                .toBytes());
    }

    @Test
    void the_layout_is_big_endian_with_varint_lengths() {
        var bytes =
                new Writer().u16(0x0102).u63(3).string("ß").bytes(new byte[200]).toBytes();
        assertTrue(Hex.encode(bytes).startsWith("0x0102" + "0000000000000003" + "02c39f" + "c801" + "00"));
    }

    @Test
    void the_edges_of_every_number_are_written_and_what_lies_beyond_is_not() {
        var in = new Reader(new Writer()
                .u8(255)
                .u16(65535)
                .u32(4294967295L)
                .u63(Long.MAX_VALUE)
                .i64(Long.MIN_VALUE)
                .varint(Long.MAX_VALUE)
                .toBytes());
        assertEquals(255, in.u8());
        assertEquals(65535, in.u16());
        assertEquals(4294967295L, in.u32());
        assertEquals(Long.MAX_VALUE, in.u63());
        assertEquals(Long.MIN_VALUE, in.i64());
        assertEquals(Long.MAX_VALUE, in.varint());
        in.end();
        assertThrows(IllegalArgumentException.class, () -> new Writer().u8(256));
        assertThrows(IllegalArgumentException.class, () -> new Writer().u16(-1));
        assertThrows(IllegalArgumentException.class, () -> new Writer().u32(1L << 32));
        assertThrows(IllegalArgumentException.class, () -> new Writer().u63(-1));
        assertThrows(IllegalArgumentException.class, () -> new Writer().varint(-1));
        assertThrows(IllegalArgumentException.class, () -> new Writer().string("\ud800"));
    }

    @Test
    void a_second_spelling_is_corrupt() {
        assertCorrupt("varint with a group to spare", new byte[] {(byte) 0x80, 0}, Reader::varint);
        assertCorrupt("varint", Hex.decode("0xffffffffffffffffff01"), Reader::varint);
        assertCorrupt("boolean", new byte[] {2}, Reader::bool);
        assertCorrupt("UTF-8", new byte[] {2, (byte) 0xc0, (byte) 0x80}, Reader::string);
        assertCorrupt("UTF-8", new byte[] {3, (byte) 0xed, (byte) 0xa0, (byte) 0x80}, Reader::string);
        assertCorrupt("above 2^63", Hex.decode("0x8000000000000000"), Reader::u63);
        assertCorrupt("1 trailing bytes", new byte[] {1, 0}, Reader::u8);
        assertCorrupt("wanted", new byte[] {1}, Reader::u16);
    }

    @Test
    void a_length_or_count_larger_than_the_bytes_allocates_nothing() {
        var huge = new Writer().varint(Integer.MAX_VALUE).toBytes();
        assertCorrupt("a length of 2147483647", huge, Reader::bytes);
        assertCorrupt("wanted", huge, in -> in.list(Integer.MAX_VALUE, Reader::u8));
        assertCorrupt("at most 4", new byte[] {5, 0, 0, 0, 0, 0}, in -> in.list(4, Reader::u8));
        assertThrows(IllegalArgumentException.class, () -> new Writer().list(1, List.of("a", "b"), Writer::string));
    }

    @Test
    void keys_sort_as_their_numbers_do() {
        var keys = new ArrayList<byte[]>();
        for (long number : new long[] {0, 1, 255, 256, Long.MAX_VALUE, Long.MIN_VALUE, -1}) keys.add(Keys.u64(number));
        for (int i = 1; i < keys.size(); i++) assertTrue(Bytes.compare(keys.get(i - 1), keys.get(i)) < 0);
        assertArrayEquals(new byte[] {1, 3}, Keys.after(new byte[] {1, 2}));
        assertArrayEquals(new byte[] {2}, Keys.after(new byte[] {1, -1, -1}));
        assertArrayEquals(Bytes.EMPTY, Keys.after(new byte[] {-1}));
    }

    @Test
    void a_complaint_never_echoes_a_long_input() {
        assertEquals(
                200,
                String.valueOf(new Malformed("x".repeat(10_000)).getMessage()).length());
        assertEquals(
                200,
                String.valueOf(new Corrupt("x".repeat(10_000)).getMessage()).length());
    }

    private static <T> void assertCorrupt(String why, byte[] bytes, java.util.function.Function<Reader, T> read) {
        var malformed = assertThrows(Malformed.class, () -> Reader.parse(bytes, read));
        assertTrue(String.valueOf(malformed.getMessage()).contains(why), malformed.getMessage());
        assertThrows(Corrupt.class, () -> {
            var in = new Reader(bytes);
            Object _ = read.apply(in);
            in.end();
        });
    }
}
