// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import java.util.ArrayList;
import stoa.engine.TokenLogprob;
import stoa.engine.TokenLogprob.Candidate;
import stoa.engine.reference.text.Tokenizer;

/// Log-probabilities on the raw distribution.
final class Logprobs {
    private Logprobs() {}

    static TokenLogprob of(Tokenizer tokenizer, float[] logits, int chosen, int top) {
        float highest = logits[0];
        for (float logit : logits) highest = Math.max(highest, logit);
        double sum = 0;
        for (float logit : logits) sum += StrictMath.exp((double) logit - highest);
        double all = highest + StrictMath.log(sum);
        var best = best(logits, Math.min(top, logits.length));
        var candidates = new ArrayList<Candidate>(best.length);
        for (int id : best) candidates.add(candidate(tokenizer, id, logits[id] - all));
        return new TokenLogprob(candidate(tokenizer, chosen, logits[chosen] - all), candidates);
    }

    private static Candidate candidate(Tokenizer tokenizer, int id, double logprob) {
        return new Candidate(id, tokenizer.shown(id), logprob);
    }

    /// The ids of the highest scores, the lower id among equals first.
    private static int[] best(float[] logits, int count) {
        var out = new int[count];
        int size = 0;
        for (int id = 0; id < logits.length && count > 0; id++) {
            if (size == count && logits[id] <= logits[out[size - 1]]) continue;
            int at = size < count ? size++ : count - 1;
            for (; at > 0 && logits[out[at - 1]] < logits[id]; at--) out[at] = out[at - 1];
            out[at] = id;
        }
        return out;
    }
}
