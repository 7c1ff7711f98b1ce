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

    public long[] shape() {
        return shape.clone();
    }

    /// The stored bytes; they live as long as somebody holds the tensor.
    public MemorySegment data() {
        return data;
    }

    /// Refuses any other shape.
    public Tensor expect(long... expected) throws MalformedModel {
        if (!Arrays.equals(shape, expected))
            throw new MalformedModel("tensor " + name + " has shape " + Arrays.toString(shape) + ", but "
                    + Arrays.toString(expected) + " follows from the model's own numbers");
        return this;
    }

    /// Refuses weights that are no finite numbers: one of them would spoil every answer. Reads all of them.
    public Tensor requireFinite() throws MalformedModel {
        int columns = Math.toIntExact(shape[0]);
        long rows = 1;
        for (int i = 1; i < shape.length; i++) rows *= shape[i];
        var row = new float[columns];
        var raw = new byte[type.bytes(columns)];
        for (long i = 0; i < rows; i++) row(i, row, raw);
        return this;
    }

    /// Row `row` as floats into `out`, whose length is the number of columns.
    public void row(long row, float[] out) throws MalformedModel {
        row(row, out, new byte[type.bytes(out.length)]);
    }

    private void row(long row, float[] out, byte[] raw) throws MalformedModel {
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, row * raw.length, raw, 0, raw.length);
        Blocks.decode(type, raw, 0, out, 0, out.length);
        float sum = 0;
        for (float weight : out) sum += weight * 0f; // NaN when a weight is not finite
        if (Float.isNaN(sum))
            throw new MalformedModel("tensor " + name + " holds a weight that is not a finite number");
    }

    /// A tensor of one dimension.
    public float[] vector(int length) throws MalformedModel {
        expect(length);
        var out = new float[length];
        row(0, out);
        return out;
    }
}
