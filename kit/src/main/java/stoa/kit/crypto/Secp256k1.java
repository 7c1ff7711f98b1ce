// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Signature;

/// Ethereum's signatures over libsecp256k1: deterministic (RFC 6979), s always in the low half of the order.
/// A signature with a high s, a zero, or a number not below the order is refused as a value, never as an exception.
public final class Secp256k1 {
    /// Half of the order, rounded down: the greatest s that is accepted.
    static final Hash HALF_ORDER = Hash.parse("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

    private static final fr.acinq.secp256k1.Secp256k1 NATIVE = fr.acinq.secp256k1.Secp256k1.get();

    private Secp256k1() {}

    public static Signature sign(Hash digest, PrivateKey key) {
        var message = digest.bytes();
        var compact = NATIVE.sign(message, key.unsafe());
        var publicKey = NATIVE.pubkeyCreate(key.unsafe());
        int recovery = Arrays.equals(NATIVE.ecdsaRecover(compact, message, 0), publicKey) ? 0 : 1;
        return new Signature(Hash.of(compact, 0), Hash.of(compact, 32), recovery);
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

    public static boolean verify(Hash digest, Signature signature, Address signer) {
        return recover(digest, signature).filter(signer::equals).isPresent();
    }

    public static Address addressOf(PrivateKey key) {
        return addressOf(publicKey(key));
    }

    /// Sixty-five bytes: 4, x, y.
    public static byte[] publicKey(PrivateKey key) {
        return NATIVE.pubkeyCreate(key.unsafe());
    }

    /// The address of an uncompressed public key (sixty-five bytes).
    public static Address addressOf(byte[] publicKey) {
        var digest = Digests.INSTANCE.keccak256(Arrays.copyOfRange(publicKey, 1, publicKey.length));
        return Address.of(digest.bytes(), Hash.BYTES - Address.BYTES);
    }

    static boolean isPrivateKey(byte[] bytes) {
        return NATIVE.secKeyVerify(bytes);
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
