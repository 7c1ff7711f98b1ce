// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Hex;

/// Random values, damaged bytes and foreign vectors for the tests of codecs and trees.
public final class TestBytes {
    private TestBytes() {}

    /// Reads bytes and writes again what it read.
    public interface Recoder {
        byte[] recode(byte[] bytes) throws Malformed;
    }

    public static byte[] bytes(Random random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    public static Hash hash(Random random) {
        return Hash.of(bytes(random, Hash.BYTES));
    }

    public static Address address(Random random) {
        return Address.of(bytes(random, Address.BYTES));
    }

    /// Changes, drops, doubles or inserts a few bytes.
    public static byte[] damage(Random random, byte[] bytes) {
        var damaged = bytes.clone();
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            int at = damaged.length == 0 ? 0 : random.nextInt(damaged.length);
            switch (damaged.length == 0 ? 3 : random.nextInt(5)) {
                case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> damaged[at] = (byte) new int[] {0, 1, 0x7f, 0x80, 0xff}[random.nextInt(5)];
                case 2 -> damaged = Arrays.copyOf(damaged, at);
                case 3 -> damaged = Arrays.copyOf(damaged, damaged.length + 1 + random.nextInt(33));
                default -> {
                    int to = random.nextInt(damaged.length);
                    byte kept = damaged[at];
                    damaged[at] = damaged[to];
                    damaged[to] = kept;
                }
            }
        }
        return damaged;
    }

    /// Damages `bytes` again and again: each time they are refused, or come back as they were given.
    public static void assertOneSpelling(long seed, byte[] bytes, int rounds, Recoder recoder) throws Malformed {
        assertArrayEquals(bytes, recoder.recode(bytes), "undamaged, seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < rounds; i++) {
            var damaged = damage(random, bytes);
            byte[] again;
            try {
                again = recoder.recode(damaged);
            } catch (Malformed refused) {
                assertTrue(String.valueOf(refused.getMessage()).length() <= 200, "seed " + seed);
                continue;
            }
            assertArrayEquals(damaged, again, "seed " + seed + ", round " + i + ": " + Hex.encode(damaged));
        }
    }

    /// A vector that viem wrote.
    public static String viem(String name) {
        var properties = new Properties();
        try (var in = TestBytes.class.getResourceAsStream("viem.properties")) {
            properties.load(in);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return properties.getProperty(name);
    }

    /// A value whose equality sees through arrays and the width of integers.
    public static Object plain(Object value) {
        return switch (value) {
            case byte[] bytes -> Hex.encode(bytes);
            case Number number -> number.toString();
            case List<?> list -> list.stream().map(TestBytes::plain).toList();
            default -> value;
        };
    }
}
