// SPDX-License-Identifier: Apache-2.0
package stoa.types;

import java.math.BigInteger;

/// Wide integer arithmetic; every method says how it rounds.
public final class Arith {
    private Arith() {}

    /// floor(a·b / c) for non-negative a and b and positive c, without overflow on the way.
    public static long mulDiv(long a, long b, long c) {
        if (a < 0 || b < 0 || c <= 0) throw new ArithmeticException("mulDiv of " + a + ", " + b + ", " + c);
        if (Math.multiplyHigh(a, b) == 0) {
            long low = a * b;
            if (low >= 0) return low / c;
        }
        return BigInteger.valueOf(a)
                .multiply(BigInteger.valueOf(b))
                .divide(BigInteger.valueOf(c))
                .longValueExact();
    }

    /// ceil(a / b) for non-negative a and positive b.
    public static long ceilDiv(long a, long b) {
        return Math.ceilDiv(a, b);
    }
}
