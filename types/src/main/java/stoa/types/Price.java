// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// Obol per million units with 16 fractional bits: 65,536 is one obol per million. Rule PRC-1.
public record Price(long fixed) implements Comparable<Price> {
    public static final int FRACTION_BITS = 16;
    public static final long ONE = 1L << FRACTION_BITS;
    /// The floor of every price: one obol per million units.
    public static final Price FLOOR = new Price(ONE);
    /// The cap: 2^31 obol per million units, so that units × price of any answer fits 127 bits.
    public static final Price CAP = new Price(1L << 47);

    public Price {
        if (fixed < 0 || fixed > 1L << 47) throw new ArithmeticException("a price outside 0..2^47: " + fixed);
    }

    public static Price ofObolPerMillion(long obol) {
        return new Price(Math.multiplyExact(obol, ONE));
    }

    @Override
    public int compareTo(Price other) {
        return Long.compare(fixed, other.fixed);
    }
}
