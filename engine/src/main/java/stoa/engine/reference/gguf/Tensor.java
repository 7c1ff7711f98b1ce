// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// One named array of weights. `shape` has the fastest-running dimension first: a matrix is {columns, rows}, and
/// its rows lie one after another.
public final class Tensor {
    private final String name;
    private final TensorType type;
    private final long[] shape;
    private final MemorySegment data;

    Tensor(String name, TensorType type, long[] shape, MemorySegment data) {
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    public String name() {
        return name;
    }

    public TensorType type() {
        return type;
    }

    /// Refuses any other shape.
    public Tensor expect(long... expected) throws MalformedModel {
        if (!Arrays.equals(shape, expected))
            throw new MalformedModel("tensor " + name + " has shape " + Arrays.toString(shape) + ", but "
                    + Arrays.toString(expected) + " follows from the model's own numbers");
        return this;
    }

    /// Row `row` as floats into `out`, whose length is the number of columns. Weights that are not finite are
    /// refused: one of them would spoil every answer.
    public void row(long row, float[] out) throws MalformedModel {
        int length = out.length / type.blockElements * type.blockBytes;
        // One copy first: plain arrays are fast even before the compiler has seen this loop.
        var raw = data.asSlice(row * length, length).toArray(ValueLayout.JAVA_BYTE);
        switch (type) {
            case F32 -> {
                for (int i = 0; i < out.length; i++) out[i] = Float.intBitsToFloat(intAt(raw, 4 * i));
            }
            case F16 -> {
                for (int i = 0; i < out.length; i++) out[i] = Float.float16ToFloat(shortAt(raw, 2 * i));
            }
            case Q8_0 -> {
                for (int block = 0; block < out.length / 32; block++) dequantise(raw, 34 * block, out, 32 * block);
            }
        }
        float sum = 0;
        for (float weight : out) sum += weight * 0f; // NaN when a weight is not finite
        if (Float.isNaN(sum))
            throw new MalformedModel("tensor " + name + " holds a weight that is not a finite number");
    }

    private static void dequantise(byte[] raw, int at, float[] out, int to) {
        float scale = Float.float16ToFloat(shortAt(raw, at));
        for (int i = 0; i < 32; i++) out[to + i] = scale * raw[at + 2 + i];
    }

    private static short shortAt(byte[] raw, int at) {
        return (short) (raw[at] & 0xff | raw[at + 1] << 8);
    }

    private static int intAt(byte[] raw, int at) {
        return raw[at] & 0xff | (raw[at + 1] & 0xff) << 8 | (raw[at + 2] & 0xff) << 16 | raw[at + 3] << 24;
    }

    /// A tensor of one dimension.
    public float[] vector(int length) throws MalformedModel {
        expect(length);
        var out = new float[length];
        row(0, out);
        return out;
    }
}
