// SPDX-License-Identifier: Apache-2.0
package stoa.engine.mock;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// How a [MockEngine] behaves; may be changed while it runs, for the requests that come after.
///
/// @param tokens length of an answer, unless the request asks for fewer
/// @param firstDelay before the first token
/// @param tokenDelay between tokens
/// @param trouble what goes wrong in every answer
/// @param toolArguments the arguments (JSON text) a tool is called with, by the tool's name; `{}` for others
public record MockPlan(
        int tokens, Duration firstDelay, Duration tokenDelay, Trouble trouble, Map<String, String> toolArguments) {
    /// Sixteen tokens at once, no trouble.
    public static final MockPlan DEFAULT = new MockPlan(16, Duration.ZERO, Duration.ZERO, new Trouble.None(), Map.of());

    public MockPlan {
        if (tokens < 0) throw new IllegalArgumentException("an answer cannot have fewer than 0 tokens");
        if (firstDelay.isNegative() || tokenDelay.isNegative())
            throw new IllegalArgumentException("a delay cannot be negative");
        toolArguments = java.util.Collections.unmodifiableMap(new TreeMap<>(toolArguments));
    }

    /// What goes wrong.
    public sealed interface Trouble {
        record None() implements Trouble {}

        /// The engine fails after so many tokens.
        record Die(int afterTokens) implements Trouble {}

        /// Nothing more comes after so many tokens, until the engine is closed or the caller interrupted.
        record Stall(int afterTokens) implements Trouble {}

        /// The engine is always full.
        record Full(Duration retryAfter) implements Trouble {}

        /// The request is refused as the caller's mistake.
        record Refuse(String message) implements Trouble {}
    }

    public MockPlan withTokens(int count) {
        return new MockPlan(count, firstDelay, tokenDelay, trouble, toolArguments);
    }

    public MockPlan withDelays(Duration first, Duration each) {
        return new MockPlan(tokens, first, each, trouble, toolArguments);
    }

    public MockPlan withTrouble(Trouble what) {
        return new MockPlan(tokens, firstDelay, tokenDelay, what, toolArguments);
    }

    public MockPlan withToolArguments(Map<String, String> arguments) {
        return new MockPlan(tokens, firstDelay, tokenDelay, trouble, arguments);
    }
}
