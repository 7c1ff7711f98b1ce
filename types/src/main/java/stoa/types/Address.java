// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// Twenty bytes naming an account or a capability, as Ethereum counts them. Ordered by its bytes, unsigned.
public record Address(long high, long middle, int low) implements Comparable<Address> {
    public static final int BYTES = 20;
    public static final Address ZERO = new Address(0, 0, 0);

    /// Reads exactly twenty bytes.
    public static Address of(byte[] bytes) {
        if (bytes.length != BYTES) throw new IllegalArgumentException("an address has 20 bytes, not " + bytes.length);
        return of(bytes, 0);
    }

    /// Reads twenty bytes starting at `offset`.
    public static Address of(byte[] bytes, int offset) {
        return new Address(
                Bytes.getLong(bytes, offset), Bytes.getLong(bytes, offset + 8), Bytes.getInt(bytes, offset + 16));
    }

    /// Reads `0x` and forty hexadecimal digits of either case; a checksum in the case is not looked at.
    public static Address parse(String text) {
        return of(Hex.decode(text));
    }

    public byte[] bytes() {
        var out = new byte[BYTES];
        write(out, 0);
        return out;
    }

    public void write(byte[] out, int offset) {
        Bytes.putLong(out, offset, high);
        Bytes.putLong(out, offset + 8, middle);
        Bytes.putInt(out, offset + 16, low);
    }

    public boolean isZero() {
        return equals(ZERO);
    }

    @Override
    public int compareTo(Address other) {
        int order = Long.compareUnsigned(high, other.high);
        if (order == 0) order = Long.compareUnsigned(middle, other.middle);
        return order != 0 ? order : Integer.compareUnsigned(low, other.low);
    }

    /// Lower-case hexadecimal with `0x`.
    @Override
    public String toString() {
        return Hex.encode(bytes());
    }
}
