// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Signature;

/// Ethereum's signatures over libsecp256k1: deterministic (RFC 6979), s always in the low half of the order.
/// A signature with a high s, a zero, or a number not below the order is refused as a value, never as an exception.
///
/// The library's `sign` does not tell the recovery bit, and finding it by recovering costs more than signing.
/// So the equation is put together here from the library's own operations: the nonce's point (`pubkeyCreate`) shows
/// the bit, and multiplying and adding scalars is `privKeyTweakMul` and `privKeyTweakAdd`, all of them in constant
/// time. Only the inverse is Java's, taken of the nonce times a random number so that its timing tells nothing. The
/// bytes are those of the library's `sign`, which tests hold; it takes three
/// fifths of the time of signing and recovering (41 µs against 69 µs on one busy core, and every answer bears two
/// such signatures).
public final class Secp256k1 {
    private static final fr.acinq.secp256k1.Secp256k1 NATIVE = fr.acinq.secp256k1.Secp256k1.get();

    private static final Hash ORDER = Hash.parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static final BigInteger ORDER_NUMBER = new BigInteger(1, ORDER.bytes());

    /// Half of the order, rounded down: the greatest s that is accepted.
    static final Hash HALF_ORDER = Hash.parse("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

    private Secp256k1() {}

    public static Signature sign(Hash digest, PrivateKey key) {
        // A point whose x is not below the order, a zero sum or a zero digest has never been seen by anyone; the
        // library's slower way knows what to do then.
        return quickly(digest, key).orElseGet(() -> slowly(digest, key));
    }

    private static Optional<Signature> quickly(Hash digest, PrivateKey key) {
        if (digest.compareTo(ORDER) >= 0 || digest.isZero()) return Optional.empty();
        var message = digest.bytes();
        var nonces = new Nonce(key.unsafe(), message);
        var nonce = nonces.next();
        while (!NATIVE.secKeyVerify(nonce)) {
            nonces.reject();
            nonce = nonces.next();
        }
        var point = NATIVE.pubkeyCreate(nonce);
        var r = Hash.of(point, 1);
        if (r.compareTo(ORDER) >= 0) return Optional.empty();
        try {
            // s = (digest + r·key) / nonce
            var sum = NATIVE.privKeyTweakAdd(NATIVE.privKeyTweakMul(key.bytes(), r.bytes()), message);
            var s = NATIVE.privKeyTweakMul(inverse(nonce), sum);
            boolean odd = (point[64] & 1) != 0;
            boolean high = Hash.of(s).compareTo(HALF_ORDER) > 0;
            return Optional.of(new Signature(r, Hash.of(high ? NATIVE.privKeyNegate(s) : s), odd != high ? 1 : 0));
        } catch (Secp256k1Exception _) {
            return Optional.empty();
        } finally {
            Arrays.fill(nonce, (byte) 0);
        }
    }

    private static byte[] inverse(byte[] nonce) {
        var mask = RandomBytes.next(32);
        mask[0] &= 0x7f; // below the order; zero has a chance of 2^-255
        var masked = new BigInteger(1, NATIVE.privKeyTweakMul(nonce.clone(), mask));
        return NATIVE.privKeyTweakMul(unsigned(masked.modInverse(ORDER_NUMBER)), mask);
    }

    private static byte[] unsigned(BigInteger number) {
        var bytes = number.toByteArray();
        var out = new byte[32];
        int count = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - count, out, 32 - count, count);
        return out;
    }

    /// The library signs, and the recovery bit is found by trying it.
    static Signature slowly(Hash digest, PrivateKey key) {
        var message = digest.bytes();
        var compact = NATIVE.sign(message, key.unsafe());
        boolean even = Arrays.equals(NATIVE.ecdsaRecover(compact, message, 0), key.publicKey());
        return new Signature(Hash.of(compact, 0), Hash.of(compact, 32), even ? 0 : 1);
    }

    /// The address that signed `digest`, or empty when no key can have made this signature in its canonical form.
    public static Optional<Address> recover(Hash digest, Signature signature) {
        if (!canonical(signature)) return Optional.empty();
        try {
            return Optional.of(
                    addressOf(NATIVE.ecdsaRecover(compact(signature), digest.bytes(), signature.recovery())));
        } catch (Secp256k1Exception _) {
            return Optional.empty();
        }
    }

    /// Also checks the recovery bit: what passes here is recoverable to the same signer elsewhere.
    public static boolean verify(Hash digest, Signature signature, Address signer) {
        return recover(digest, signature).filter(signer::equals).isPresent();
    }

    public static Address addressOf(PrivateKey key) {
        return key.address();
    }

    /// Sixty-five bytes: 4, x, y.
    public static byte[] publicKey(PrivateKey key) {
        return key.publicKey().clone();
    }

    /// The address of an uncompressed public key (sixty-five bytes).
    public static Address addressOf(byte[] publicKey) {
        var digest = Digests.INSTANCE.keccak256(Arrays.copyOfRange(publicKey, 1, publicKey.length));
        return Address.of(digest.bytes(), Hash.BYTES - Address.BYTES);
    }

    static boolean isPrivateKey(byte[] bytes) {
        return NATIVE.secKeyVerify(bytes);
    }

    static byte[] createPublicKey(byte[] privateKey) {
        return NATIVE.pubkeyCreate(privateKey);
    }

    private static boolean canonical(Signature signature) {
        return !signature.r().isZero()
                && !signature.s().isZero()
                && signature.s().compareTo(HALF_ORDER) <= 0;
    }

    private static byte[] compact(Signature signature) {
        var out = new byte[64];
        signature.r().write(out, 0);
        signature.s().write(out, 32);
        return out;
    }
}
