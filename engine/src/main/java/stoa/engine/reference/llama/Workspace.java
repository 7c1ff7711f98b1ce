// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

/// Scratch memory of one step; reuse it, but never from two threads at once. Rows are filled up with zeros to a
/// multiple of sixteen, which [Kernels#dots] relies on.
public final class Workspace {
    /// Tokens whose scores are computed together.
    static final int SCORED = 8;

    final float[][] x;
    final float[][] normed;
    final float[][] query;
    final float[][] key;
    final float[][] value;
    final float[][] mixed;
    final float[][] added;
    final float[][] gate;
    final float[][] up;
    final float[][] last;
    final float[][] logits;
    final float[][] cos;
    final float[][] sin;
    final int[] scored = new int[SCORED];

    public Workspace(LlamaConfig c) {
        x = rows(Batch.MOST, c.width());
        normed = rows(Batch.MOST, c.width());
        query = rows(Batch.MOST, c.queryWidth());
        key = rows(Batch.MOST, c.kvWidth());
        value = rows(Batch.MOST, c.kvWidth());
        mixed = rows(Batch.MOST, c.queryWidth());
        added = rows(Batch.MOST, c.width());
        gate = rows(Batch.MOST, c.hidden());
        up = rows(Batch.MOST, c.hidden());
        last = rows(SCORED, c.width());
        logits = new float[SCORED][c.vocabulary()];
        cos = rows(Batch.MOST, c.ropeWidth() / 2);
        sin = rows(Batch.MOST, c.ropeWidth() / 2);
    }

    private static float[][] rows(int count, int length) {
        return new float[count][Kernels.padded(length)];
    }
}
