// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import stoa.engine.Sampling;

class SamplerTest {
    private static final float[] LOGITS = {0, 2, 1, 3, -1, 3};
    private static final int[] NO_PROMPT = {};

    @Test
    void without_temperature_the_likeliest_is_taken_and_the_lower_id_among_equals() {
        assertEquals(3, greedy(Sampling.GREEDY).next(LOGITS.clone()));
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
        var repetition = new Sampler(with(0, 0, 4, Map.of()), 0, 1, 0, new int[] {3});
        assertEquals(List.of(5, 1, 2), List.of(next(repetition), next(repetition), next(repetition)));
        assertEquals(4, next(greedy(with(0, 0, 1, Map.of(4, 100.0)))));
        assertEquals(5, next(greedy(with(0, 0, 1, Map.of(3, -100.0)))));
    }

    @Test
    void scores_that_are_no_numbers_pick_nothing() {
        assertEquals(Sampler.NOTHING, greedy(Sampling.GREEDY).next(new float[] {1, Float.NaN}));
        assertEquals(Sampler.NOTHING, greedy(Sampling.GREEDY).next(new float[] {1, Float.POSITIVE_INFINITY}));
        var none = new float[] {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        assertEquals(Sampler.NOTHING, greedy(Sampling.GREEDY).next(none));
    }

    @Test
    void noise_has_the_mean_and_spread_of_its_distribution() {
        var noise = new Noise(3);
        double sum = 0;
        double squares = 0;
        int n = 50_000;
        for (int i = 0; i < n; i++) {
            double g = noise.gumbel(i / 100, i % 100);
            sum += g;
            squares += g * g;
        }
        double mean = sum / n;
        assertEquals(0.5772, mean, 0.03);
        assertEquals(Math.PI * Math.PI / 6, squares / n - mean * mean, 0.06);
        assertTrue(Double.isFinite(sum));
    }

    private static int next(Sampler sampler) {
        return sampler.next(LOGITS.clone());
    }

    private static Sampler greedy(Sampling sampling) {
        return new Sampler(sampling, 0, 1, 0, NO_PROMPT);
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
        var sampler = new Sampler(sampling, temperature, topP, seed, NO_PROMPT);
        var out = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) out.add(next(sampler));
        return out;
    }
}
