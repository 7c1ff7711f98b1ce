// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;

/// One answer asked for. Made by [Requests] from an OpenAI body; the fields are what the reference engine
/// understands.
///
/// @param maxTokens empty: as many as the model's context allows
/// @param stop strings that end the answer and are not part of it; at most [#MAX_STOPS]
/// @param topLogprobs empty: no log-probabilities; otherwise each token comes with this many alternatives, 0 to
/// 20
/// @param raw the caller's whole JSON body, so that an adapter passes on every parameter this record does not
/// name
public record CompletionRequest(
        String model,
        Prompt prompt,
        Sampling sampling,
        OptionalInt maxTokens,
        List<String> stop,
        OptionalInt topLogprobs,
        ObjectNode raw) {
    public static final int MAX_STOPS = 16;
    public static final int MAX_STOP_CHARS = 1_000;
    public static final int MAX_TOP_LOGPROBS = 20;

    public CompletionRequest {
        stop = List.copyOf(stop);
        if (stop.size() > MAX_STOPS) throw new IllegalArgumentException("stop takes at most " + MAX_STOPS + " strings");
        if (stop.stream().anyMatch(String::isEmpty))
            throw new IllegalArgumentException("stop strings must not be empty");
        if (stop.stream().anyMatch(s -> s.length() > MAX_STOP_CHARS))
            throw new IllegalArgumentException("stop strings take at most " + MAX_STOP_CHARS + " characters");
        if (topLogprobs.isPresent() && (topLogprobs.getAsInt() < 0 || topLogprobs.getAsInt() > MAX_TOP_LOGPROBS))
            throw new IllegalArgumentException("top_logprobs must be between 0 and " + MAX_TOP_LOGPROBS);
        if (maxTokens.isPresent() && maxTokens.getAsInt() < 1)
            throw new IllegalArgumentException("max_tokens must be at least 1");
    }

    public CompletionRequest withSampling(Sampling other) {
        return new CompletionRequest(model, prompt, other, maxTokens, stop, topLogprobs, raw);
    }
}
