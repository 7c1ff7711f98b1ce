// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormsTest {
    @Test
    void base58check_writes_bitcoins_published_address() {
        var payload = HexFormat.of().parseHex("00010966776006953d5567439e5e39f86a0d273bee");
        assertEquals("16UwLL9Risc3QfPqBUvKofHmBQ7wMtjvM", Base58Check.encode(payload));
        assertArrayEquals(payload, Base58Check.decode("16UwLL9Risc3QfPqBUvKofHmBQ7wMtjvM"));
    }

    @Test
    void base58check_reads_what_it_wrote_and_notices_every_changed_letter() {
        var random = new Random(3);
        for (int i = 0; i < 100; i++) {
            var payload = new byte[random.nextInt(40)];
            random.nextBytes(payload);
            if (payload.length > 2 && i % 3 == 0) payload[0] = payload[1] = 0;
            var text = Base58Check.encode(payload);
            assertArrayEquals(payload, Base58Check.decode(text));
            int at = random.nextInt(text.length());
            char other = text.charAt(at) == 'x' ? 'y' : 'x';
            var mistyped = text.substring(0, at) + other + text.substring(at + 1);
            assertThrows(IllegalArgumentException.class, () -> Base58Check.decode(mistyped));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "111", "0OIl", "16UwLL9Risc3QfPqBUvKofHmBQ7wMtjv ", "16UwLL9Risc3QfPqBUvKofHmBQ7wMtjvM1"
            })
    void base58check_refuses_the_rest_without_repeating_it(String text) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Base58Check.decode(text));
        assertFalse(text.length() > 3 && refusal.getMessage().contains(text));
        assertThrows(IllegalArgumentException.class, () -> Base58Check.decode("1".repeat(600)));
    }

    @Test
    void base64url_has_one_spelling_for_each_value() {
        var random = new Random(4);
        for (int length = 0; length < 50; length++) {
            var bytes = new byte[length];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, Base64Url.decode(Base64Url.encode(bytes)));
        }
        assertEquals("-_8", Base64Url.encode(new byte[] {(byte) 0xfb, (byte) 0xff}));
        for (var other : new String[] {"-_8=", "-_9", "+/8", "-_8\n", "A", "ä"})
            assertThrows(IllegalArgumentException.class, () -> Base64Url.decode(other));
    }

    @Test
    void constant_time_comparison_compares() {
        assertTrue(ConstantTime.equal("same", "same"));
        assertFalse(ConstantTime.equal("same", "sane"));
        assertFalse(ConstantTime.equal("same", "sames"));
    }
}
