// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.digests.KeccakDigest;
import stoa.types.Hash;
import stoa.types.Hashing;

/// Hashing for tests, by the JDK and Bouncy Castle.
public final class TestHashing implements Hashing {
    public static final Hashing HASHING = new TestHashing();

    private TestHashing() {}

    @Override
    public Hash sha256(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) digest.update(part);
            return Hash.of(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public Hash keccak256(byte[]... parts) {
        var digest = new KeccakDigest(256);
        for (var part : parts) digest.update(part, 0, part.length);
        var out = new byte[Hash.BYTES];
        digest.doFinal(out, 0);
        return Hash.of(out);
    }
}
