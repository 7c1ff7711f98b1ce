// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import java.util.List;

/// Element i is token i + 1 given tokens 0..i, so there is one fewer than tokens: nothing predicts the first.
public record Scores(List<TokenLogprob> positions, Usage usage) {
    public Scores {
        positions = List.copyOf(positions);
    }
}
