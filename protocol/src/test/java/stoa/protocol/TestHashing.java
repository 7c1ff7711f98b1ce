// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import stoa.types.Hash;
import stoa.types.Hashing;

/// SHA-256 of the JDK, and a stand-in for Keccak, which the core needs for salted addresses alone.
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
        var stand = new byte[parts.length + 1][];
        stand[0] = new byte[] {'k'};
        System.arraycopy(parts, 0, stand, 1, parts.length);
        return sha256(stand);
    }
}
