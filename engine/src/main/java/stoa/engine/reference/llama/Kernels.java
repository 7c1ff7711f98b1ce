// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import stoa.engine.reference.gguf.Blocks;
import stoa.engine.reference.gguf.TensorType;

/// The two loops nearly all time goes into. A product has one value whoever computes it: sixteen lanes, lane l adding
/// up x[i]·w[i] for i = l, l + 16, l + 32 … with one rounding each (`fma`), then lanes 8 apart are added, 4 apart, 2
/// and 1.
/// Vectors are filled up with zeros to a multiple of sixteen.
class Kernels {
    static final int LANES = 16;

    /// Length with the zeros behind it.
    static int padded(int length) {
        return (length + LANES - 1) / LANES * LANES;
    }

    /// Weights that begin at byte `at` of `data`, as floats to `out[to]` and behind; `raw` is scratch of their bytes.
    void decode(TensorType type, MemorySegment data, long at, int count, float[] out, int to, byte[] raw) {
        int bytes = type.bytes(count);
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at, raw, 0, bytes);
        Blocks.decode(type, raw, 0, out, to, count);
    }

    /// y[t][first + r] ← row r of `w` times x[t], for `rows` rows, each `n` long and one behind the other, and t from
    /// `from` up to `until`.
    void dots(float[] w, int rows, int n, float[][] x, int from, int until, float[][] y, int first, float[] lanes) {
        for (int t = from; t < until; t++) for (int r = 0; r < rows; r++) y[t][first + r] = dot(w, r * n, n, x[t]);
    }

    /// As [#decode] and [#dots] for one token and four rows `rowBytes` apart, but without writing the floats down.
    /// False
    /// where there is no such way, and nothing is done.
    boolean dotsOfBlocks(
            TensorType type,
            MemorySegment data,
            long at,
            long rowBytes,
            int n,
            float[] x,
            float[] y,
            int first,
            float[] lanes) {
        return false;
    }

    /// x[i] ← e^(x[i] − minus), as [FloatMath#exp] defines it.
    void exp(float[] x, int from, int until, float minus) {
        for (int i = from; i < until; i++) x[i] = FloatMath.exp(x[i] - minus);
    }

    /// gate ← silu(gate) · up, for the first n.
    void swiGlu(float[] gate, float[] up, int n) {
        for (int i = 0; i < n; i++) gate[i] = gate[i] / (1f + FloatMath.exp(-gate[i])) * up[i];
    }

    private static float dot(float[] w, int at, int n, float[] x) {
        float a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 0, a6 = 0, a7 = 0;
        float b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0, b6 = 0, b7 = 0;
        for (int i = 0; i < n; i += LANES) {
            int j = at + i;
            a0 = Math.fma(x[i], w[j], a0);
            a1 = Math.fma(x[i + 1], w[j + 1], a1);
            a2 = Math.fma(x[i + 2], w[j + 2], a2);
            a3 = Math.fma(x[i + 3], w[j + 3], a3);
            a4 = Math.fma(x[i + 4], w[j + 4], a4);
            a5 = Math.fma(x[i + 5], w[j + 5], a5);
            a6 = Math.fma(x[i + 6], w[j + 6], a6);
            a7 = Math.fma(x[i + 7], w[j + 7], a7);
            b0 = Math.fma(x[i + 8], w[j + 8], b0);
            b1 = Math.fma(x[i + 9], w[j + 9], b1);
            b2 = Math.fma(x[i + 10], w[j + 10], b2);
            b3 = Math.fma(x[i + 11], w[j + 11], b3);
            b4 = Math.fma(x[i + 12], w[j + 12], b4);
            b5 = Math.fma(x[i + 13], w[j + 13], b5);
            b6 = Math.fma(x[i + 14], w[j + 14], b6);
            b7 = Math.fma(x[i + 15], w[j + 15], b7);
        }
        float c0 = a0 + b0, c1 = a1 + b1, c2 = a2 + b2, c3 = a3 + b3;
        float c4 = a4 + b4, c5 = a5 + b5, c6 = a6 + b6, c7 = a7 + b7;
        return ((c0 + c4) + (c2 + c6)) + ((c1 + c5) + (c3 + c7));
    }
}
