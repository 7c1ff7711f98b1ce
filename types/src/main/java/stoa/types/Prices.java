// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import java.math.BigInteger;

/// A model's three prices.
public record Prices(Price input, Price cachedInput, Price output) {
    private static final BigInteger SCALE = BigInteger.valueOf(1_000_000L << Price.FRACTION_BITS);
    private static final long SCALE_LONG = 1_000_000L << Price.FRACTION_BITS;

    /// ceil(Σ units·price / (10^6·2^16)), rounded once for the whole answer. Rule MKT-3.
    public Amount cost(Usage usage) {
        long fast = fastSum(usage);
        if (fast >= 0) return new Amount(Math.ceilDiv(fast, SCALE_LONG));
        var sum = product(usage.input(), input)
                .add(product(usage.cachedInput(), cachedInput))
                .add(product(usage.output(), output));
        var parts = sum.divideAndRemainder(SCALE);
        return new Amount(parts[0].longValueExact() + (parts[1].signum() > 0 ? 1 : 0));
    }

    /// Whether no price here is above the other's.
    public boolean within(Prices maxima) {
        return input.compareTo(maxima.input) <= 0
                && cachedInput.compareTo(maxima.cachedInput) <= 0
                && output.compareTo(maxima.output) <= 0;
    }

    private long fastSum(Usage usage) {
        if (Math.multiplyHigh(usage.input(), input.fixed()) != 0
                || Math.multiplyHigh(usage.cachedInput(), cachedInput.fixed()) != 0
                || Math.multiplyHigh(usage.output(), output.fixed()) != 0) return -1;
        long a = usage.input() * input.fixed();
        long b = usage.cachedInput() * cachedInput.fixed();
        long c = usage.output() * output.fixed();
        if (a < 0 || b < 0 || c < 0) return -1;
        long ab = a + b;
        long sum = ab + c;
        return ab < 0 || sum < 0 ? -1 : sum;
    }

    private static BigInteger product(long units, Price price) {
        return BigInteger.valueOf(units).multiply(BigInteger.valueOf(price.fixed()));
    }
}
