// SPDX-License-Identifier: Apache-2.0
package stoa.host.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.engine.TokenLogprob;

/// One choice of an answer that is sent whole.
final class Kept {
    final StringBuilder text = new StringBuilder();
    final List<TokenLogprob> tokens = new ArrayList<>();
    final ObjectNode deltas = JsonNodeFactory.instance.objectNode();
    FinishReason reason = FinishReason.STOP;

    void add(Piece piece) {
        switch (piece) {
            case Piece.Text part -> {
                text.append(part.text());
                tokens.addAll(part.tokens());
            }
            case Piece.Delta part -> Trees.merge(deltas, part.delta());
        }
    }
}
