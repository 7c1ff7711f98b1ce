// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.engine.reference.TinyModel;

class LlamaTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void reading_tokens_together_or_one_by_one_gives_the_same_bits(long seed) throws Exception {
        var llama = TinyModel.model(seed, 8).llama();
        var random = new Random(seed);
        var tokens = random.ints(TinyModel.CONTEXT, 0, 256).toArray();
        var oneByOne = scores(llama, tokens, () -> 1);
        assertEquals(oneByOne, scores(llama, tokens, () -> Batch.MOST));
        assertEquals(oneByOne, scores(llama, tokens, () -> 1 + random.nextInt(Batch.MOST)));
    }

    @Test
    void a_later_token_never_changes_what_was_said_of_an_earlier_one() throws Exception {
        var llama = TinyModel.model(1, 0).llama();
        var tokens = new Random(4).ints(60, 0, 256).toArray();
        var whole = scores(llama, tokens, () -> 7);
        var part = scores(llama, java.util.Arrays.copyOf(tokens, 33), () -> 5);
        assertEquals(whole.subList(0, 33), part);
    }

    /// The bits every machine must find: the promise that lets a dispute end in equality. Weights and tokens come
    /// from fixed seeds.
    @Test
    void the_bits_are_the_golden_ones() throws Exception {
        var tokens = new Random(9).ints(150, 0, 256).toArray();
        var sha = MessageDigest.getInstance("SHA-256");
        for (int type : new int[] {0, 1, 2, 8, 12, 14, 30})
            for (var row : scores(wide(42, type), tokens, () -> 16))
                for (float score : row) sha.update(ByteBuffer.allocate(4).putFloat(0, score));
        assertEquals(
                "8882f63a319ef6ef0bc1700516ed5fd72978f634a34de4bcd5ef505715f35151",
                HexFormat.of().formatHex(sha.digest()));
    }

    static List<TinyModel.Shape> shapes() {
        return List.of(
                TinyModel.Shape.SMALL,
                TinyModel.Shape.WIDE,
                TinyModel.Shape.QWEN2,
                TinyModel.Shape.QWEN3,
                TinyModel.Shape.MISTRAL);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void the_step_agrees_with_the_formula_in_double_precision(TinyModel.Shape shape) throws Exception {
        var written = new TinyModel(3, 0, shape);
        var llama = TinyModel.load(written.bytes()).llama();
        var tokens = new Random(5).ints(150, 0, 256).toArray();
        var expected = new PlainLlama(written).scores(tokens);
        var actual = scores(llama, tokens, () -> 20).getLast();
        for (int i = 0; i < expected.length; i++) assertEquals(expected[i], actual.get(i), 5e-3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 8, 12, 14, 30})
    void vectors_and_plain_loops_give_the_same_bits(int type) throws Exception {
        assumeTrue(KernelChoice.present(), "the module jdk.incubator.vector is not there");
        var random = new Random(type);
        var file = stoa.engine.reference.gguf.GgufFile.of(new TinyModel(7, type, TinyModel.Shape.WIDE).bytes());
        var tensor = file.tensor("blk.0.ffn_down.weight");
        int n = 512;
        var plain = new float[4 * n];
        var vector = new float[4 * n];
        var raw = new byte[4 * n];
        Kernels[] both = {new Kernels(), new VectorKernels()};
        for (int r = 0; r < 4; r++) {
            long at = (long) r * tensor.type().bytes(n);
            both[0].decode(tensor.type(), tensor.data(), at, n, plain, r * n, raw);
            both[1].decode(tensor.type(), tensor.data(), at, n, vector, r * n, raw);
        }
        assertArrayEquals(plain, vector);
        var x = new float[9][n];
        for (var row : x) for (int i = 0; i < n; i++) row[i] = (float) random.nextGaussian();
        var fromBlocks = new float[8];
        if (both[1].dotsOfBlocks(
                tensor.type(),
                tensor.data(),
                0,
                tensor.type().bytes(n),
                n,
                x[0],
                fromBlocks,
                1,
                new float[Weights.LANES])) {
            var a = new float[1][8];
            both[0].dots(plain, 4, n, x, 0, 1, a, 1, new float[Weights.LANES]);
            assertArrayEquals(a[0], fromBlocks);
        }
        for (int rows = 1; rows <= 4; rows++) {
            var a = new float[9][8];
            var b = new float[9][8];
            both[0].dots(plain, rows, n, x, 0, 9, a, 1, new float[Weights.LANES]);
            both[1].dots(vector, rows, n, x, 0, 9, b, 1, new float[Weights.LANES]);
            for (int t = 0; t < 9; t++) assertArrayEquals(a[t], b[t]);
        }
    }

    @Test
    void functions_of_vectors_have_the_same_bits_too() {
        assumeTrue(KernelChoice.present(), "the module jdk.incubator.vector is not there");
        var random = new Random(3);
        var x = new float[1_003];
        for (int i = 0; i < x.length; i++) x[i] = (float) (random.nextGaussian() * (i % 7 == 0 ? 60 : 4));
        x[5] = Float.NaN;
        x[6] = Float.POSITIVE_INFINITY;
        x[7] = -0f;
        var plain = x.clone();
        var vector = x.clone();
        new Kernels().exp(plain, 3, x.length, 1.5f);
        new VectorKernels().exp(vector, 3, x.length, 1.5f);
        assertArrayEquals(plain, vector);
        plain = x.clone();
        vector = x.clone();
        new Kernels().swiGlu(plain, x, x.length);
        new VectorKernels().swiGlu(vector, x, x.length);
        assertArrayEquals(plain, vector);
    }

    @Test
    void sequences_in_one_batch_do_not_touch_each_other() throws Exception {
        var llama = TinyModel.model(2, 8).llama();
        var first = new Random(1).ints(90, 0, 256).toArray();
        var second = new Random(2).ints(90, 0, 256).toArray();
        var alone = List.of(scores(llama, first, () -> 7), scores(llama, second, () -> 64));
        var together = List.of(new ArrayList<List<Float>>(), new ArrayList<List<Float>>());
        var caches = List.of(new KvCache(llama.config()), new KvCache(llama.config()));
        var batch = new Batch();
        try (var team = new Team(llama.config(), 2)) {
            for (int t = 0; t < 90; t += 3) {
                batch.clear();
                for (int i = t; i < t + 3; i++) {
                    batch.add(first[i], caches.getFirst(), Batch.Want.SCORES);
                    batch.add(second[i], caches.getLast(), Batch.Want.SCORES);
                }
                llama.step(batch, new Workspace(llama.config()), team, (index, logits) -> {
                    var row = new ArrayList<Float>(logits.length);
                    for (float score : logits) row.add(score);
                    together.get(index % 2).add(row);
                });
            }
        }
        assertEquals(alone, together);
    }

    @Test
    void a_fork_goes_its_own_way_and_leaves_its_origin_alone() throws Exception {
        var llama = TinyModel.model(2, 0).llama();
        var tokens = new Random(1).ints(200, 0, 256).toArray();
        var other = tokens.clone();
        for (int i = 150; i < other.length; i++) other[i] = (other[i] + 1) % 256;
        var cache = new KvCache(llama.config());
        var whole = scores(llama, tokens, () -> 64, cache);
        for (int at : new int[] {128, 150, 1}) {
            var fork = cache.fork(at);
            var rest = scores(llama, java.util.Arrays.copyOfRange(other, at, 200), () -> 64, fork);
            assertEquals(scores(llama, other, () -> 64).subList(at, 200), rest, "forked at " + at);
        }
        assertEquals(whole.getLast(), scores(llama, tokens, () -> 64).getLast());
        assertEquals(
                whole.getLast(),
                scores(llama, new int[] {tokens[199]}, () -> 1, cache.fork(199)).getFirst());
    }

    @Test
    void exp_is_close_to_the_real_one_and_grows() {
        float last = 0;
        for (float x = -87; x < 88; x += 0.0137f) {
            float e = FloatMath.exp(x);
            assertEquals(1, e / StrictMath.exp(x), 1e-6, "at " + x);
            assertTrue(e >= last, "at " + x);
            last = e;
        }
        assertEquals(1f, FloatMath.exp(0f));
        assertTrue(FloatMath.exp(-1e30f) < 1e-37f);
        assertTrue(Float.isFinite(FloatMath.exp(1e30f)));
    }

    @Test
    void shares_sum_to_one() {
        var scores = new float[] {3, -2, 80, 79.5f, -90};
        FloatMath.softmax(scores, 0, 5);
        double sum = IntStream.range(0, 5).mapToDouble(i -> scores[i]).sum();
        assertEquals(1, sum, 1e-6);
        assertArrayEquals(new float[] {0, 0, 0.62245935f, 0.37754068f, 0}, scores, 1e-6f);
    }

    private static Llama wide(long seed, int type) throws Exception {
        return TinyModel.load(new TinyModel(seed, type, TinyModel.Shape.WIDE).bytes())
                .llama();
    }

    private interface Batches {
        int next();
    }

    /// The scores after each token, as lists so that they compare bit by bit (−0 is not 0, NaN is NaN).
    private static List<List<Float>> scores(Llama llama, int[] tokens, Batches batches) {
        return scores(llama, tokens, batches, new KvCache(llama.config()));
    }

    private static List<List<Float>> scores(Llama llama, int[] tokens, Batches batches, KvCache cache) {
        var workspace = new Workspace(llama.config());
        var out = new ArrayList<List<Float>>();
        var batch = new Batch();
        try (var team = new Team(llama.config(), 2)) {
            for (int from = 0; from < tokens.length; ) {
                int count = Math.min(batches.next(), tokens.length - from);
                batch.clear();
                for (int i = 0; i < count; i++) batch.add(tokens[from + i], cache, Batch.Want.SCORES);
                llama.step(batch, workspace, team, (_, logits) -> {
                    var row = new ArrayList<Float>(logits.length);
                    for (float score : logits) row.add(score);
                    out.add(row);
                });
                from += count;
            }
        }
        return out;
    }
}
