// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import java.util.Arrays;
import stoa.engine.reference.gguf.MalformedModel;
import stoa.engine.reference.gguf.Tensor;

/// A weight matrix, kept as one array of outputs per input: a product then runs along the outputs, so that it
/// needs no sum across a vector register, and each output adds up its inputs in ascending order.
final class Matrix {
    private static final int STRIP = 8;

    final int inputs;
    final int outputs;
    private final float[][] byInput;

    private Matrix(int outputs, float[][] byInput) {
        this.inputs = byInput.length;
        this.outputs = outputs;
        this.byInput = byInput;
    }

    static Matrix load(Tensor tensor, int inputs, int outputs) throws MalformedModel {
        tensor.expect(inputs, outputs);
        var byInput = new float[inputs][outputs];
        var strip = new float[STRIP][inputs];
        for (int first = 0; first < outputs; first += STRIP) {
            int count = Math.min(STRIP, outputs - first);
            for (int i = 0; i < count; i++) tensor.row(first + i, strip[i]);
            for (int in = 0; in < inputs; in++) {
                var to = byInput[in];
                for (int i = 0; i < count; i++) to[first + i] = strip[i][in];
            }
        }
        return new Matrix(outputs, byInput);
    }

    /// y[t] ← this · x[t] for the first `count` of t. A strip of weights is used for all of them while it is in
    /// the cache.
    void multiply(float[][] x, float[][] y, int count) {
        for (int t = 0; t < count; t++) Arrays.fill(y[t], 0, outputs, 0f);
        int in = 0;
        for (; in + STRIP <= inputs; in += STRIP)
            for (int t = 0; t < count; t++) {
                var v = x[t];
                FloatMath.addEight(
                        y[t], outputs, byInput, in, v[in], v[in + 1], v[in + 2], v[in + 3], v[in + 4], v[in + 5],
                        v[in + 6], v[in + 7]);
            }
        for (; in < inputs; in++)
            for (int t = 0; t < count; t++) FloatMath.addOne(y[t], outputs, byInput[in], x[t][in]);
    }

    /// The weights of one output: where inputs and outputs are tied, a token's embedding.
    void column(int output, float[] to) {
        for (int in = 0; in < inputs; in++) to[in] = byInput[in][output];
    }
}
