// SPDX-License-Identifier: Apache-2.0
package stoa.engine.sampler;

import static stoa.engine.sampler.FixedPoint.LN_2;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import stoa.engine.RunSeed;

/// Chance as a function of seed, position and token ([SAM-4] of `spec/sampler.md`): the same three give the same
/// noise, in whatever order it is asked for. Standard Gumbel, so that the argmax of log-probabilities plus noise picks
/// each token with its probability.
public final class GumbelNoise {
    /// No noise is above this; a token further behind cannot win any more.
    public static final long MOST = 23L << FixedPoint.SCORE_BITS;

    private static final long STEP = 0x9e3779b97f4a7c15L;
    private static final int UNIFORM_BITS = 33;
    private static final long NEAR_ONE = 1L << (UNIFORM_BITS - 8);
    private static final int EXPONENTIAL_BITS = 50;

    private final long first;
    private final long second;

    private GumbelNoise(long first, long second) {
        this.first = first;
        this.second = second;
    }

    /// The noise of one position of the answer, counted from 0.
    public static GumbelNoise at(RunSeed seed, long position) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(seed.bytes());
            sha.update(ByteBuffer.allocate(Long.BYTES).putLong(0, position));
            var digest = ByteBuffer.wrap(sha.digest());
            return new GumbelNoise(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// With 24 fractional bits.
    public long of(int token) {
        long bits = mix(mix(first ^ (token + 1) * STEP) + second);
        return gumbel(bits >>> 32);
    }

    /// −ln(−ln U) for U = (2n + 1) / 2^33.
    static long gumbel(long n) {
        return (EXPONENTIAL_BITS * LN_2 - FixedPoint.ln(exponential(2 * n + 1)))
                >> (FixedPoint.BITS - FixedPoint.SCORE_BITS);
    }

    /// −ln(a / 2^33) with 50 fractional bits, at least 1.
    private static long exponential(long a) {
        long d = (1L << UNIFORM_BITS) - a;
        if (d >= NEAR_ONE) return (UNIFORM_BITS * LN_2 - FixedPoint.ln(a)) << (EXPONENTIAL_BITS - FixedPoint.BITS);
        // Close to 1 the logarithm's first bits cancel: −ln(1 − x) = x + x²/2 + x³/3 + x⁴/4.
        long x = d << (EXPONENTIAL_BITS - UNIFORM_BITS);
        long small = x >> 12;
        long x2 = (small * small) >> 26;
        long x3 = ((x2 >> 12) * small) >> 26;
        long x4 = ((x3 >> 12) * small) >> 26;
        return x + x2 / 2 + x3 / 3 + x4 / 4;
    }

    /// The finisher of SplitMix64: every input bit moves every output bit.
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
