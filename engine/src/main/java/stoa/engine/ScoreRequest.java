// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

/// Asks for the log-probability of every token given those before it, with `top` alternatives (0 to 20) at each
/// position. Callers must not change the array.
public record ScoreRequest(String model, int[] tokens, int top) {
    public ScoreRequest {
        if (tokens.length < 2) throw new IllegalArgumentException("a score needs at least two tokens");
        if (top < 0 || top > CompletionRequest.MAX_TOP_LOGPROBS)
            throw new IllegalArgumentException("top must be between 0 and " + CompletionRequest.MAX_TOP_LOGPROBS);
    }
}
