// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// How the next token is picked. Penalties look at the tokens of the answer so far; `repetitionPenalty` at those
/// of the prompt too.
///
/// @param temperature 0 (greedy) to 2
/// @param topP in (0, 1]; 1 keeps all
/// @param topK 0 keeps all
/// @param minP in [0, 1]: drops tokens less likely than this share of the likeliest; 0 keeps all
/// @param presencePenalty −2 to 2
/// @param frequencyPenalty −2 to 2
/// @param repetitionPenalty above 0; 1 changes nothing
/// @param logitBias by token id, −100 to 100
/// @param seed empty: the engine picks one
public record Sampling(
        double temperature,
        double topP,
        int topK,
        double minP,
        double presencePenalty,
        double frequencyPenalty,
        double repetitionPenalty,
        Map<Integer, Double> logitBias,
        OptionalLong seed) {
    public static final Sampling GREEDY = new Sampling(0, 1, 0, 0, 0, 0, 1, Map.of(), OptionalLong.empty());

    public Sampling {
        require(temperature >= 0 && temperature <= 2, "temperature must be between 0 and 2");
        require(topP > 0 && topP <= 1, "top_p must be above 0 and at most 1");
        require(topK >= 0, "top_k must be 0 or more");
        require(minP >= 0 && minP <= 1, "min_p must be between 0 and 1");
        require(Math.abs(presencePenalty) <= 2, "presence_penalty must be between -2 and 2");
        require(Math.abs(frequencyPenalty) <= 2, "frequency_penalty must be between -2 and 2");
        require(
                repetitionPenalty > 0 && repetitionPenalty <= 100,
                "repetition_penalty must be above 0 and at most 100");
        logitBias = new TreeMap<>(logitBias); // ordered, so that equal requests behave equally
    }

    public Sampling withSeed(long seed) {
        return new Sampling(
                temperature,
                topP,
                topK,
                minP,
                presencePenalty,
                frequencyPenalty,
                repetitionPenalty,
                logitBias,
                OptionalLong.of(seed));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) throw new IllegalArgumentException(otherwise);
    }
}
