// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

/// Randomness as a function: the same seed, position and token give the same noise, in whatever order it is asked
/// for.
final class Noise {
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private final long seed;

    Noise(long seed) {
        this.seed = mix(seed + STEP);
    }

    /// A draw from the standard Gumbel distribution: adding one to each of several log-probabilities and taking
    /// the largest sum picks each with its probability.
    double gumbel(int position, int token) {
        long bits = mix(mix(seed ^ (position + 1) * STEP) ^ (token + 1) * STEP);
        double uniform = ((bits >>> 11) + 0.5) * 0x1p-53; // strictly between 0 and 1
        return -StrictMath.log(-StrictMath.log(uniform));
    }

    /// The finisher of SplitMix64: every input bit moves every output bit.
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
