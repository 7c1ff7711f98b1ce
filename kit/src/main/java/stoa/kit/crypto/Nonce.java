// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The deterministic nonces of RFC 6979 with HMAC-SHA-256, byte for byte those of libsecp256k1: the digest enters as
/// it is, without reduction.
final class Nonce {
    private static final String NAME = "HmacSHA256";

    /// Never fed, only cloned: asking the JDK's providers takes longer than hashing.
    private static final Mac PROTOTYPE = prototype();

    private final Mac mac = copy();
    private final byte[] secret;
    private byte[] key = new byte[32];
    private byte[] value = new byte[32];

    Nonce(byte[] privateKey, byte[] digest) {
        this.secret = Arrays.copyOf(privateKey, 64);
        System.arraycopy(digest, 0, secret, 32, 32);
        Arrays.fill(value, (byte) 1);
        stir((byte) 0);
        stir((byte) 1);
        Arrays.fill(secret, (byte) 0);
    }

    /// The next candidate.
    byte[] next() {
        value = hmac(value);
        return value;
    }

    /// Moves on after a candidate that was no key.
    void reject() {
        key = hmac(value, new byte[1]);
        value = hmac(value);
    }

    private void stir(byte step) {
        key = hmac(value, new byte[] {step}, secret);
        value = hmac(value);
    }

    private byte[] hmac(byte[]... parts) {
        try {
            mac.init(new SecretKeySpec(key, NAME));
            for (var part : parts) mac.update(part);
            return mac.doFinal();
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Mac prototype() {
        try {
            return Mac.getInstance(NAME);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Mac copy() {
        try {
            return (Mac) PROTOTYPE.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this JDK's HMAC cannot be cloned", e);
        }
    }
}
