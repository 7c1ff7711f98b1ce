// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

/// Functions with the same bits on every machine, written so that the compiler can turn the loops around them into
/// vector instructions.
final class FloatMath {
    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f; // few bits, so n × it is exact
    private static final float LN2_LOW = -2.12194440e-4f;
    private static final float ROUND = 12582912f; // 1.5 × 2^23: adding it rounds to a whole number
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    private static final int LANES = 8;

    private FloatMath() {}

    /// e^x within a few units in the last place; outside −87..88 it stays at the bound's value.
    static float exp(float x) {
        float bounded = Math.max(-87f, Math.min(88f, x));
        float rounded = bounded * LOG2_E + ROUND;
        float n = rounded - ROUND;
        float r = bounded - n * LN2_HIGH - n * LN2_LOW;
        // Taylor's series suffices for |r| ≤ ln 2 / 2.
        float p = 1.9841270e-4f;
        p = p * r + 1.3888889e-3f;
        p = p * r + 8.3333333e-3f;
        p = p * r + 4.1666667e-2f;
        p = p * r + 1.6666667e-1f;
        p = p * r + 0.5f;
        p = p * r + 1f;
        p = p * r + 1f;
        int exponent = Float.floatToRawIntBits(rounded) - ROUND_BITS;
        return p * Float.intBitsToFloat((exponent + 127) << 23);
    }

    /// Adds x0·w0 … x7·w7 to the first n of y, in this order for each element.
    static void addEight(
            float[] y,
            int n,
            float[][] w,
            int at,
            float x0,
            float x1,
            float x2,
            float x3,
            float x4,
            float x5,
            float x6,
            float x7) {
        addEight(
                y, n, w[at], w[at + 1], w[at + 2], w[at + 3], w[at + 4], w[at + 5], w[at + 6], w[at + 7], x0, x1, x2,
                x3, x4, x5, x6, x7);
    }

    private static void addEight(
            float[] y,
            int n,
            float[] w0,
            float[] w1,
            float[] w2,
            float[] w3,
            float[] w4,
            float[] w5,
            float[] w6,
            float[] w7,
            float x0,
            float x1,
            float x2,
            float x3,
            float x4,
            float x5,
            float x6,
            float x7) {
        for (int j = 0; j < n; j++)
            y[j] = y[j]
                    + x0 * w0[j]
                    + x1 * w1[j]
                    + x2 * w2[j]
                    + x3 * w3[j]
                    + x4 * w4[j]
                    + x5 * w5[j]
                    + x6 * w6[j]
                    + x7 * w7[j];
    }

    /// Adds x[from + i]·w[i] for i = 0..count−1 to the first n of y, in this order for each element.
    static void addRows(float[] y, int n, float[][] w, int count, float[] x, int from) {
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            int f = from + i;
            addEight(y, n, w, i, x[f], x[f + 1], x[f + 2], x[f + 3], x[f + 4], x[f + 5], x[f + 6], x[f + 7]);
        }
        for (; i < count; i++) addOne(y, n, w[i], x[from + i]);
    }

    static void addOne(float[] y, int n, float[] w, float x) {
        for (int j = 0; j < n; j++) y[j] = y[j] + x * w[j];
    }

    /// Sum of squares in eight interleaved lanes, then lane by lane.
    static float sumOfSquares(float[] x) {
        float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = 0;
        for (; i + LANES <= x.length; i += LANES) {
            a += x[i] * x[i];
            b += x[i + 1] * x[i + 1];
            c += x[i + 2] * x[i + 2];
            d += x[i + 3] * x[i + 3];
            e += x[i + 4] * x[i + 4];
            f += x[i + 5] * x[i + 5];
            g += x[i + 6] * x[i + 6];
            h += x[i + 7] * x[i + 7];
        }
        float sum = a + b + c + d + e + f + g + h;
        for (; i < x.length; i++) sum += x[i] * x[i];
        return sum;
    }

    /// Turns the first n scores into shares that sum to one.
    static void softmax(float[] scores, int n) {
        float top = scores[0];
        for (int i = 1; i < n; i++) top = Math.max(top, scores[i]);
        for (int i = 0; i < n; i++) scores[i] = exp(scores[i] - top);
        float sum = 0;
        for (int i = 0; i < n; i++) sum += scores[i];
        float share = 1f / sum;
        for (int i = 0; i < n; i++) scores[i] = scores[i] * share;
    }

    /// gate ← silu(gate) · up.
    static void swiGlu(float[] gate, float[] up) {
        for (int i = 0; i < gate.length; i++) gate[i] = gate[i] / (1f + exp(-gate[i])) * up[i];
    }
}
