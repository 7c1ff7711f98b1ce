// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.digests.KeccakDigest;
import stoa.types.Hash;
import stoa.types.Hashing;

/// The hash functions of the pure modules, from the JDK and Bouncy Castle. Safe for any number of threads.
public final class Digests implements Hashing {
    public static final Digests INSTANCE = new Digests();

    private Digests() {}

    @Override
    public Hash sha256(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) digest.update(part);
            return Hash.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
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
