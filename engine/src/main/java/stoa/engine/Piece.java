// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// A part of an answer, in the order it was made.
public sealed interface Piece {
    /// Text that ends on a whole character and holds no part of a stop string. `tokenCount` is how many output
    /// tokens it covers (an outside engine's is an estimate until its [Usage] comes); `tokens` describes each of
    /// them when log-probabilities were asked for, and is empty otherwise. The text may be empty while tokens are
    /// not, when a token ends inside a character.
    record Text(String text, int tokenCount, List<TokenLogprob> tokens) implements Piece {
        public Text {
            tokens = List.copyOf(tokens);
        }
    }

    /// An OpenAI choice delta that is not plain text (`tool_calls`, `reasoning_content`, `refusal` …), to be
    /// passed on as it is.
    record Delta(JsonNode delta, int tokenCount) implements Piece {}
}
