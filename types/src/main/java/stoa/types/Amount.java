// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// Money in whole obol, 0 to 10^18 (the supply cap); 1 STOA is 10^9 obol. Market verbs and fees know no finer unit.
public record Amount(long obol) implements Comparable<Amount> {
    public static final long OBOL_PER_STOA = 1_000_000_000L;
    public static final long CAP_OBOL = 1_000_000_000_000_000_000L;
    public static final Amount ZERO = new Amount(0);

    public Amount {
        if (obol < 0 || obol > CAP_OBOL) throw new ArithmeticException("an amount outside 0..10^18 obol: " + obol);
    }

    public static Amount stoa(long stoa) {
        return new Amount(Math.multiplyExact(stoa, OBOL_PER_STOA));
    }

    public Amount plus(Amount other) {
        return new Amount(Math.addExact(obol, other.obol));
    }

    /// Never below zero: an `ArithmeticException` here is our bug, so callers compare first.
    public Amount minus(Amount other) {
        return new Amount(Math.subtractExact(obol, other.obol));
    }

    public boolean below(Amount other) {
        return obol < other.obol;
    }

    public boolean isZero() {
        return obol == 0;
    }

    public Amount min(Amount other) {
        return obol <= other.obol ? this : other;
    }

    public Amount max(Amount other) {
        return obol >= other.obol ? this : other;
    }

    /// This × part ÷ whole, rounded down; the dust stays in the pool it came from.
    public Amount shareDown(long part, long whole) {
        return new Amount(Arith.mulDiv(obol, part, whole));
    }

    @Override
    public int compareTo(Amount other) {
        return Long.compare(obol, other.obol);
    }
}
