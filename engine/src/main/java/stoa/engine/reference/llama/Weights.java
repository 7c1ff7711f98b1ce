// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import java.lang.foreign.MemorySegment;
import stoa.engine.reference.gguf.MalformedModel;
import stoa.engine.reference.gguf.Tensor;
import stoa.engine.reference.gguf.TensorType;

/// A weight matrix where the file has it: rows of stored blocks, turned into floats a few rows at a time while they are
/// needed, and used for every token of the batch before they are forgotten.
final class Weights {
    /// Floats of scratch that [Kernels#dots] needs.
    static final int LANES = Kernels.LANES * 16;

    private static final int TILE = 4;

    /// Below so many multiplications a second thread costs more than it brings.
    private static final long WORTH_SHARING = 400_000;

    final int inputs;
    final int outputs;
    private final TensorType type;
    private final MemorySegment data;
    private final long rowBytes;

    private Weights(int inputs, int outputs, TensorType type, MemorySegment data) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.type = type;
        this.data = data;
        this.rowBytes = type.bytes(inputs);
    }

    static Weights of(Tensor tensor, int inputs, int outputs, boolean check) throws MalformedModel {
        tensor.expect(inputs, outputs);
        if (check) tensor.requireFinite();
        return new Weights(inputs, outputs, tensor.type(), tensor.data());
    }

    /// y[t] ← this · x[t] for the first `count` of t. Each x[t] is filled up with zeros to a multiple of sixteen.
    void multiply(float[][] x, float[][] y, int count, Team team) {
        if ((long) inputs * outputs * count < WORTH_SHARING) {
            rows(0, outputs, x, y, count, team.scratch(0));
            return;
        }
        int tiles = (outputs + TILE - 1) / TILE;
        int share = Math.max(1, (tiles + team.size() * 4 - 1) / (team.size() * 4));
        team.share((tiles + share - 1) / share, (i, scratch) -> {
            int first = i * share * TILE;
            rows(first, Math.min(outputs, first + share * TILE), x, y, count, scratch);
        });
    }

    /// The weights of one output: where inputs and outputs are tied, a token's embedding.
    void row(int output, float[] to, Team.Scratch scratch) {
        KernelChoice.current().decode(type, data, output * rowBytes, inputs, to, 0, scratch.raw);
    }

    private void rows(int first, int until, float[][] x, float[][] y, int count, Team.Scratch scratch) {
        var kernels = KernelChoice.current();
        int n = Kernels.padded(inputs);
        if (n != inputs) java.util.Arrays.fill(scratch.rows, 0, TILE * n, 0f);
        for (int r = first; r < until; r += TILE) {
            int rows = Math.min(TILE, until - r);
            if (count == 1
                    && rows == TILE
                    && kernels.dotsOfBlocks(type, data, r * rowBytes, rowBytes, inputs, x[0], y[0], r, scratch.lanes))
                continue;
            for (int i = 0; i < rows; i++)
                kernels.decode(type, data, (r + i) * rowBytes, inputs, scratch.rows, i * n, scratch.raw);
            kernels.dots(scratch.rows, rows, n, x, 0, count, y, r, scratch.lanes);
        }
    }
}
