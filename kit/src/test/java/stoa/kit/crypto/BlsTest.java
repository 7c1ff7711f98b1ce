// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BlsTest {
    private static final byte[] MESSAGE = {1, 2, 3};
    private static final Bls.Key KEY = Bls.Key.fromSeed(new byte[32]);

    @Test
    void a_seed_gives_the_same_key_and_a_message_the_same_signature() {
        var again = Bls.Key.fromSeed(new byte[32]);
        assertArrayEquals(KEY.publicKey(), again.publicKey());
        assertArrayEquals(KEY.sign(MESSAGE), again.sign(MESSAGE));
        assertEquals(Bls.PUBLIC_KEY_BYTES, KEY.publicKey().length);
        assertEquals(Bls.SIGNATURE_BYTES, KEY.sign(MESSAGE).length);
        assertFalse(Arrays.equals(KEY.publicKey(), Bls.Key.generate().publicKey()));
        assertEquals("***", KEY.toString());
    }

    @Test
    void a_signature_of_ethereums_test_vectors_is_verified() {
        // ethereum/bls12-381-tests, verify: the key 47b8192d77bf… and the message of 32 zero bytes.
        var hex = HexFormat.of();
        var key = hex.parseHex(
                "b301803f8b5ac4a1133581fc676dfedc60d891dd5fa99028805e5ea5b08d3491af75d0707adab3b70c6a6a580217bf81");
        var signature = hex.parseHex(
                "b23c46be3a001c63ca711f87a005c200cc550b9429d5f4eb38d74322144f1b63926da3388979e5321012fb1a0526bcd1"
                        + "00b5ef5fe72628ce4cd5e904aeaa3279527843fae5ca9ca675f4f51ed8f83bbf7155da9ecc9663100a885d5dc6df96d9");
        assertTrue(Bls.verify(key, new byte[32], signature));
        assertFalse(Bls.verify(key, MESSAGE, signature));
    }

    @Test
    void a_signature_holds_for_its_key_and_message_only() {
        var signature = KEY.sign(MESSAGE);
        assertTrue(Bls.verify(KEY.publicKey(), MESSAGE, signature));
        assertFalse(Bls.verify(KEY.publicKey(), new byte[] {1, 2, 4}, signature));
        assertFalse(Bls.verify(Bls.Key.generate().publicKey(), MESSAGE, signature));
        for (int i = 0; i < signature.length; i += 7) {
            var damaged = signature.clone();
            damaged[i] ^= 1;
            assertFalse(Bls.verify(KEY.publicKey(), MESSAGE, damaged), "byte " + i);
        }
    }

    @Test
    void possession_is_proven_apart_from_messages() {
        assertTrue(Bls.verifyPossession(KEY.publicKey(), KEY.provePossession()));
        assertFalse(Bls.verify(KEY.publicKey(), KEY.publicKey(), KEY.provePossession()));
        assertFalse(Bls.verifyPossession(KEY.publicKey(), KEY.sign(KEY.publicKey())));
        assertFalse(Bls.verifyPossession(Bls.Key.generate().publicKey(), KEY.provePossession()));
    }

    @Test
    void points_of_other_lengths_at_infinity_or_outside_the_group_are_refused() {
        var signature = KEY.sign(MESSAGE);
        assertFalse(Bls.verify(new byte[0], MESSAGE, signature));
        assertFalse(Bls.verify(KEY.publicKey(), MESSAGE, Arrays.copyOf(signature, 95)));
        assertFalse(Bls.verify(new byte[48], MESSAGE, signature));
        var infiniteKey = new byte[48];
        infiniteKey[0] = (byte) 0xc0;
        var infiniteSignature = new byte[96];
        infiniteSignature[0] = (byte) 0xc0;
        assertFalse(Bls.verify(infiniteKey, MESSAGE, infiniteSignature));
        assertFalse(Bls.verify(KEY.publicKey(), MESSAGE, infiniteSignature));
        int refused = 0;
        for (int x = 1; x < 40; x++) { // small x: on the curve for about half, in the group for almost none
            var small = new byte[48];
            small[0] = (byte) 0x80;
            small[47] = (byte) x;
            if (!Bls.verify(small, MESSAGE, signature)) refused++;
        }
        assertEquals(39, refused);
    }

    @Test
    void a_short_seed_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Bls.Key.fromSeed(new byte[31]));
    }
}
