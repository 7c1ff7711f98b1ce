// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import stoa.types.Hash;
import stoa.types.Hashing;

/// SHA-256 of the JDK. The core never asks for Keccak.
final class TestHashing implements Hashing {
    static final Hashing HASHING = new TestHashing();

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
        throw new UnsupportedOperationException("the core hashes with SHA-256 only");
    }
}
