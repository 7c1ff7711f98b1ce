// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import stoa.types.Hash;
import stoa.types.Hashing;

/// The hash functions of the pure modules. Safe for any number of threads and free of thread-locals, which virtual
/// threads would fill memory with.
public final class Digests implements Hashing {
    public static final Digests INSTANCE = new Digests();

    /// Never fed, only cloned: that costs less than half of asking the JDK's providers each time.
    private static final MessageDigest SHA_256 = sha256();

    private Digests() {}

    @Override
    public Hash sha256(byte[]... parts) {
        var digest = newSha256();
        for (var part : parts) digest.update(part);
        return Hash.of(digest.digest());
    }

    @Override
    public Hash keccak256(byte[]... parts) {
        var digest = new Keccak();
        for (var part : parts) digest.update(part);
        return Hash.of(digest.digest());
    }

    /// For hashing a stream piece by piece.
    public static MessageDigest newSha256() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this JDK's SHA-256 cannot be cloned", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
