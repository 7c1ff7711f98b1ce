// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import java.util.List;

/// Element i is token i + 1 given tokens 0..i, so there is one fewer than tokens: nothing predicts the first.
///
/// @param method how the engine came to them
public record Scores(List<TokenLogprob> positions, Usage usage, Method method) {
    public enum Method {
        /// Read from the given tokens in one go.
        PROMPT,
        /// Asked position by position. The engine told only the likeliest tokens; one that is not among them has the
        /// log-probability −∞.
        REGENERATED
    }

    public Scores {
        positions = List.copyOf(positions);
    }

    public Scores(List<TokenLogprob> positions, Usage usage) {
        this(positions, usage, Method.PROMPT);
    }
}
