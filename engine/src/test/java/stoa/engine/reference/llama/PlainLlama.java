// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import stoa.engine.reference.TinyModel;

/// The same model straight from the formulas, in double precision and without a thought for speed: the oracle of
/// [LlamaTest].
final class PlainLlama {
    private final TinyModel model;
    private final int headWidth;
    private final TinyModel.Shape shape;

    PlainLlama(TinyModel model) {
        this.model = model;
        this.shape = model.shape;
        this.headWidth = shape.headWidth();
    }

    /// Scores of what follows the last token.
    double[] scores(int[] tokens) {
        var x = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) x[t] = row("token_embd", tokens[t]);
        for (int layer = 0; layer < shape.layers(); layer++) {
            attend(x, "blk." + layer + ".");
            for (int t = 0; t < tokens.length; t++) feedForward(x, t, "blk." + layer + ".");
        }
        return times(shape.tied() ? "token_embd" : "output", norm(x[tokens.length - 1], "output_norm"));
    }

    private void attend(double[][] x, String layer) {
        int n = x.length;
        var q = new double[n][];
        var k = new double[n][];
        var v = new double[n][];
        for (int t = 0; t < n; t++) {
            var h = norm(x[t], layer + "attn_norm");
            q[t] = rotated(headNorm(biased(layer + "attn_q", h), layer + "attn_q_norm"), t);
            k[t] = rotated(headNorm(biased(layer + "attn_k", h), layer + "attn_k_norm"), t);
            v[t] = biased(layer + "attn_v", h);
        }
        for (int t = 0; t < n; t++) {
            var mixed = new double[shape.width()];
            for (int head = 0; head < shape.heads(); head++) mix(mixed, q[t], k, v, head, t);
            add(x[t], times(layer + "attn_output", mixed));
        }
    }

    private void mix(double[] mixed, double[] q, double[][] k, double[][] v, int head, int t) {
        int from = head * headWidth;
        int kvFrom = head / (shape.heads() / shape.kvHeads()) * headWidth;
        var share = new double[t + 1];
        double sum = 0;
        int oldest = shape.window() > 0 ? Math.max(0, t - shape.window() + 1) : 0;
        for (int s = oldest; s <= t; s++) {
            double dot = 0;
            for (int i = 0; i < headWidth; i++) dot += q[from + i] * k[s][kvFrom + i];
            share[s] = Math.exp(dot / Math.sqrt(headWidth));
            sum += share[s];
        }
        for (int s = 0; s <= t; s++)
            for (int i = 0; i < headWidth; i++) mixed[from + i] += share[s] / sum * v[s][kvFrom + i];
    }

    private void feedForward(double[][] x, int t, String layer) {
        var h = norm(x[t], layer + "ffn_norm");
        var gate = times(layer + "ffn_gate", h);
        var up = times(layer + "ffn_up", h);
        for (int i = 0; i < gate.length; i++) gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
        add(x[t], times(layer + "ffn_down", gate));
    }

    private double[] biased(String name, double[] h) {
        var out = times(name, h);
        var bias = model.tensors.get(name + ".bias");
        if (bias != null) for (int i = 0; i < out.length; i++) out[i] += bias.values()[i];
        return out;
    }

    private double[] headNorm(double[] x, String name) {
        if (!model.tensors.containsKey(name + ".weight")) return x;
        var out = new double[x.length];
        for (int from = 0; from < x.length; from += headWidth) {
            var head = norm(java.util.Arrays.copyOfRange(x, from, from + headWidth), name);
            System.arraycopy(head, 0, out, from, headWidth);
        }
        return out;
    }

    private double[] rotated(double[] x, int position) {
        boolean halves = !shape.arch().equals("llama");
        for (int head = 0; head < x.length; head += headWidth)
            for (int i = 0; i < headWidth / 2; i++) {
                int one = head + (halves ? i : 2 * i);
                int two = one + (halves ? headWidth / 2 : 1);
                double angle = position * Math.pow(10_000, -2.0 * i / headWidth);
                double even = x[one];
                double odd = x[two];
                x[one] = even * Math.cos(angle) - odd * Math.sin(angle);
                x[two] = even * Math.sin(angle) + odd * Math.cos(angle);
            }
        return x;
    }

    private double[] norm(double[] x, String name) {
        var weight = model.tensors.get(name + ".weight").values();
        double squares = 0;
        for (double value : x) squares += value * value;
        double scale = 1 / Math.sqrt(squares / x.length + 1e-5);
        var out = new double[x.length];
        for (int i = 0; i < x.length; i++) out[i] = x[i] * scale * weight[i];
        return out;
    }

    private double[] times(String name, double[] x) {
        var out = new double[(int) model.tensors.get(name + ".weight").shape()[1]];
        for (int r = 0; r < out.length; r++) {
            var weights = row(name, r);
            for (int i = 0; i < x.length; i++) out[r] += weights[i] * x[i];
        }
        return out;
    }

    private double[] row(String name, int r) {
        var tensor = model.tensors.get(name + ".weight");
        int columns = (int) tensor.shape()[0];
        var out = new double[columns];
        for (int i = 0; i < columns; i++) out[i] = tensor.values()[r * columns + i];
        return out;
    }

    private static void add(double[] x, double[] more) {
        for (int i = 0; i < x.length; i++) x[i] += more[i];
    }
}
