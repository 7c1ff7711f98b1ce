// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A token with its natural-log probability under the raw distribution, and the likeliest alternatives (best
/// first, the chosen token included if it is among them).
public record TokenLogprob(Candidate chosen, List<Candidate> top) {
    public TokenLogprob {
        top = List.copyOf(top);
    }

    /// One possible token. `id` is [#UNKNOWN_ID] where an outside engine tells only the text. `bytes` are the
    /// token's own; they may end inside a character. Callers must not change the array.
    public record Candidate(int id, byte[] bytes, double logprob) {
        /// The bytes as text, with U+FFFD for what is not a whole character.
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    public static final int UNKNOWN_ID = -1;
}
