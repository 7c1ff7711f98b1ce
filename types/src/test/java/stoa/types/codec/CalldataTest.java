// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.types.Address;

class CalldataTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void values_have_the_spelling_that_clients_expect() throws Malformed {
        same("00", Calldata.NULL);
        same("08", Calldata.of(false));
        same("10", Calldata.of(true));
        same("01", Calldata.of(0));
        same("09", Calldata.of(1));
        same("02", Calldata.of(-1));
        same("11", Calldata.of(2));
        same("f901", Calldata.of(31));
        same("8102", Calldata.of(32));
        same("f907", Calldata.of(127));
        same("8108", Calldata.of(128));
        same("fa07", Calldata.of(-128));
        same("81808080808080808010", Calldata.of(BigInteger.TWO.pow(64)));
        same("faffffffffffffffff0f", Calldata.of(BigInteger.TWO.pow(64).negate()));
        same("03", Calldata.of(new byte[0]));
        same("1300ff", Calldata.of(new byte[] {0, -1}));
        same("04", Calldata.of(""));
        same("0c61", Calldata.of("a"));
        same("14c3a9", Calldata.of("é"));
        same("24f09f9880", Calldata.of("😀"));
        same("05", Calldata.of(List.of()));
        same("15090d11", Calldata.of(List.of(Calldata.of(1), Calldata.of(List.of(Calldata.of(2))))));
        same("06", Calldata.map());
        same("16016109016200", Calldata.map("a", Calldata.of(1), "b", Calldata.NULL));
        same(
                "260161110261611901620902c3a901",
                Calldata.map("b", Calldata.of(1), "a", Calldata.of(2), "aa", Calldata.of(3), "é", Calldata.of(0)));
        same(
                "18000102030405060708090a0b0c0d0e0f10111213",
                Calldata.of(Address.parse("0x000102030405060708090a0b0c0d0e0f10111213")));
        same(
                "1e046172677315090c78066b77617267730e016b10066d6574686f641c666f6f",
                Calldata.map(
                        "method",
                        Calldata.of("foo"),
                        "args",
                        Calldata.of(List.of(Calldata.of(1), Calldata.of("x"))),
                        "kwargs",
                        Calldata.map("k", Calldata.of(true))));
        assertEquals("0e066d6574686f641c676574", HEX.formatHex(Calldata.call("get")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "07",
                "0f",
                "8000",
                "8100",
                "0800",
                "0c",
                "16016100016100",
                "1c80",
                "25",
                "20",
                "1800",
                "0cff",
                "ffffffffffffffffff7f",
                "fcffffffff7f",
                "160162000161",
                "1580"
            })
    void what_has_another_spelling_or_none_is_refused(String hex) {
        assertThrows(Malformed.class, () -> Calldata.decode(HEX.parseHex(hex)));
    }

    @Test
    void nesting_ends_at_the_limit_in_both_directions() throws Malformed {
        var deep = new byte[Calldata.DEPTH_MAX + 1];
        java.util.Arrays.fill(deep, (byte) 0x0d);
        deep[deep.length - 1] = 0x05;
        assertArrayEquals(deep, Calldata.decode(deep).encode());
        var deeper = new byte[100_000];
        java.util.Arrays.fill(deeper, (byte) 0x0d);
        assertThrows(Malformed.class, () -> Calldata.decode(deeper));
        Calldata nested = Calldata.NULL;
        for (int i = 0; i < 200; i++) nested = Calldata.of(List.of(nested));
        var tooDeep = nested;
        assertThrows(IllegalArgumentException.class, tooDeep::encode);
    }

    @Test
    void keys_are_ordered_by_code_point_not_by_utf16() throws Malformed {
        // U+FF5E comes before U+1F600, whose first surrogate is smaller.
        var map = Calldata.map("😀", Calldata.of(1), "～", Calldata.of(2));
        assertEquals(List.of("～", "😀"), List.copyOf(map.entries().keySet()));
        assertEquals(map, Calldata.decode(map.encode()));
    }

    @Test
    void random_values_come_back_as_they_were() throws Malformed {
        long seed = 20261121;
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            var value = random(random, 4);
            var bytes = value.encode();
            assertEquals(value, Calldata.decode(bytes), () -> "seed " + seed + ": " + HEX.formatHex(bytes));
        }
    }

    @Test
    void the_readable_form_marks_addresses_and_bytes() {
        var value = Calldata.map(
                "a",
                Calldata.of(List.of(Calldata.of(1), Calldata.of(new byte[] {1, -1}), Calldata.of("x\"\n"))),
                "b",
                Calldata.of(Address.ZERO));
        assertEquals(
                "{\"a\":[1,b#01ff,\"x\\\"\\n\"],\"b\":addr#0000000000000000000000000000000000000000}", value.text());
    }

    private static void same(String hex, Calldata value) throws Malformed {
        assertEquals(hex, HEX.formatHex(value.encode()));
        assertEquals(value, Calldata.decode(HEX.parseHex(hex)));
    }

    private static Calldata random(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0 -> Calldata.NULL;
            case 1 -> Calldata.of(random.nextBoolean());
            case 2 -> {
                var number = new BigInteger(random.nextInt(300), random);
                yield Calldata.of(random.nextBoolean() ? number : number.negate());
            }
            case 3 -> {
                var bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                yield Calldata.of(bytes);
            }
            case 4 -> Calldata.of(text(random));
            case 5 -> {
                var bytes = new byte[20];
                random.nextBytes(bytes);
                yield Calldata.of(Address.of(bytes));
            }
            case 6 -> {
                var items = new ArrayList<Calldata>();
                for (int i = random.nextInt(5); i > 0; i--) items.add(random(random, depth - 1));
                yield Calldata.of(items);
            }
            default -> {
                var pairs = new ArrayList<Object>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    pairs.add(text(random));
                    pairs.add(random(random, depth - 1));
                }
                yield Calldata.map(pairs.toArray());
            }
        };
    }

    private static String text(Random random) {
        var letters = List.of("a", "b", "é", "～", "😀", "z", "0", "\u0000");
        var out = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) out.append(letters.get(random.nextInt(letters.size())));
        return out.toString();
    }
}
