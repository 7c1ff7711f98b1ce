// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import stoa.engine.reference.gguf.GgufFile;
import stoa.engine.reference.gguf.MalformedModel;

/// A model's weights, and the step from tokens to the scores of the next one. Immutable: any number of threads
/// may use it, each with its own [Workspace] and [Team].
public final class Llama {
    /// Files up to this size are read whole and checked for weights that are no numbers; of larger ones the pages come
    /// when they are needed, and such a weight fails the answer.
    private static final long CHECKED_MOST = 256L << 20;

    private final LlamaConfig config;
    private final Layer[] layers;
    private final float[] norm;
    private final Weights embedding;
    private final Weights output;
    private final double[] turns;
    private final float attentionScale;

    private Llama(
            LlamaConfig config,
            Layer[] layers,
            float[] norm,
            Weights embedding,
            Weights output,
            float @Nullable [] ropeFactors) {
        this.config = config;
        this.layers = layers;
        this.norm = norm;
        this.embedding = embedding;
        this.output = output;
        this.attentionScale = (float) (1 / StrictMath.sqrt(config.headWidth()));
        this.turns = new double[config.ropeWidth() / 2];
        for (int i = 0; i < turns.length; i++) {
            double turn = StrictMath.pow(config.ropeBase(), -2.0 * i / config.ropeWidth()) / config.ropeScale();
            turns[i] = ropeFactors == null ? turn : turn / ropeFactors[i];
        }
    }

    /// Finds the weights in the file, where they stay.
    public static Llama load(GgufFile file, int vocabulary) throws MalformedModel {
        var c = LlamaConfig.of(file.metadata(), vocabulary);
        requireKnown(file, c);
        long bytes = 0;
        for (var tensor : file.tensors().values()) bytes += tensor.data().byteSize();
        boolean check = bytes <= CHECKED_MOST;
        requireMemory(c);
        var embedding = Layer.weights(file, "token_embd.weight", c.width(), vocabulary, check);
        var output = file.tensors().containsKey("output.weight")
                ? Layer.weights(file, "output.weight", c.width(), vocabulary, check)
                : embedding;
        var layers = new Layer[c.layers()];
        for (int i = 0; i < layers.length; i++) layers[i] = Layer.load(file, i, c, check);
        var factors = file.tensors().containsKey("rope_freqs.weight")
                ? file.tensor("rope_freqs.weight").vector(c.ropeWidth() / 2)
                : null;
        return new Llama(c, layers, file.tensor("output_norm.weight").vector(c.width()), embedding, output, factors);
    }

    public LlamaConfig config() {
        return config;
    }

    /// Takes the scores; the array is only lent.
    public interface Scored {
        /// @param index of the token in the batch whose successor is scored
        void scores(int index, float[] logits);

        /// The last layer's normalised output behind that token, also only lent; its first `width` elements count.
        default void state(int index, float[] state) {}
    }

    /// Computes the batch's tokens, whose ids must be valid, and tells what is wanted of them, in order.
    public void step(Batch batch, Workspace w, Team team, Scored wanted) {
        int count = batch.size();
        for (int t = 0; t < count; t++) {
            embedding.row(batch.tokens[t], w.x[t], team.scratch(0));
            place(batch.positions[t], w.cos[t], w.sin[t]);
        }
        for (int i = 0; i < layers.length; i++) {
            attend(i, batch, w, team);
            feedForward(layers[i], count, w, team);
        }
        tell(batch, w, team, wanted);
    }

    private void tell(Batch batch, Workspace w, Team team, Scored wanted) {
        int count = batch.size();
        int n = 0;
        for (int t = 0; t < count; t++) {
            if (batch.wants[t] == Batch.Want.NOTHING) continue;
            normalise(w.x[t], config.width(), norm, w.last[n]);
            if (batch.wants[t] == Batch.Want.STATE) {
                wanted.state(t, w.last[n]);
                continue;
            }
            w.scored[n++] = t;
            if (n < Workspace.SCORED) continue;
            score(n, w, team, wanted);
            n = 0;
        }
        if (n > 0) score(n, w, team, wanted);
    }

    private void score(int n, Workspace w, Team team, Scored wanted) {
        output.multiply(w.last, w.logits, n, team);
        for (int i = 0; i < n; i++) wanted.scores(w.scored[i], w.logits[i]);
    }

    private void attend(int index, Batch batch, Workspace w, Team team) {
        var layer = layers[index];
        int count = batch.size();
        for (int t = 0; t < count; t++) normalise(w.x[t], config.width(), layer.attentionNorm(), w.normed[t]);
        layer.query().multiply(w.normed, w.query, count, team);
        layer.key().multiply(w.normed, w.key, count, team);
        layer.value().multiply(w.normed, w.value, count, team);
        for (int t = 0; t < count; t++) {
            addBias(w.query[t], layer.queryBias());
            addBias(w.key[t], layer.keyBias());
            addBias(w.value[t], layer.valueBias());
            normaliseHeads(w.query[t], config.heads(), layer.queryNorm());
            normaliseHeads(w.key[t], config.kvHeads(), layer.keyNorm());
            rotate(w.query[t], config.heads(), w.cos[t], w.sin[t]);
            rotate(w.key[t], config.kvHeads(), w.cos[t], w.sin[t]);
            remember(index, batch.positions[t], batch.caches[t], w.key[t], w.value[t]);
        }
        int heads = config.heads();
        long work = 0;
        for (int t = 0; t < count; t++) work += batch.positions[t];
        if (work * config.queryWidth() > 200_000)
            team.share(count * heads, (i, scratch) -> attendHead(index, i % heads, batch, i / heads, w, scratch));
        else for (int i = 0; i < count * heads; i++) attendHead(index, i % heads, batch, i / heads, w, team.scratch(0));
        layer.attentionOut().multiply(w.mixed, w.added, count, team);
        for (int t = 0; t < count; t++) addBias(w.added[t], layer.attentionOutBias());
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

    private void attendHead(int layer, int head, Batch batch, int t, Workspace w, Team.Scratch s) {
        int width = config.headWidth();
        int kvHead = head / (config.heads() / config.kvHeads());
        int seen = batch.positions[t] + 1;
        // A window's page is looked at whole; what lies before the window gets no share.
        int oldest = config.window() > 0 ? Math.max(0, seen - config.window()) : 0;
        int begin = oldest / KvCache.PAGE * KvCache.PAGE;
        var cache = batch.caches[t];
        for (int first = begin; first < seen; first += KvCache.PAGE) {
            int n = Math.min(KvCache.PAGE, seen - first);
            java.util.Arrays.fill(s.pageScores, 0, n, 0f);
            var keys = cache.page(first / KvCache.PAGE).keys[layer][kvHead];
            FloatMath.addRows(s.pageScores, n, keys, 0, width, w.query[t], head * width);
            for (int i = 0; i < n; i++) s.scores[first + i] = s.pageScores[i] * attentionScale;
        }
        FloatMath.softmax(s.scores, oldest, seen);
        java.util.Arrays.fill(s.headOut, 0f);
        for (int first = begin; first < seen; first += KvCache.PAGE) {
            int from = Math.max(0, oldest - first);
            int n = Math.min(KvCache.PAGE, seen - first) - from;
            var values = cache.page(first / KvCache.PAGE).values[layer][kvHead];
            FloatMath.addRows(s.headOut, width, values, from, n, s.scores, first + from);
        }
        System.arraycopy(s.headOut, 0, w.mixed[t], head * width, width);
    }

    private void feedForward(Layer layer, int count, Workspace w, Team team) {
        for (int t = 0; t < count; t++) normalise(w.x[t], config.width(), layer.feedForwardNorm(), w.normed[t]);
        layer.gate().multiply(w.normed, w.gate, count, team);
        layer.up().multiply(w.normed, w.up, count, team);
        var kernels = KernelChoice.current();
        for (int t = 0; t < count; t++) kernels.swiGlu(w.gate[t], w.up[t], config.hidden());
        layer.down().multiply(w.gate, w.added, count, team);
        add(w.x, w.added, count);
    }

    private void normalise(float[] x, int n, float[] weight, float[] out) {
        float scale = scale(FloatMath.sumOfSquares(x, 0, n), n);
        for (int i = 0; i < n; i++) out[i] = x[i] * scale * weight[i];
    }

    private void normaliseHeads(float[] x, int heads, float @Nullable [] weight) {
        if (weight == null) return;
        int n = config.headWidth();
        for (int head = 0; head < heads; head++) {
            float scale = scale(FloatMath.sumOfSquares(x, head * n, n), n);
            for (int i = 0; i < n; i++) x[head * n + i] = x[head * n + i] * scale * weight[i];
        }
    }

    private float scale(float squares, int n) {
        return 1f / (float) StrictMath.sqrt(squares / n + config.normEpsilon());
    }

    /// A position's angles.
    private void place(int position, float[] cos, float[] sin) {
        for (int i = 0; i < turns.length; i++) {
            cos[i] = (float) StrictMath.cos(position * turns[i]);
            sin[i] = (float) StrictMath.sin(position * turns[i]);
        }
    }

    /// Turns pairs of each head by the position's angles.
    private void rotate(float[] x, int heads, float[] cos, float[] sin) {
        int step = config.ropeHalves() ? 1 : 2;
        int apart = config.ropeHalves() ? turns.length : 1;
        for (int head = 0; head < heads; head++) {
            int base = head * config.headWidth();
            for (int i = 0; i < turns.length; i++) {
                int at = base + step * i;
                float even = x[at];
                float odd = x[at + apart];
                x[at] = even * cos[i] - odd * sin[i];
                x[at + apart] = even * sin[i] + odd * cos[i];
            }
        }
    }

    private static void addBias(float[] x, float @Nullable [] bias) {
        if (bias != null) FloatMath.addOne(x, bias.length, bias, 1f);
    }

    private void add(float[][] x, float[][] added, int count) {
        for (int t = 0; t < count; t++) FloatMath.addOne(x[t], config.width(), added[t], 1f);
    }

    private static void requireKnown(GgufFile file, LlamaConfig c) throws MalformedModel {
        var known = new TreeSet<String>();
        known.add("token_embd.weight");
        known.add("output_norm.weight");
        known.add("output.weight");
        known.add("rope_freqs.weight");
        for (int i = 0; i < c.layers(); i++) for (var part : Layer.NAMES) known.add("blk." + i + "." + part);
        for (var name : file.tensors().keySet())
            if (!known.contains(name))
                throw new MalformedModel("tensor " + name + " is not part of the architectures this engine knows");
    }

    /// The weights stay in the file, but a step needs scratch and a context needs keys and values.
    private static void requireMemory(LlamaConfig c) throws MalformedModel {
        long perToken = Float.BYTES * (5L * c.width() + 2L * c.queryWidth() + 2L * c.kvWidth() + 2L * c.hidden());
        long bytes = Batch.MOST * perToken
                + (long) Float.BYTES * (Workspace.SCORED * (long) c.vocabulary() + 4L * c.context())
                + Math.min(c.context(), 256) * c.cacheBytesPerToken();
        long most = Runtime.getRuntime().maxMemory() / 4 * 3;
        if (bytes > most)
            throw new MalformedModel(
                    "the model needs " + (bytes >> 20) + " MiB of memory to compute, but the Java heap allows "
                            + (most >> 20) + " MiB; give it more (-Xmx) or serve the model with an outside engine");
    }
}
