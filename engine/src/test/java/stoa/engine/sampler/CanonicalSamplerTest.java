// SPDX-License-Identifier: Apache-2.0
package stoa.engine.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import stoa.engine.RunSeed;
import stoa.engine.Sampling;

class CanonicalSamplerTest {
    private static final float[] LOGITS = {0, 2, 1, 3, -1, 3};
    private static final int[] NO_PROMPT = {};
    private static final RunSeed SEED = RunSeed.ofCaller("m", 3, 0);

    @Test
    void without_temperature_the_likeliest_is_taken_and_the_lower_id_among_equals() {
        assertEquals(3, greedy(Sampling.GREEDY).next(LOGITS, null));
    }

    @Test
    void a_seed_repeats_an_answer_and_another_seed_makes_another() {
        assertEquals(draws(1, 7, 0, 1, 0, 40), draws(1, 7, 0, 1, 0, 40));
        assertNotEquals(draws(1, 7, 0, 1, 0, 40), draws(1, 8, 0, 1, 0, 40));
    }

    @Test
    void tokens_come_as_often_as_their_probability_says() {
        double sum = 0;
        for (float logit : LOGITS) sum += Math.exp(logit);
        var counts = new int[LOGITS.length];
        int all = 20_000;
        for (int id : draws(1, 11, 0, 1, 0, all)) counts[id]++;
        for (int id = 0; id < counts.length; id++) {
            double p = Math.exp(LOGITS[id]) / sum;
            assertEquals(p, counts[id] / (double) all, 5 * Math.sqrt(p * (1 - p) / all), "token " + id);
        }
    }

    @Test
    void filters_keep_what_they_promise() {
        assertEquals(new TreeSet<>(List.of(3, 5)), new TreeSet<>(draws(2, 1, 2, 1, 0, 500)), "top-k 2");
        assertEquals(new TreeSet<>(List.of(1, 3, 5)), new TreeSet<>(draws(1, 1, 0, 0.85, 0, 500)), "top-p");
        assertEquals(new TreeSet<>(List.of(3)), new TreeSet<>(draws(1, 1, 0, 0.3, 0, 500)), "top-p keeps at least one");
        assertEquals(new TreeSet<>(List.of(1, 3, 5)), new TreeSet<>(draws(1, 1, 0, 1, 0.3, 500)), "min-p");
        assertEquals(new TreeSet<>(List.of(3)), new TreeSet<>(draws(1, 1, 1, 0.9, 1, 500)), "all together");
    }

    @Test
    void penalties_lower_what_was_said_and_bias_moves_what_the_caller_names() {
        var frequency = greedy(with(0, 1.5, 1, Map.of()));
        assertEquals(List.of(3, 5, 1), List.of(next(frequency), next(frequency), next(frequency)));
        var presence = greedy(with(1.5, 0, 1, Map.of()));
        assertEquals(List.of(3, 5, 1, 3), List.of(next(presence), next(presence), next(presence), next(presence)));
        var repetition = new CanonicalSampler(with(0, 0, 4, Map.of()), 0, 1, SEED, new int[] {3});
        assertEquals(List.of(5, 1, 2), List.of(next(repetition), next(repetition), next(repetition)));
        assertEquals(4, next(greedy(with(0, 0, 1, Map.of(4, 100.0)))));
        assertEquals(5, next(greedy(with(0, 0, 1, Map.of(3, -100.0)))));
    }

    @Test
    void scores_that_are_no_numbers_pick_nothing() {
        assertEquals(CanonicalSampler.NOTHING, greedy(Sampling.GREEDY).next(new float[] {1, Float.NaN}, null));
        assertEquals(
                CanonicalSampler.NOTHING, greedy(Sampling.GREEDY).next(new float[] {1, Float.POSITIVE_INFINITY}, null));
        var none = new float[] {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        assertEquals(CanonicalSampler.NOTHING, greedy(Sampling.GREEDY).next(none, null));
    }

    @Test
    void noise_has_the_mean_and_spread_of_its_distribution() {
        double sum = 0;
        double squares = 0;
        int n = 50_000;
        for (int i = 0; i < n; i++) {
            double g = GumbelNoise.at(SEED, i / 100).of(i % 100) * 0x1p-24;
            sum += g;
            squares += g * g;
        }
        double mean = sum / n;
        assertEquals(0.5772, mean, 0.03);
        assertEquals(Math.PI * Math.PI / 6, squares / n - mean * mean, 0.06);
    }

    @Test
    void whole_number_functions_follow_the_real_ones() {
        for (long d = 0; d < 22L << 24; d += 654_321)
            assertEquals(Math.exp(-d * 0x1p-24), FixedPoint.expMinus(d) * 0x1p-30, 1e-7, "exp of " + d);
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            long v = 1 + (random.nextLong() >>> 1 + random.nextInt(62));
            assertEquals(Math.log(v), FixedPoint.ln(v) * 0x1p-30, 1e-7, "ln of " + v);
        }
        double last = Double.NEGATIVE_INFINITY;
        for (long n = 0; n < 1L << 32; n += 1 + (n < 1L << 31 ? n / 8 : ((1L << 32) - n) / 8)) {
            double u = (2.0 * n + 1) / 0x1p33;
            double g = GumbelNoise.gumbel(n) * 0x1p-24;
            assertEquals(-Math.log(-Math.log1p(u - 1)), g, 1e-5, "noise of " + n);
            assertTrue(g >= last - 1e-5, "noise grows at " + n);
            last = g;
        }
        assertTrue(GumbelNoise.gumbel((1L << 32) - 1) < GumbelNoise.MOST);
    }

    @Test
    void skipping_what_cannot_win_changes_nothing() {
        var random = new Random(8);
        for (int round = 0; round < 300; round++) {
            var logits = new float[300];
            for (int i = 0; i < logits.length; i++) logits[i] = (float) (random.nextGaussian() * 6);
            var seed = RunSeed.ofCaller("m", round, 0);
            var expected = -1;
            long highest = Long.MIN_VALUE;
            var noise = GumbelNoise.at(seed, 0);
            for (int i = 0; i < logits.length; i++) {
                long score = FixedPoint.score(logits[i]) + noise.of(i);
                if (score > highest) {
                    highest = score;
                    expected = i;
                }
            }
            assertEquals(expected, new CanonicalSampler(Sampling.DEFAULT, 1, 1, seed, NO_PROMPT).next(logits, null));
        }
    }

    @Test
    void a_grammar_s_word_holds_before_every_filter() {
        var allowed = BitSet.valueOf(new long[] {1 << 4 | 1});
        var sampling = with(0, 0, 1, Map.of());
        assertEquals(0, greedy(sampling).next(LOGITS, allowed));
        assertEquals(CanonicalSampler.NOTHING, greedy(sampling).next(LOGITS, new BitSet()));
    }

    /// [SAM-6]
    @Test
    void a_checker_finds_margin_nothing_for_the_drawn_token_and_how_far_behind_any_other_is() {
        var sampler = new CanonicalSampler(Sampling.DEFAULT, 1, 1, SEED, NO_PROMPT);
        int drawn = sampler.next(LOGITS, null);
        var checker = new CanonicalSampler(Sampling.DEFAULT, 1, 1, SEED, NO_PROMPT);
        for (int id = 0; id < LOGITS.length; id++)
            assertEquals(id == drawn, checker.margin(LOGITS, null, id) == 0, "token " + id);
        var narrow = new CanonicalSampler(
                new Sampling(OptionalDouble.of(1), OptionalDouble.of(1), 2, 0, 0, 0, 1, Map.of(), OptionalLong.empty()),
                1,
                1,
                SEED,
                NO_PROMPT);
        assertEquals(Long.MAX_VALUE, narrow.margin(LOGITS, null, 4), "the filters exclude it");
    }

    private static int next(CanonicalSampler sampler) {
        return sampler.next(LOGITS, null);
    }

    private static CanonicalSampler greedy(Sampling sampling) {
        return new CanonicalSampler(sampling, 0, 1, SEED, NO_PROMPT);
    }

    private static Sampling with(double presence, double frequency, double repetition, Map<Integer, Double> bias) {
        return new Sampling(
                OptionalDouble.of(0),
                OptionalDouble.of(1),
                0,
                0,
                presence,
                frequency,
                repetition,
                bias,
                OptionalLong.empty());
    }

    private static List<Integer> draws(double temperature, long seed, int topK, double topP, double minP, int count) {
        var sampling = new Sampling(
                OptionalDouble.of(temperature),
                OptionalDouble.of(topP),
                topK,
                minP,
                0,
                0,
                1,
                Map.of(),
                OptionalLong.of(seed));
        var sampler = new CanonicalSampler(sampling, temperature, topP, RunSeed.ofCaller("m", seed, 0), NO_PROMPT);
        var out = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) out.add(next(sampler));
        return out;
    }
}
