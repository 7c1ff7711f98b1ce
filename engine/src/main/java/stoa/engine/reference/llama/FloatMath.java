// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

/// Functions with the same bits on every machine, written so that the compiler can turn the loops around them into
/// vector instructions.
final class FloatMath {
    static final float LOG2_E = 1.44269504f;
    static final float LN2_HIGH = 0.693359375f; // few bits, so n × it is exact
    static final float LN2_LOW = -2.12194440e-4f;
    static final float ROUND = 12582912f; // 1.5 × 2^23: adding it rounds to a whole number
    static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    static final float[] EXP_TERMS = {
        1.9841270e-4f, 1.3888889e-3f, 8.3333333e-3f, 4.1666667e-2f, 1.6666667e-1f, 0.5f, 1f, 1f
    };
    private static final int LANES = 8;

    private FloatMath() {}

    /// e^x within a few units in the last place; outside −87..88 it stays at the bound's value.
    static float exp(float x) {
        float bounded = Math.max(-87f, Math.min(88f, x));
        float rounded = bounded * LOG2_E + ROUND;
        float n = rounded - ROUND;
        float r = bounded - n * LN2_HIGH - n * LN2_LOW;
        // Taylor's series suffices for |r| ≤ ln 2 / 2.
        float p = EXP_TERMS[0];
        for (int i = 1; i < EXP_TERMS.length; i++) p = p * r + EXP_TERMS[i];
        int exponent = Float.floatToRawIntBits(rounded) - ROUND_BITS;
        return p * Float.intBitsToFloat((exponent + 127) << 23);
    }

    /// Adds x0·w0 … x7·w7 to the first n of y, in this order for each element and with one rounding each.
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
        for (int j = 0; j < n; j++) {
            float low = Math.fma(x3, w3[j], Math.fma(x2, w2[j], Math.fma(x1, w1[j], Math.fma(x0, w0[j], y[j]))));
            y[j] = Math.fma(x7, w7[j], Math.fma(x6, w6[j], Math.fma(x5, w5[j], Math.fma(x4, w4[j], low))));
        }
    }

    /// Adds x[from + i]·w[row + i] for i = 0..count−1 to the first n of y, in this order for each element.
    static void addRows(float[] y, int n, float[][] w, int row, int count, float[] x, int from) {
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            int f = from + i;
            addEight(y, n, w, row + i, x[f], x[f + 1], x[f + 2], x[f + 3], x[f + 4], x[f + 5], x[f + 6], x[f + 7]);
        }
        for (; i < count; i++) addOne(y, n, w[row + i], x[from + i]);
    }

    static void addOne(float[] y, int n, float[] w, float x) {
        for (int j = 0; j < n; j++) y[j] = Math.fma(x, w[j], y[j]);
    }

    /// Sum of squares of n elements in eight interleaved lanes, then lane by lane.
    static float sumOfSquares(float[] x, int from, int n) {
        float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = from;
        int end = from + n;
        for (; i + LANES <= end; i += LANES) {
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
        for (; i < end; i++) sum += x[i] * x[i];
        return sum;
    }

    /// Turns the scores from `from` up to `until` into shares that sum to one. Their sum has eight interleaved lanes.
    static void softmax(float[] scores, int from, int until) {
        float top = scores[from];
        for (int i = from + 1; i < until; i++) top = Math.max(top, scores[i]);
        KernelChoice.current().exp(scores, from, until, top);
        float share = 1f / sum(scores, from, until);
        for (int i = from; i < until; i++) scores[i] = scores[i] * share;
    }

    private static float sum(float[] x, int from, int until) {
        float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = from;
        for (; i + LANES <= until; i += LANES) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
            e += x[i + 4];
            f += x[i + 5];
            g += x[i + 6];
            h += x[i + 7];
        }
        float sum = a + b + c + d + e + f + g + h;
        for (; i < until; i++) sum += x[i];
        return sum;
    }
}
