// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// A recoverable secp256k1 signature: r, s (low half of the order) and the recovery bit 0 or 1.
public record Signature(Hash r, Hash s, int recovery) {
    public static final int BYTES = 65;

    public Signature {
        if (recovery != 0 && recovery != 1) throw new IllegalArgumentException("the recovery bit is 0 or 1");
    }

    /// r, s and 27 or 28, as Ethereum wallets write it; 0 and 1 are read too.
    public static Signature of(byte[] bytes) {
        if (bytes.length != BYTES) throw new IllegalArgumentException("a signature has 65 bytes");
        int v = bytes[64] & 0xff;
        return new Signature(Hash.of(bytes, 0), Hash.of(bytes, 32), v >= 27 ? v - 27 : v);
    }

    public byte[] bytes() {
        var out = new byte[BYTES];
        r.write(out, 0);
        s.write(out, 32);
        out[64] = (byte) (27 + recovery);
        return out;
    }
}
