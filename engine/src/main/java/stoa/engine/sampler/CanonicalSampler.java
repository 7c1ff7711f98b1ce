// SPDX-License-Identifier: Apache-2.0
package stoa.engine.sampler;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import stoa.engine.RunSeed;
import stoa.engine.Sampling;

/// Picks the tokens of one choice ([SAM-3] of `spec/sampler.md`): penalties, bias, grammar, temperature, top-k,
/// top-p, min-p; then the argmax of what is left plus [GumbelNoise], without noise at temperature 0. One instance
/// serves one answer and one thread at a time.
public final class CanonicalSampler {
    /// No token can be picked: a score is no number, or none is allowed.
    public static final int NOTHING = -1;

    private static final int PARAMETER_BITS = 16;
    private static final int ID_BITS = 21;
    private static final long OUT = Long.MIN_VALUE;

    private final RunSeed seed;
    private final long temperature;
    private final long topP;
    private final int topK;
    private final long minP;
    private final long presence;
    private final long frequency;
    private final long repetition;
    private final Map<Integer, Long> bias = new TreeMap<>();
    private final Map<Integer, Integer> made = new HashMap<>();
    private final Set<Integer> seen = new TreeSet<>();
    private long position;
    private long[] scores = {};

    /// @param temperature what holds where the request names none
    /// @param topP the same
    /// @param prompt the tokens before the answer, for the repetition penalty
    public CanonicalSampler(Sampling sampling, double temperature, double topP, RunSeed seed, int[] prompt) {
        this.seed = seed;
        this.temperature = FixedPoint.parameter(sampling.temperature().orElse(temperature), PARAMETER_BITS);
        this.topP = FixedPoint.parameter(sampling.topP().orElse(topP), PARAMETER_BITS);
        this.topK = sampling.topK();
        this.minP = FixedPoint.parameter(sampling.minP(), PARAMETER_BITS);
        this.presence = FixedPoint.parameter(sampling.presencePenalty(), FixedPoint.SCORE_BITS);
        this.frequency = FixedPoint.parameter(sampling.frequencyPenalty(), FixedPoint.SCORE_BITS);
        this.repetition = Math.max(1, FixedPoint.parameter(sampling.repetitionPenalty(), PARAMETER_BITS));
        sampling.logitBias().forEach((id, by) -> bias.put(id, FixedPoint.parameter(by, FixedPoint.SCORE_BITS)));
        if (repetition != 1L << PARAMETER_BITS) for (int id : prompt) seen.add(id);
    }

    /// The next token of the answer, or NOTHING. `allowed` is the grammar's word: null where everything is.
    public int next(float[] logits, @Nullable BitSet allowed) {
        int picked = pick(logits, allowed);
        if (picked != NOTHING) accept(picked);
        return picked;
    }

    /// Goes on behind a token that somebody else picked: how a checker follows an answer.
    public void accept(int token) {
        position++;
        made.merge(token, 1, Integer::sum);
        if (repetition != 1L << PARAMETER_BITS) seen.add(token);
    }

    /// How far the claimed token is behind the one the sampler picks here, with 24 fractional bits: 0 when it is that
    /// one, [Long#MAX_VALUE] when the filters exclude it. Leaves the position as it is.
    public long margin(float[] logits, @Nullable BitSet allowed, int claimed) {
        int picked = pick(logits, allowed);
        if (picked == claimed) return 0;
        if (picked == NOTHING || !kept(claimed)) return Long.MAX_VALUE;
        return withNoise(picked) - withNoise(claimed);
    }

    private int pick(float[] logits, @Nullable BitSet allowed) {
        if (scores.length != logits.length) scores = new long[logits.length];
        if (!read(logits)) return NOTHING;
        adjust();
        if (allowed != null)
            for (int id = allowed.nextClearBit(0); id < scores.length; id = allowed.nextClearBit(id + 1))
                scores[id] = OUT;
        int best = argmax();
        if (best == NOTHING || temperature == 0) return best;
        for (int id = 0; id < scores.length; id++)
            if (scores[id] != OUT) scores[id] = Math.floorDiv(scores[id] << PARAMETER_BITS, temperature);
        if (topK > 0 || topP < 1L << PARAMETER_BITS || minP > 0) filter(scores[best]);
        return draw(best);
    }

    private boolean read(float[] logits) {
        for (int id = 0; id < logits.length; id++) {
            float x = logits[id];
            if (Float.isNaN(x) || x == Float.POSITIVE_INFINITY) return false;
            scores[id] = x == Float.NEGATIVE_INFINITY ? OUT : FixedPoint.score(x);
        }
        return true;
    }

    private void adjust() {
        for (int id : seen) {
            long x = scores[id];
            if (x == OUT) continue;
            scores[id] = x > 0 ? (x << PARAMETER_BITS) / repetition : (x * repetition) >> PARAMETER_BITS;
        }
        if (presence != 0 || frequency != 0)
            made.forEach((id, times) -> {
                if (scores[id] != OUT) scores[id] -= presence + times * frequency;
            });
        bias.forEach((id, by) -> {
            if (scores[id] != OUT) scores[id] += by;
        });
    }

    private int argmax() {
        int best = NOTHING;
        for (int id = 0; id < scores.length; id++)
            if (scores[id] != OUT && (best == NOTHING || scores[id] > scores[best])) best = id;
        return best;
    }

    /// Excludes what top-k, top-p and min-p exclude.
    private void filter(long top) {
        int near = 0;
        for (long score : scores) if (score != OUT && top - score < FixedPoint.EXP_END) near++;
        if (topK > near) {
            excludeBeyondTopK();
            near = 0;
            for (long score : scores) if (score != OUT && top - score < FixedPoint.EXP_END) near++;
        }
        boolean byShare = topP < 1L << PARAMETER_BITS || minP > 0;
        if (!byShare && topK > near) return;
        // Distance and id in one number, so that they sort as [SAM-3] orders: nearer first, then the lower id.
        var order = new long[near];
        int size = 0;
        for (int id = 0; id < scores.length; id++)
            if (scores[id] != OUT && top - scores[id] < FixedPoint.EXP_END)
                order[size++] = (top - scores[id]) << ID_BITS | id;
        Arrays.sort(order);
        int kept = topK > 0 ? Math.min(topK, size) : size;
        if (byShare) kept = byShare(order, kept);
        var keptScores = new long[kept];
        for (int i = 0; i < kept; i++) keptScores[i] = scores[id(order[i])];
        Arrays.fill(scores, OUT);
        for (int i = 0; i < kept; i++) scores[id(order[i])] = keptScores[i];
    }

    /// How many of the first `kept` top-p and min-p leave.
    private int byShare(long[] order, int kept) {
        long sum = 0;
        for (int i = 0; i < kept; i++) sum += FixedPoint.expMinus(order[i] >> ID_BITS);
        int left = kept;
        if (topP < 1L << PARAMETER_BITS) {
            long enough = (sum >> PARAMETER_BITS) * topP + (((sum & 0xffff) * topP) >> PARAMETER_BITS);
            long reached = 0;
            left = 0;
            while (left < kept && (left == 0 || reached < enough))
                reached += FixedPoint.expMinus(order[left++] >> ID_BITS);
        }
        long least = minP << (FixedPoint.BITS - PARAMETER_BITS);
        while (left > 1 && FixedPoint.expMinus(order[left - 1] >> ID_BITS) < least) left--;
        return left;
    }

    /// The slow way, for a top-k that reaches beyond what [FixedPoint#expMinus] can tell apart.
    private void excludeBeyondTopK() {
        var ids = new Integer[scores.length];
        for (int id = 0; id < ids.length; id++) ids[id] = id;
        Arrays.sort(ids, (a, b) -> {
            int byScore = Long.compare(scores[b], scores[a]);
            return byScore != 0 ? byScore : Integer.compare(a, b);
        });
        for (int i = topK; i < ids.length; i++) scores[ids[i]] = OUT;
    }

    private int draw(int best) {
        var noise = GumbelNoise.at(seed, position);
        int picked = best;
        long highest = scores[best] + noise.of(best);
        for (int id = 0; id < scores.length; id++) {
            if (scores[id] == OUT || highest - scores[id] > GumbelNoise.MOST) continue;
            long score = scores[id] + noise.of(id);
            if (score > highest || score == highest && id < picked) {
                highest = score;
                picked = id;
            }
        }
        return picked;
    }

    private boolean kept(int id) {
        return id >= 0 && id < scores.length && scores[id] != OUT;
    }

    private long withNoise(int id) {
        return temperature == 0
                ? scores[id]
                : scores[id] + GumbelNoise.at(seed, position).of(id);
    }

    private static int id(long ordered) {
        return (int) (ordered & ((1L << ID_BITS) - 1));
    }
}
