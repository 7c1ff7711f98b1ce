// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.llama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        assertEquals(oneByOne, scores(llama, tokens, () -> Llama.BATCH));
        assertEquals(oneByOne, scores(llama, tokens, () -> 1 + random.nextInt(Llama.BATCH)));
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
        var tokens = new Random(9).ints(200, 0, 256).toArray();
        var sha = MessageDigest.getInstance("SHA-256");
        for (int type : new int[] {0, 1, 8})
            for (var row : scores(TinyModel.model(42, type).llama(), tokens, () -> 16))
                for (float score : row) sha.update(ByteBuffer.allocate(4).putFloat(0, score));
        assertEquals(
                "f49cef03750474e053e2689dafd4c307b24c19241928bb58c83dad73815e123e",
                HexFormat.of().formatHex(sha.digest()));
    }

    @Test
    void the_step_agrees_with_the_formula_in_double_precision() throws Exception {
        var written = new TinyModel(3, 0);
        var llama = TinyModel.load(written.bytes()).llama();
        var tokens = new Random(5).ints(20, 0, 256).toArray();
        var expected = new PlainLlama(written).scores(tokens);
        var actual = scores(llama, tokens, () -> 20).getLast();
        for (int i = 0; i < expected.length; i++) assertEquals(expected[i], actual.get(i), 2e-3);
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
        FloatMath.softmax(scores, 5);
        double sum = IntStream.range(0, 5).mapToDouble(i -> scores[i]).sum();
        assertEquals(1, sum, 1e-6);
        assertArrayEquals(new float[] {0, 0, 0.62245935f, 0.37754068f, 0}, scores, 1e-6f);
    }

    private interface Batches {
        int next();
    }

    /// The scores after each token, as lists so that they compare bit by bit (−0 is not 0, NaN is NaN).
    private static List<List<Float>> scores(Llama llama, int[] tokens, Batches batches) {
        var cache = new KvCache(llama.config());
        var workspace = new Llama.Workspace(llama.config());
        var out = new ArrayList<List<Float>>();
        for (int from = 0; from < tokens.length; ) {
            int count = Math.min(batches.next(), tokens.length - from);
            llama.step(tokens, from, count, cache, workspace, new Llama.Scored() {
                @Override
                public boolean all() {
                    return true;
                }

                @Override
                public void scores(int index, float[] logits) {
                    var row = new ArrayList<Float>(logits.length);
                    for (float score : logits) row.add(score);
                    out.add(row);
                }
            });
            from += count;
        }
        return out;
    }
}
