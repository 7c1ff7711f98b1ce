// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import java.util.Set;
import java.util.TreeSet;
import stoa.engine.reference.gguf.GgufFile;
import stoa.engine.reference.gguf.MalformedModel;

/// A model's weights, and the step from tokens to the scores of the next one. Immutable: any number of threads
/// may use it, each with its own [Workspace] and [KvCache].
public final class Llama {
    /// Tokens computed together at most.
    public static final int BATCH = 32;

    private final LlamaConfig config;
    private final Layer[] layers;
    private final float[] norm;
    private final Matrix embedding;
    private final Matrix output;
    private final double[] turns;

    private Llama(LlamaConfig config, Layer[] layers, float[] norm, Matrix embedding, Matrix output) {
        this.config = config;
        this.layers = layers;
        this.norm = norm;
        this.embedding = embedding;
        this.output = output;
        this.turns = new double[config.ropeWidth() / 2];
        for (int i = 0; i < turns.length; i++)
            turns[i] = StrictMath.pow(config.ropeBase(), -2.0 * i / config.ropeWidth());
    }

    /// Takes the weights out of the file, which may be closed afterwards.
    public static Llama load(GgufFile file, int vocabulary) throws MalformedModel {
        var c = LlamaConfig.of(file.metadata(), vocabulary);
        var known = new TreeSet<>(Set.of("token_embd.weight", "output_norm.weight", "output.weight"));
        for (int i = 0; i < c.layers(); i++)
            for (var part : Layer.PARTS) known.add("blk." + i + "." + part + ".weight");
        for (var name : file.tensors().keySet())
            if (!known.contains(name))
                throw new MalformedModel("tensor " + name + " is not part of the llama architecture this engine knows");
        requireMemory(file, c);
        var embedding = Matrix.load(file.tensor("token_embd.weight"), c.width(), vocabulary);
        var output = file.tensors().containsKey("output.weight")
                ? Matrix.load(file.tensor("output.weight"), c.width(), vocabulary)
                : embedding;
        var layers = new Layer[c.layers()];
        for (int i = 0; i < layers.length; i++) layers[i] = Layer.load(file, i, c);
        return new Llama(c, layers, file.tensor("output_norm.weight").vector(c.width()), embedding, output);
    }

    public LlamaConfig config() {
        return config;
    }

    /// Appends tokens to the sequence and calls back with the scores of what follows each of them: all, or only
    /// the last. At most [#BATCH] tokens, each a valid id, and no more than the context has room for.
    public void step(int[] tokens, int from, int count, KvCache cache, Workspace w, Scored wanted) {
        cache.grow(count);
        int start = cache.length();
        for (int t = 0; t < count; t++) {
            embedding.column(tokens[from + t], w.x[t]);
            place(start + t, w.cos[t], w.sin[t]);
        }
        for (int i = 0; i < layers.length; i++) {
            attend(i, start, count, cache, w);
            feedForward(layers[i], count, w);
        }
        cache.advance(count);
        for (int t = wanted.all() ? 0 : count - 1; t < count; t++) {
            normalise(w.x[t], norm, w.normed[0]);
            output.multiply(w.normed, w.logits, 1);
            wanted.scores(t, w.logits[0]);
        }
    }

    /// Takes the scores; the array is only lent.
    public interface Scored {
        /// Whether every token's scores are wanted, or the last one's only.
        boolean all();

        void scores(int index, float[] logits);
    }

    private void attend(int index, int start, int count, KvCache cache, Workspace w) {
        var layer = layers[index];
        for (int t = 0; t < count; t++) normalise(w.x[t], layer.attentionNorm, w.normed[t]);
        layer.query.multiply(w.normed, w.query, count);
        layer.key.multiply(w.normed, w.key, count);
        layer.value.multiply(w.normed, w.value, count);
        for (int t = 0; t < count; t++) {
            rotate(w.query[t], config.heads(), w.cos[t], w.sin[t]);
            rotate(w.key[t], config.kvHeads(), w.cos[t], w.sin[t]);
            remember(index, start + t, cache, w.key[t], w.value[t]);
        }
        for (int t = 0; t < count; t++)
            for (int head = 0; head < config.heads(); head++) attendHead(index, head, start + t, cache, w, t);
        layer.attentionOut.multiply(w.mixed, w.added, count);
        add(w.x, w.added, count);
    }

    private void remember(int layer, int position, KvCache cache, float[] key, float[] value) {
        var page = cache.page(position / KvCache.PAGE);
        int slot = position % KvCache.PAGE;
        int width = config.headWidth();
        for (int head = 0; head < config.kvHeads(); head++) {
            var keys = page.keys[layer][head];
            for (int i = 0; i < width; i++) keys[i][slot] = key[head * width + i];
            System.arraycopy(value, head * width, page.values[layer][head][slot], 0, width);
        }
    }

    private void attendHead(int layer, int head, int position, KvCache cache, Workspace w, int t) {
        int width = config.headWidth();
        int kvHead = head / (config.heads() / config.kvHeads());
        int seen = position + 1;
        float scale = (float) (1 / StrictMath.sqrt(width));
        for (int first = 0; first < seen; first += KvCache.PAGE) {
            int n = Math.min(KvCache.PAGE, seen - first);
            java.util.Arrays.fill(w.pageScores, 0, n, 0f);
            var keys = cache.page(first / KvCache.PAGE).keys[layer][kvHead];
            FloatMath.addRows(w.pageScores, n, keys, width, w.query[t], head * width);
            for (int i = 0; i < n; i++) w.scores[first + i] = w.pageScores[i] * scale;
        }
        FloatMath.softmax(w.scores, seen);
        java.util.Arrays.fill(w.headOut, 0f);
        for (int first = 0; first < seen; first += KvCache.PAGE) {
            var values = cache.page(first / KvCache.PAGE).values[layer][kvHead];
            FloatMath.addRows(w.headOut, width, values, Math.min(KvCache.PAGE, seen - first), w.scores, first);
        }
        System.arraycopy(w.headOut, 0, w.mixed[t], head * width, width);
    }

    private void feedForward(Layer layer, int count, Workspace w) {
        for (int t = 0; t < count; t++) normalise(w.x[t], layer.feedForwardNorm, w.normed[t]);
        layer.gate.multiply(w.normed, w.gate, count);
        layer.up.multiply(w.normed, w.up, count);
        for (int t = 0; t < count; t++) FloatMath.swiGlu(w.gate[t], w.up[t]);
        layer.down.multiply(w.gate, w.added, count);
        add(w.x, w.added, count);
    }

    private void normalise(float[] x, float[] weight, float[] out) {
        float mean = FloatMath.sumOfSquares(x) / x.length;
        float scale = 1f / (float) StrictMath.sqrt(mean + config.normEpsilon());
        for (int i = 0; i < x.length; i++) out[i] = x[i] * scale * weight[i];
    }

    /// A position's angles.
    private void place(int position, float[] cos, float[] sin) {
        for (int i = 0; i < turns.length; i++) {
            cos[i] = (float) StrictMath.cos(position * turns[i]);
            sin[i] = (float) StrictMath.sin(position * turns[i]);
        }
    }

    /// Turns neighbouring pairs of each head by the position's angles.
    private void rotate(float[] x, int heads, float[] cos, float[] sin) {
        for (int head = 0; head < heads; head++) {
            int base = head * config.headWidth();
            for (int i = 0; i < cos.length; i++) {
                int at = base + 2 * i;
                float even = x[at];
                float odd = x[at + 1];
                x[at] = even * cos[i] - odd * sin[i];
                x[at + 1] = even * sin[i] + odd * cos[i];
            }
        }
    }

    private static void add(float[][] x, float[][] added, int count) {
        for (int t = 0; t < count; t++) FloatMath.addOne(x[t], x[t].length, added[t], 1f);
    }

    /// Weights are kept as 32-bit floats, so a small file may need much memory: say so before the heap is gone.
    private static void requireMemory(GgufFile file, LlamaConfig c) throws MalformedModel {
        long perLayer = (long) c.width() * (2L * c.queryWidth() + 2L * c.kvWidth() + 3L * c.hidden());
        long tables = file.tensors().containsKey("output.weight") ? 2 : 1;
        long bytes = Float.BYTES * (perLayer * c.layers() + tables * c.width() * c.vocabulary());
        long most = Runtime.getRuntime().maxMemory() / 4 * 3;
        if (bytes > most)
            throw new MalformedModel(
                    "the model needs " + (bytes >> 20) + " MiB as 32-bit weights, but the Java heap allows "
                            + (most >> 20) + " MiB; give it more (-Xmx) or serve the model with an outside engine");
    }

    private record Layer(
            float[] attentionNorm,
            Matrix query,
            Matrix key,
            Matrix value,
            Matrix attentionOut,
            float[] feedForwardNorm,
            Matrix gate,
            Matrix up,
            Matrix down) {
        static final String[] PARTS = {
            "attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down"
        };

        static Layer load(GgufFile file, int index, LlamaConfig c) throws MalformedModel {
            return new Layer(
                    file.tensor(name(index, 0)).vector(c.width()),
                    Matrix.load(file.tensor(name(index, 1)), c.width(), c.queryWidth()),
                    Matrix.load(file.tensor(name(index, 2)), c.width(), c.kvWidth()),
                    Matrix.load(file.tensor(name(index, 3)), c.width(), c.kvWidth()),
                    Matrix.load(file.tensor(name(index, 4)), c.queryWidth(), c.width()),
                    file.tensor(name(index, 5)).vector(c.width()),
                    Matrix.load(file.tensor(name(index, 6)), c.width(), c.hidden()),
                    Matrix.load(file.tensor(name(index, 7)), c.width(), c.hidden()),
                    Matrix.load(file.tensor(name(index, 8)), c.hidden(), c.width()));
        }

        private static String name(int index, int part) {
            return "blk." + index + "." + PARTS[part] + ".weight";
        }
    }

    /// Scratch memory of one step; reuse it, but never from two threads at once.
    public static final class Workspace {
        private final float[][] x;
        private final float[][] normed;
        private final float[][] query;
        private final float[][] key;
        private final float[][] value;
        private final float[][] mixed;
        private final float[][] added;
        private final float[][] gate;
        private final float[][] up;
        private final float[][] logits;
        private final float[] scores;
        private final float[] pageScores = new float[KvCache.PAGE];
        private final float[] headOut;
        private final float[][] cos;
        private final float[][] sin;

        public Workspace(LlamaConfig c) {
            x = new float[BATCH][c.width()];
            normed = new float[BATCH][c.width()];
            query = new float[BATCH][c.queryWidth()];
            key = new float[BATCH][c.kvWidth()];
            value = new float[BATCH][c.kvWidth()];
            mixed = new float[BATCH][c.queryWidth()];
            added = new float[BATCH][c.width()];
            gate = new float[BATCH][c.hidden()];
            up = new float[BATCH][c.hidden()];
            logits = new float[1][c.vocabulary()];
            scores = new float[c.context()];
            headOut = new float[c.headWidth()];
            cos = new float[BATCH][c.ropeWidth() / 2];
            sin = new float[BATCH][c.ropeWidth() / 2];
        }
    }
}
