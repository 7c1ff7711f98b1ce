// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import stoa.engine.Sampling;

/// Picks tokens for one answer. In this order: penalties, bias, temperature, top-k, top-p, min-p; then the argmax
/// of what is left, with Gumbel noise unless the temperature is 0.
final class Sampler {
    static final int NOTHING = -1;

    private final Sampling sampling;
    private final double temperature;
    private final double topP;
    private final Noise noise;
    private final Map<Integer, Integer> made = new HashMap<>();
    private final Set<Integer> seen = new HashSet<>();
    private int position;

    Sampler(Sampling sampling, double temperature, double topP, long seed, int[] prompt) {
        this.sampling = sampling;
        this.temperature = temperature;
        this.topP = topP;
        this.noise = new Noise(seed);
        if (sampling.repetitionPenalty() != 1) for (int id : prompt) seen.add(id);
    }

    /// The next token; NOTHING when the scores are no usable numbers. Changes the array.
    int next(float[] logits) {
        adjust(logits);
        int best = argmax(logits);
        if (best == NOTHING || !Float.isFinite(logits[best])) return NOTHING;
        int picked = temperature == 0 ? best : draw(logits, best);
        position++;
        made.merge(picked, 1, Integer::sum);
        if (sampling.repetitionPenalty() != 1) seen.add(picked);
        return picked;
    }

    private void adjust(float[] logits) {
        float repetition = (float) sampling.repetitionPenalty();
        for (int id : seen) logits[id] = logits[id] > 0 ? logits[id] / repetition : logits[id] * repetition;
        if (sampling.presencePenalty() != 0 || sampling.frequencyPenalty() != 0)
            made.forEach((id, times) ->
                    logits[id] -= (float) (sampling.presencePenalty() + times * sampling.frequencyPenalty()));
        sampling.logitBias().forEach((id, bias) -> logits[id] += bias.floatValue());
    }

    private int draw(float[] logits, int best) {
        boolean filtered = sampling.topK() > 0 || topP < 1 || sampling.minP() > 0;
        if (!filtered) return draw(logits, best, null, logits.length);
        var order = byScore(logits);
        int kept = sampling.topK() > 0 ? Math.min(sampling.topK(), order.length) : order.length;
        var shares = new double[kept];
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            shares[i] = StrictMath.exp((logits[order[i]] - (double) logits[best]) / temperature);
            sum += shares[i];
        }
        if (topP < 1) {
            double reached = 0;
            int i = 0;
            while (i < kept && reached < topP * sum) reached += shares[i++];
            kept = i;
        }
        while (kept > 1 && shares[kept - 1] < sampling.minP()) kept--; // shares[0] is 1
        return draw(logits, best, order, kept);
    }

    /// Among the first `count` of `order`, or of all tokens when it is null.
    private int draw(float[] logits, int best, int @org.jspecify.annotations.Nullable [] order, int count) {
        int picked = best;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            int id = order == null ? i : order[i];
            double score = logits[id] / temperature + noise.gumbel(position, id);
            if (score > highest || score == highest && id < picked) {
                highest = score;
                picked = id;
            }
        }
        return picked;
    }

    /// Ids by score, the highest first and the lower id among equals.
    private static int[] byScore(float[] logits) {
        var keys = new long[logits.length];
        for (int id = 0; id < keys.length; id++) {
            int bits = Float.floatToIntBits(logits[id]);
            int ordered = bits ^ (bits >> 31 & Integer.MAX_VALUE); // now ordered like the floats
            keys[id] = (long) ~ordered << 32 | id;
        }
        Arrays.sort(keys);
        var out = new int[keys.length];
        for (int i = 0; i < out.length; i++) out[i] = (int) keys[i];
        return out;
    }

    private static int argmax(float[] logits) {
        int best = NOTHING;
        for (int id = 0; id < logits.length; id++) {
            if (Float.isNaN(logits[id])) return NOTHING;
            if (best == NOTHING || logits[id] > logits[best]) best = id;
        }
        return best;
    }
}
