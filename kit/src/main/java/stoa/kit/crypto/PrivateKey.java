// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import org.jspecify.annotations.Nullable;
import stoa.types.Address;
import stoa.types.Hex;

/// A secp256k1 private key: a number between 1 and the order of the curve. Prints stars; equality takes constant
/// time.
public final class PrivateKey {
    public static final int BYTES = 32;

    private final byte[] bytes;
    private final byte[] publicKey;
    private final Address address;

    private PrivateKey(byte[] bytes) {
        this.bytes = bytes;
        this.publicKey = Secp256k1.createPublicKey(bytes);
        this.address = Secp256k1.addressOf(publicKey);
    }

    /// Copies thirty-two bytes; a value that is no key (zero, or not below the order) is refused without being
    /// shown.
    public static PrivateKey of(byte[] bytes) {
        if (bytes.length != BYTES)
            throw new IllegalArgumentException("a private key has 32 bytes, not " + bytes.length);
        if (!Secp256k1.isPrivateKey(bytes))
            throw new IllegalArgumentException("these 32 bytes are not a secp256k1 private key");
        return new PrivateKey(bytes.clone());
    }

    /// Reads sixty-four hexadecimal digits, with or without `0x`.
    public static PrivateKey parse(String hex) {
        byte[] bytes;
        try {
            bytes = Hex.decode(hex.startsWith("0x") || hex.startsWith("0X") ? hex : "0x" + hex);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("a private key is written as 64 hexadecimal digits");
        }
        return of(bytes);
    }

    public static PrivateKey generate() {
        byte[] bytes;
        do bytes = RandomBytes.next(BYTES);
        while (!Secp256k1.isPrivateKey(bytes));
        return new PrivateKey(bytes);
    }

    public Address address() {
        return address;
    }

    /// A fresh copy; whoever asks is answerable for it.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The key itself, for `Secp256k1` only: no copy on the hot path.
    byte[] unsafe() {
        return bytes;
    }

    byte[] publicKey() {
        return publicKey;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PrivateKey key && ConstantTime.equal(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
