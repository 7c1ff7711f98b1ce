// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Signature;

class Secp256k1Test {
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final PrivateKey KEY =
            PrivateKey.parse("0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318");

    private static Hash hash(BigInteger number) {
        var bytes = number.toByteArray();
        var out = new byte[32];
        int count = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - count, out, 32 - count, count);
        return Hash.of(out);
    }

    private static Hash digest(String text) {
        return Digests.INSTANCE.keccak256(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_address_is_the_one_every_ethereum_wallet_shows() {
        assertEquals(Address.parse("0x2c7536E3605D9C16a7a3D7b1898e529396a65c23"), KEY.address());
        assertEquals(KEY.address(), Secp256k1.addressOf(Secp256k1.publicKey(KEY)));
    }

    @Test
    void a_published_signature_is_made_and_recovered() {
        // "Some data", signed as a wallet signs a message; web3.js publishes the result.
        var digest = digest("\u0019Ethereum Signed Message:\n9Some data");
        var signature = Secp256k1.sign(digest, KEY);
        assertEquals(
                "0xb91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd",
                signature.r().toString());
        assertEquals(
                "0x6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a029",
                signature.s().toString());
        assertEquals(28, signature.bytes()[64]);
        assertEquals(Optional.of(KEY.address()), Secp256k1.recover(digest, signature));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void our_quicker_signing_gives_the_librarys_bytes(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            var bytes = new byte[64];
            random.nextBytes(bytes);
            var key = PrivateKey.of(java.util.Arrays.copyOf(bytes, 32));
            var digest = Hash.of(bytes, 32);
            var signature = Secp256k1.sign(digest, key);
            assertEquals(Secp256k1.slowly(digest, key), signature, "seed " + seed);
            assertTrue(signature.s().compareTo(Secp256k1.HALF_ORDER) <= 0);
            assertEquals(Optional.of(key.address()), Secp256k1.recover(digest, signature), "seed " + seed);
        }
    }

    @Test
    void unusual_keys_and_digests_are_signed_like_any_other() {
        var keys = new BigInteger[] {BigInteger.ONE, BigInteger.TWO, ORDER.subtract(BigInteger.ONE)};
        var digests = new BigInteger[] {
            BigInteger.ZERO,
            BigInteger.ONE,
            ORDER.subtract(BigInteger.ONE),
            ORDER,
            ORDER.add(BigInteger.ONE),
            BigInteger.TWO.pow(256).subtract(BigInteger.ONE)
        };
        for (var number : keys)
            for (var text : digests) {
                var key = PrivateKey.of(hash(number).bytes());
                var signature = Secp256k1.sign(hash(text), key);
                assertEquals(Secp256k1.slowly(hash(text), key), signature);
                assertTrue(Secp256k1.verify(hash(text), signature, key.address()));
            }
    }

    @Test
    void a_signature_holds_for_its_digest_and_signer_only() {
        var signature = Secp256k1.sign(digest("pay"), KEY);
        assertTrue(Secp256k1.verify(digest("pay"), signature, KEY.address()));
        assertFalse(Secp256k1.verify(digest("play"), signature, KEY.address()));
        assertFalse(
                Secp256k1.verify(digest("pay"), signature, PrivateKey.generate().address()));
        var flipped = new Signature(signature.r(), signature.s(), 1 - signature.recovery());
        assertFalse(Secp256k1.verify(digest("pay"), flipped, KEY.address()));
    }

    @Test
    void the_other_half_of_a_signature_is_no_signature() {
        var signature = Secp256k1.sign(digest("pay"), KEY);
        var high = hash(ORDER.subtract(new BigInteger(1, signature.s().bytes())));
        var malleated = new Signature(signature.r(), high, 1 - signature.recovery());
        assertEquals(Optional.empty(), Secp256k1.recover(digest("pay"), malleated));
    }

    @Test
    void numbers_that_cannot_stand_in_a_signature_are_refused() {
        var good = Secp256k1.sign(digest("pay"), KEY);
        var bad = new Hash[] {
            Hash.ZERO,
            hash(ORDER),
            hash(ORDER.add(BigInteger.ONE)),
            hash(BigInteger.TWO.pow(256).subtract(BigInteger.ONE))
        };
        for (var number : bad)
            for (int bit = 0; bit < 2; bit++) {
                assertEquals(Optional.empty(), Secp256k1.recover(digest("pay"), new Signature(number, good.s(), bit)));
                assertEquals(Optional.empty(), Secp256k1.recover(digest("pay"), new Signature(good.r(), number, bit)));
            }
    }

    @Test
    void an_r_that_is_no_point_of_the_curve_is_refused() {
        var good = Secp256k1.sign(digest("pay"), KEY);
        int refused = 0;
        for (long r = 1; r < 40; r++)
            if (Secp256k1.recover(digest("pay"), new Signature(hash(BigInteger.valueOf(r)), good.s(), 0))
                    .isEmpty()) refused++;
        assertTrue(refused > 5 && refused < 35, "about half of all numbers are no point, here " + refused);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "1234",
                "0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f36231",
                "zz0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
                "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f36231800"
            })
    void what_is_no_private_key_is_refused_without_being_shown(String text) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> PrivateKey.parse(text));
        assertFalse(text.length() > 4 && refusal.getMessage().contains(text));
    }

    @Test
    void a_private_key_prints_stars_and_is_equal_to_itself_only() {
        assertEquals("***", KEY.toString());
        assertEquals(KEY, PrivateKey.of(KEY.bytes()));
        assertEquals(KEY.hashCode(), PrivateKey.of(KEY.bytes()).hashCode());
        assertNotEquals(KEY, PrivateKey.generate());
        KEY.bytes()[0] = 0;
        assertEquals(
                "0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
                stoa.types.Hex.encode(KEY.bytes()));
    }
}
