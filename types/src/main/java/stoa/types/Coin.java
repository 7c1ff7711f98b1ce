// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import java.math.BigInteger;

/// A balance exact to one wei: 10^9 wei are one obol. Transfers and contract values take any wei.
public record Coin(long obol, int wei) implements Comparable<Coin> {
    public static final int WEI_PER_OBOL = 1_000_000_000;
    public static final Coin ZERO = new Coin(0, 0);
    private static final BigInteger WEI = BigInteger.valueOf(WEI_PER_OBOL);

    public Coin {
        if (obol < 0 || obol > Amount.CAP_OBOL || wei < 0 || wei >= WEI_PER_OBOL)
            throw new ArithmeticException("a coin outside its range: " + obol + " obol and " + wei + " wei");
    }

    public static Coin of(Amount amount) {
        return new Coin(amount.obol(), 0);
    }

    /// Reads a count of wei; more than the supply cap is an `ArithmeticException`, so the edge compares first.
    public static Coin ofWei(BigInteger wei) {
        var parts = wei.divideAndRemainder(WEI);
        return new Coin(parts[0].longValueExact(), parts[1].intValueExact());
    }

    public BigInteger toWei() {
        return BigInteger.valueOf(obol).multiply(WEI).add(BigInteger.valueOf(wei));
    }

    public Coin plus(Coin other) {
        int sum = wei + other.wei;
        int carry = sum >= WEI_PER_OBOL ? 1 : 0;
        return new Coin(Math.addExact(Math.addExact(obol, other.obol), carry), sum - carry * WEI_PER_OBOL);
    }

    /// Never below zero: an `ArithmeticException` here is our bug, so callers compare first.
    public Coin minus(Coin other) {
        int difference = wei - other.wei;
        int borrow = difference < 0 ? 1 : 0;
        return new Coin(obol - other.obol - borrow, difference + borrow * WEI_PER_OBOL);
    }

    public Coin plus(Amount other) {
        return new Coin(Math.addExact(obol, other.obol()), wei);
    }

    public Coin minus(Amount other) {
        return new Coin(obol - other.obol(), wei);
    }

    public boolean covers(Amount amount) {
        return obol >= amount.obol();
    }

    public boolean covers(Coin other) {
        return compareTo(other) >= 0;
    }

    public boolean isZero() {
        return obol == 0 && wei == 0;
    }

    /// Whether this is a whole number of obol.
    public boolean isWhole() {
        return wei == 0;
    }

    @Override
    public int compareTo(Coin other) {
        int order = Long.compare(obol, other.obol);
        return order != 0 ? order : Integer.compare(wei, other.wei);
    }
}
