// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.junit.jupiter.api.Test;
import stoa.types.Hash;

class DigestsTest {
    @Test
    void the_published_digests_of_nothing_come_out() {
        assertEquals(
                "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
                Digests.INSTANCE.keccak256().toString());
        assertEquals(
                "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                Digests.INSTANCE.sha256().toString());
    }

    @Test
    void keccak_is_bouncy_castles_for_every_length_around_the_block() {
        var random = new Random(7);
        for (int length = 0; length < 700; length++) {
            var bytes = new byte[length];
            random.nextBytes(bytes);
            assertEquals(bouncyCastle(bytes), Digests.INSTANCE.keccak256(bytes), "length " + length);
        }
    }

    @Test
    void parts_are_hashed_as_if_they_were_one() throws Exception {
        var random = new Random(8);
        for (int i = 0; i < 300; i++) {
            var bytes = new byte[random.nextInt(600)];
            random.nextBytes(bytes);
            int a = random.nextInt(bytes.length + 1);
            int b = a + random.nextInt(bytes.length - a + 1);
            byte[][] parts = {
                Arrays.copyOf(bytes, a), Arrays.copyOfRange(bytes, a, b), Arrays.copyOfRange(bytes, b, bytes.length)
            };
            assertEquals(bouncyCastle(bytes), Digests.INSTANCE.keccak256(parts));
            assertEquals(Hash.of(MessageDigest.getInstance("SHA-256").digest(bytes)), Digests.INSTANCE.sha256(parts));
        }
    }

    private static Hash bouncyCastle(byte[] bytes) {
        var digest = new KeccakDigest(256);
        digest.update(bytes, 0, bytes.length);
        var out = new byte[32];
        digest.doFinal(out, 0);
        return Hash.of(out);
    }
}
