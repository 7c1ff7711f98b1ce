// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import stoa.engine.reference.TinyModel;

/// The same model straight from the formulas, in double precision and without a thought for speed: the oracle of
/// [LlamaTest].
final class PlainLlama {
    private final TinyModel model;
    private final int headWidth = TinyModel.WIDTH / TinyModel.HEADS;

    PlainLlama(TinyModel model) {
        this.model = model;
    }

    /// Scores of what follows the last token.
    double[] scores(int[] tokens) {
        var x = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) x[t] = row("token_embd", tokens[t]);
        for (int layer = 0; layer < TinyModel.LAYERS; layer++) {
            attend(x, "blk." + layer + ".");
            for (int t = 0; t < tokens.length; t++) feedForward(x, t, "blk." + layer + ".");
        }
        return times("token_embd", norm(x[tokens.length - 1], "output_norm"));
    }

    private void attend(double[][] x, String layer) {
        int n = x.length;
        var q = new double[n][];
        var k = new double[n][];
        var v = new double[n][];
        for (int t = 0; t < n; t++) {
            var h = norm(x[t], layer + "attn_norm");
            q[t] = rotated(times(layer + "attn_q", h), t);
            k[t] = rotated(times(layer + "attn_k", h), t);
            v[t] = times(layer + "attn_v", h);
        }
        for (int t = 0; t < n; t++) {
            var mixed = new double[TinyModel.WIDTH];
            for (int head = 0; head < TinyModel.HEADS; head++) mix(mixed, q[t], k, v, head, t);
            add(x[t], times(layer + "attn_output", mixed));
        }
    }

    private void mix(double[] mixed, double[] q, double[][] k, double[][] v, int head, int t) {
        int from = head * headWidth;
        int kvFrom = head / (TinyModel.HEADS / TinyModel.KV_HEADS) * headWidth;
        var share = new double[t + 1];
        double sum = 0;
        for (int s = 0; s <= t; s++) {
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

    private double[] rotated(double[] x, int position) {
        for (int at = 0; at < x.length; at += 2) {
            double angle = position * Math.pow(10_000, -(double) (at % headWidth) / headWidth);
            double even = x[at];
            double odd = x[at + 1];
            x[at] = even * Math.cos(angle) - odd * Math.sin(angle);
            x[at + 1] = even * Math.sin(angle) + odd * Math.cos(angle);
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
