// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import supranational.blst.BLST_ERROR;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.SecretKey;

/// BLS signatures on BLS12-381 with short public keys: 48-byte keys in G1, 96-byte signatures in G2. A key has
/// exactly one signature for a message, which is what the chain of seeds needs.
public final class Bls {
    public static final int PUBLIC_KEY_BYTES = 48;
    public static final int SIGNATURE_BYTES = 96;

    /// Domain separation of messages: the proof-of-possession scheme of draft-irtf-cfrg-bls-signature.
    public static final String MESSAGE_DOMAIN = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

    /// Domain separation of proofs of possession, so that no message can pass for one.
    public static final String POSSESSION_DOMAIN = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

    private Bls() {}

    /// A secret key, printed as stars.
    public static final class Key {
        private final SecretKey secret;
        private final byte[] publicKey;

        private Key(SecretKey secret) {
            this.secret = secret;
            this.publicKey = new P1(secret).compress();
        }

        /// Derives the key from at least thirty-two secret bytes (KeyGen of the same draft); the same seed gives the
        /// same key.
        public static Key fromSeed(byte[] seed) {
            if (seed.length < 32)
                throw new IllegalArgumentException("a BLS seed has at least 32 bytes, not " + seed.length);
            var secret = new SecretKey();
            secret.keygen(seed);
            return new Key(secret);
        }

        public static Key generate() {
            return fromSeed(RandomBytes.next(32));
        }

        /// Forty-eight bytes, compressed.
        public byte[] publicKey() {
            return publicKey.clone();
        }

        /// Ninety-six bytes; always the same for the same message.
        public byte[] sign(byte[] message) {
            return new P2().hash_to(message, MESSAGE_DOMAIN).sign_with(secret).compress();
        }

        /// Shows that whoever registers the public key holds the secret; refutes keys made from other people's keys.
        public byte[] provePossession() {
            return new P2()
                    .hash_to(publicKey, POSSESSION_DOMAIN)
                    .sign_with(secret)
                    .compress();
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        return verify(publicKey, message, signature, MESSAGE_DOMAIN);
    }

    public static boolean verifyPossession(byte[] publicKey, byte[] proof) {
        return verify(publicKey, publicKey, proof, POSSESSION_DOMAIN);
    }

    private static boolean verify(byte[] publicKey, byte[] message, byte[] signature, String domain) {
        if (publicKey.length != PUBLIC_KEY_BYTES || signature.length != SIGNATURE_BYTES) return false;
        try {
            var key = new P1_Affine(publicKey);
            var point = new P2_Affine(signature);
            if (key.is_inf() || !key.in_group() || !point.in_group()) return false;
            return point.core_verify(key, true, message, domain) == BLST_ERROR.BLST_SUCCESS;
        } catch (RuntimeException _) {
            return false; // jblst reports bytes that are no point this way
        }
    }
}
