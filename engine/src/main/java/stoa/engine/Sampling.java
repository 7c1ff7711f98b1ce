// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/// How the next token is picked. Penalties look at the tokens of the answer so far; `repetitionPenalty` at those
/// of the prompt too.
///
/// @param temperature 0 (greedy) to 2; empty: what the model recommends for itself, else 1
/// @param topP in (0, 1], 1 keeps all; empty: what the model recommends for itself, else 1
/// @param topK 0 keeps all
/// @param minP in [0, 1]: drops tokens less likely than this share of the likeliest; 0 keeps all
/// @param presencePenalty −2 to 2
/// @param frequencyPenalty −2 to 2
/// @param repetitionPenalty above 0; 1 changes nothing
/// @param logitBias by token id, −100 to 100
/// @param seed empty: the engine picks one
/// @param runSeed what an engine with the canonical sampler uses; empty: derived from `seed`
public record Sampling(
        OptionalDouble temperature,
        OptionalDouble topP,
        int topK,
        double minP,
        double presencePenalty,
        double frequencyPenalty,
        double repetitionPenalty,
        Map<Integer, Double> logitBias,
        OptionalLong seed,
        Optional<RunSeed> runSeed) {
    /// Nothing asked for: the model's own recommendation.
    public static final Sampling DEFAULT =
            new Sampling(OptionalDouble.empty(), OptionalDouble.empty(), 0, 0, 0, 0, 1, Map.of(), OptionalLong.empty());

    /// Always the likeliest token.
    public static final Sampling GREEDY =
            new Sampling(OptionalDouble.of(0), OptionalDouble.of(1), 0, 0, 0, 0, 1, Map.of(), OptionalLong.empty());

    public Sampling {
        double t = temperature.orElse(1);
        double p = topP.orElse(1);
        require(t >= 0 && t <= 2, "temperature must be between 0 and 2");
        require(p > 0 && p <= 1, "top_p must be above 0 and at most 1");
        require(topK >= 0, "top_k must be 0 or more");
        require(minP >= 0 && minP <= 1, "min_p must be between 0 and 1");
        require(Math.abs(presencePenalty) <= 2, "presence_penalty must be between -2 and 2");
        require(Math.abs(frequencyPenalty) <= 2, "frequency_penalty must be between -2 and 2");
        require(
                repetitionPenalty > 0 && repetitionPenalty <= 100,
                "repetition_penalty must be above 0 and at most 100");
        // Ordered, so that equal requests behave equally.
        logitBias = Collections.unmodifiableMap(new TreeMap<>(logitBias));
    }

    /// Without a run seed.
    public Sampling(
            OptionalDouble temperature,
            OptionalDouble topP,
            int topK,
            double minP,
            double presencePenalty,
            double frequencyPenalty,
            double repetitionPenalty,
            Map<Integer, Double> logitBias,
            OptionalLong seed) {
        this(
                temperature,
                topP,
                topK,
                minP,
                presencePenalty,
                frequencyPenalty,
                repetitionPenalty,
                logitBias,
                seed,
                Optional.empty());
    }

    public Sampling withRunSeed(RunSeed run) {
        return new Sampling(
                temperature,
                topP,
                topK,
                minP,
                presencePenalty,
                frequencyPenalty,
                repetitionPenalty,
                logitBias,
                seed,
                Optional.of(run));
    }

    /// The run seed of one choice where the engine must find it itself.
    public RunSeed runSeed(String model, int choice) {
        if (runSeed.isPresent()) return runSeed.get();
        return seed.isPresent() ? RunSeed.ofCaller(model, seed.getAsLong(), choice) : RunSeed.random();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) throw new IllegalArgumentException(otherwise);
    }
}
