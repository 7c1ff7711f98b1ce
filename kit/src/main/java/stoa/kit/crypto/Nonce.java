// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The deterministic nonces of RFC 6979 with HMAC-SHA-256, byte for byte those of libsecp256k1: the digest enters as
/// it is, without reduction.
final class Nonce {
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
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (var part : parts) mac.update(part);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
