// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import stoa.engine.reference.gguf.TensorType;

/// The same sums with the Vector API, bit for bit: a vector holds some of the sixteen lanes, and nothing is ever added
/// across it. Loaded only where the module is; see [KernelChoice].
final class VectorKernels extends Kernels {
    private static final VectorSpecies<Float> FLOATS =
            FloatVector.SPECIES_PREFERRED.length() >= LANES ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;
    private static final int WIDTH = FLOATS.length();
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
    private static final int PARTS = LANES / WIDTH;
    private static final ValueLayout.OfShort LITTLE_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int TILE = 4;

    @Override
    void decode(TensorType type, MemorySegment data, long at, int count, float[] out, int to, byte[] raw) {
        switch (type) {
            case Q8_0 -> q8(data, at, count, out, to);
            case Q4_0 -> q4(data, at, count, out, to);
            default -> super.decode(type, data, at, count, out, to, raw);
        }
    }

    private static void q8(MemorySegment data, long at, int count, float[] out, int to) {
        long from = at;
        for (int i = to; i < to + count; i += 32, from += 34) {
            float scale = Float.float16ToFloat(data.get(LITTLE_SHORT, from));
            store(ByteVector.fromMemorySegment(BYTES, data, from + 2, ByteOrder.LITTLE_ENDIAN), scale, out, i);
            store(ByteVector.fromMemorySegment(BYTES, data, from + 18, ByteOrder.LITTLE_ENDIAN), scale, out, i + 16);
        }
    }

    private static void q4(MemorySegment data, long at, int count, float[] out, int to) {
        long from = at;
        for (int i = to; i < to + count; i += 32, from += 18) {
            float scale = Float.float16ToFloat(data.get(LITTLE_SHORT, from));
            var two = ByteVector.fromMemorySegment(BYTES, data, from + 2, ByteOrder.LITTLE_ENDIAN);
            store(two.and((byte) 15).sub((byte) 8), scale, out, i);
            var high = two.lanewise(VectorOperators.LSHR, 4);
            store(high.sub((byte) 8), scale, out, i + 16);
        }
    }

    private static void store(ByteVector sixteen, float scale, float[] out, int to) {
        for (int part = 0; part < PARTS; part++)
            ((FloatVector) sixteen.castShape(FLOATS, part)).mul(scale).intoArray(out, to + part * WIDTH);
    }

    @Override
    void dots(float[] w, int rows, int n, float[][] x, int from, int until, float[][] y, int first, float[] lanes) {
        int t = from;
        if (rows == TILE) {
            for (; t + TILE <= until; t += TILE) {
                for (int lane = 0; lane < LANES; lane += WIDTH)
                    fourByFour(w, n, x[t], x[t + 1], x[t + 2], x[t + 3], lane, lanes);
                for (int k = 0; k < TILE; k++)
                    for (int r = 0; r < TILE; r++) y[t + k][first + r] = sum(lanes, (k * TILE + r) * LANES);
            }
            for (; t < until; t++) {
                for (int lane = 0; lane < LANES; lane += WIDTH) fourByOne(w, n, x[t], lane, lanes);
                for (int r = 0; r < TILE; r++) y[t][first + r] = sum(lanes, r * LANES);
            }
            return;
        }
        for (; t < until; t++)
            for (int r = 0; r < rows; r++) {
                for (int lane = 0; lane < LANES; lane += WIDTH) one(w, r * n, n, x[t], lane, lanes);
                y[t][first + r] = sum(lanes, 0);
            }
    }

    @Override
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
        if (type != TensorType.Q8_0 || n % LANES != 0) return false;
        for (int part = 0; part < PARTS; part++) q8FourByOne(data, at, rowBytes, n, x, part, lanes);
        for (int r = 0; r < TILE; r++) y[first + r] = sum(lanes, r * LANES);
        return true;
    }

    private static void q8FourByOne(
            MemorySegment data, long at, long rowBytes, int n, float[] x, int part, float[] lanes) {
        var a0 = FloatVector.zero(FLOATS);
        var a1 = a0;
        var a2 = a0;
        var a3 = a0;
        int lane = part * WIDTH;
        long from = at;
        for (int i = lane; i < n; i += 2 * LANES, from += 34) {
            var low = FloatVector.fromArray(FLOATS, x, i);
            var high = FloatVector.fromArray(FLOATS, x, i + LANES);
            a0 = q8Block(data, from, part, low, high, a0);
            a1 = q8Block(data, from + rowBytes, part, low, high, a1);
            a2 = q8Block(data, from + 2 * rowBytes, part, low, high, a2);
            a3 = q8Block(data, from + 3 * rowBytes, part, low, high, a3);
        }
        put(a0, a1, a2, a3, lanes, lane);
    }

    private static FloatVector q8Block(
            MemorySegment data, long at, int part, FloatVector low, FloatVector high, FloatVector sum) {
        float scale = Float.float16ToFloat(data.get(LITTLE_SHORT, at));
        var w0 = ByteVector.fromMemorySegment(BYTES, data, at + 2, ByteOrder.LITTLE_ENDIAN);
        var w1 = ByteVector.fromMemorySegment(BYTES, data, at + 18, ByteOrder.LITTLE_ENDIAN);
        var half = low.fma(((FloatVector) w0.castShape(FLOATS, part)).mul(scale), sum);
        return high.fma(((FloatVector) w1.castShape(FLOATS, part)).mul(scale), half);
    }

    @Override
    void exp(float[] x, int from, int until, float minus) {
        int i = from;
        for (; i + WIDTH <= until; i += WIDTH)
            exp(FloatVector.fromArray(FLOATS, x, i).sub(minus)).intoArray(x, i);
        super.exp(x, i, until, minus);
    }

    @Override
    void swiGlu(float[] gate, float[] up, int n) {
        int i = 0;
        for (; i + WIDTH <= n; i += WIDTH) {
            var g = FloatVector.fromArray(FLOATS, gate, i);
            g.div(exp(g.neg()).add(1f))
                    .mul(FloatVector.fromArray(FLOATS, up, i))
                    .intoArray(gate, i);
        }
        for (; i < n; i++) gate[i] = gate[i] / (1f + FloatMath.exp(-gate[i])) * up[i];
    }

    /// [FloatMath#exp], operation by operation.
    private static FloatVector exp(FloatVector x) {
        var bounded = x.min(88f).max(-87f);
        var rounded = bounded.mul(FloatMath.LOG2_E).add(FloatMath.ROUND);
        var n = rounded.sub(FloatMath.ROUND);
        var r = bounded.sub(n.mul(FloatMath.LN2_HIGH)).sub(n.mul(FloatMath.LN2_LOW));
        var terms = FloatMath.EXP_TERMS;
        var p = FloatVector.broadcast(FLOATS, terms[0]);
        p = p.mul(r).add(terms[1]);
        p = p.mul(r).add(terms[2]);
        p = p.mul(r).add(terms[3]);
        p = p.mul(r).add(terms[4]);
        p = p.mul(r).add(terms[5]);
        p = p.mul(r).add(terms[6]);
        p = p.mul(r).add(terms[7]);
        var exponent = rounded.reinterpretAsInts().sub(FloatMath.ROUND_BITS).add(127);
        return p.mul(exponent.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
    }

    private static void one(float[] w, int at, int n, float[] x, int lane, float[] lanes) {
        var a = FloatVector.zero(FLOATS);
        for (int i = lane; i < n; i += LANES)
            a = FloatVector.fromArray(FLOATS, x, i).fma(FloatVector.fromArray(FLOATS, w, at + i), a);
        a.intoArray(lanes, lane);
    }

    private static void fourByOne(float[] w, int n, float[] x, int lane, float[] lanes) {
        var a0 = FloatVector.zero(FLOATS);
        var a1 = a0;
        var a2 = a0;
        var a3 = a0;
        for (int i = lane; i < n; i += LANES) {
            var v = FloatVector.fromArray(FLOATS, x, i);
            a0 = v.fma(FloatVector.fromArray(FLOATS, w, i), a0);
            a1 = v.fma(FloatVector.fromArray(FLOATS, w, n + i), a1);
            a2 = v.fma(FloatVector.fromArray(FLOATS, w, 2 * n + i), a2);
            a3 = v.fma(FloatVector.fromArray(FLOATS, w, 3 * n + i), a3);
        }
        a0.intoArray(lanes, lane);
        a1.intoArray(lanes, LANES + lane);
        a2.intoArray(lanes, 2 * LANES + lane);
        a3.intoArray(lanes, 3 * LANES + lane);
    }

    private static void fourByFour(
            float[] w, int n, float[] x0, float[] x1, float[] x2, float[] x3, int lane, float[] lanes) {
        var zero = FloatVector.zero(FLOATS);
        FloatVector a0 = zero, a1 = zero, a2 = zero, a3 = zero, b0 = zero, b1 = zero, b2 = zero, b3 = zero;
        FloatVector c0 = zero, c1 = zero, c2 = zero, c3 = zero, d0 = zero, d1 = zero, d2 = zero, d3 = zero;
        for (int i = lane; i < n; i += LANES) {
            var w0 = FloatVector.fromArray(FLOATS, w, i);
            var w1 = FloatVector.fromArray(FLOATS, w, n + i);
            var w2 = FloatVector.fromArray(FLOATS, w, 2 * n + i);
            var w3 = FloatVector.fromArray(FLOATS, w, 3 * n + i);
            var v = FloatVector.fromArray(FLOATS, x0, i);
            a0 = v.fma(w0, a0);
            a1 = v.fma(w1, a1);
            a2 = v.fma(w2, a2);
            a3 = v.fma(w3, a3);
            v = FloatVector.fromArray(FLOATS, x1, i);
            b0 = v.fma(w0, b0);
            b1 = v.fma(w1, b1);
            b2 = v.fma(w2, b2);
            b3 = v.fma(w3, b3);
            v = FloatVector.fromArray(FLOATS, x2, i);
            c0 = v.fma(w0, c0);
            c1 = v.fma(w1, c1);
            c2 = v.fma(w2, c2);
            c3 = v.fma(w3, c3);
            v = FloatVector.fromArray(FLOATS, x3, i);
            d0 = v.fma(w0, d0);
            d1 = v.fma(w1, d1);
            d2 = v.fma(w2, d2);
            d3 = v.fma(w3, d3);
        }
        put(a0, a1, a2, a3, lanes, lane);
        put(b0, b1, b2, b3, lanes, TILE * LANES + lane);
        put(c0, c1, c2, c3, lanes, 2 * TILE * LANES + lane);
        put(d0, d1, d2, d3, lanes, 3 * TILE * LANES + lane);
    }

    private static void put(FloatVector a, FloatVector b, FloatVector c, FloatVector d, float[] lanes, int at) {
        a.intoArray(lanes, at);
        b.intoArray(lanes, at + LANES);
        c.intoArray(lanes, at + 2 * LANES);
        d.intoArray(lanes, at + 3 * LANES);
    }

    private static float sum(float[] v, int i) {
        float c0 = v[i] + v[i + 8];
        float c1 = v[i + 1] + v[i + 9];
        float c2 = v[i + 2] + v[i + 10];
        float c3 = v[i + 3] + v[i + 11];
        float c4 = v[i + 4] + v[i + 12];
        float c5 = v[i + 5] + v[i + 13];
        float c6 = v[i + 6] + v[i + 14];
        float c7 = v[i + 7] + v[i + 15];
        return ((c0 + c4) + (c2 + c6)) + ((c1 + c5) + (c3 + c7));
    }
}
