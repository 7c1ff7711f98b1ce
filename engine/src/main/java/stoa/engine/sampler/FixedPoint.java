// SPDX-License-Identifier: Apache-2.0
package stoa.engine.sampler;

/// Logarithm and exponential on whole numbers, exactly as [SAM-5] of `spec/sampler.md` defines them.
public final class FixedPoint {
    /// Fractional bits of scores and noise.
    public static final int SCORE_BITS = 24;

    /// Fractional bits of [#ln] and [#expMinus].
    public static final int BITS = 30;

    static final long ONE = 1L << BITS;
    static final long LN_2 = 744_261_118; // ln 2 · 2^30
    private static final long LOG2_E = 1_549_082_005; // log2 e · 2^30
    private static final int EXP_TERMS = 10;
    private static final int LN_TERMS = 8;

    /// From here on `e^-d` is 0.
    static final long EXP_END = 21L << SCORE_BITS;

    private FixedPoint() {}

    /// e^−d for d ≥ 0 with 24 fractional bits; 2^30 stands for 1.
    public static long expMinus(long d) {
        if (d >= EXP_END) return 0;
        long u = (d * LOG2_E) >> BITS;
        long g = ((u & ((1L << SCORE_BITS) - 1)) * LN_2) >> SCORE_BITS;
        long p = ONE;
        for (int i = EXP_TERMS; i > 0; i--) p = ONE - ((g * p) >> BITS) / i;
        return p >> (u >> SCORE_BITS);
    }

    /// Natural logarithm of a whole number v ≥ 1, with 30 fractional bits.
    public static long ln(long v) {
        int k = 63 - Long.numberOfLeadingZeros(v);
        long m = k >= BITS ? v >> (k - BITS) : v << (BITS - k);
        long s = ((m - ONE) << BITS) / (m + ONE);
        long squared = (s * s) >> BITS;
        long p = ONE / (2 * LN_TERMS - 1);
        for (int i = LN_TERMS - 2; i >= 0; i--) p = ONE / (2 * i + 1) + ((squared * p) >> BITS);
        return k * LN_2 + ((s * p) >> (BITS - 1));
    }

    /// A score as a whole number with 24 fractional bits, rounded to the nearest, even among equals.
    public static long score(float logit) {
        double bounded = Math.max(-32_768, Math.min(32_768, logit));
        return (long) Math.rint(bounded * (1L << SCORE_BITS));
    }

    /// A parameter with so many fractional bits, rounded to the nearest, even among equals.
    public static long parameter(double value, int bits) {
        return (long) Math.rint(value * (1L << bits));
    }
}
