// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// Thirty-two bytes: a digest, an id or a seed. Ordered by its bytes, unsigned.
public record Hash(long a, long b, long c, long d) implements Comparable<Hash> {
    public static final int BYTES = 32;
    public static final Hash ZERO = new Hash(0, 0, 0, 0);

    /// Reads exactly thirty-two bytes.
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        return of(bytes, 0);
    }

    /// Reads thirty-two bytes starting at `offset`.
    public static Hash of(byte[] bytes, int offset) {
        return new Hash(
                Bytes.getLong(bytes, offset),
                Bytes.getLong(bytes, offset + 8),
                Bytes.getLong(bytes, offset + 16),
                Bytes.getLong(bytes, offset + 24));
    }

    /// Reads `0x` and sixty-four hexadecimal digits.
    public static Hash parse(String text) {
        return of(Hex.decode(text));
    }

    public byte[] bytes() {
        var out = new byte[BYTES];
        write(out, 0);
        return out;
    }

    public void write(byte[] out, int offset) {
        Bytes.putLong(out, offset, a);
        Bytes.putLong(out, offset + 8, b);
        Bytes.putLong(out, offset + 16, c);
        Bytes.putLong(out, offset + 24, d);
    }

    public boolean isZero() {
        return equals(ZERO);
    }

    @Override
    public int compareTo(Hash other) {
        int order = Long.compareUnsigned(a, other.a);
        if (order == 0) order = Long.compareUnsigned(b, other.b);
        if (order == 0) order = Long.compareUnsigned(c, other.c);
        return order != 0 ? order : Long.compareUnsigned(d, other.d);
    }

    /// Lower-case hexadecimal with `0x`.
    @Override
    public String toString() {
        return Hex.encode(bytes());
    }
}
