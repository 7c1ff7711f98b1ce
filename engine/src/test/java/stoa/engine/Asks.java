// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import stoa.kit.json.Json;

/// Short ways to ask an engine something and to keep what it answers.
public final class Asks {
    private Asks() {}

    public static ObjectNode chatBody(String model, String text) {
        var body = Json.object().put("model", model).put("temperature", 0);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body;
    }

    public static CompletionRequest chat(String model, String text) throws EngineException {
        return Requests.chat(chatBody(model, text));
    }

    public static ObjectNode textBody(String model, String prompt) {
        return Json.object().put("model", model).put("temperature", 0).put("prompt", prompt);
    }

    /// Greedy, from raw tokens.
    public static CompletionRequest tokens(String model, int[] ids, int maxTokens, int topLogprobs) {
        return new CompletionRequest(
                model,
                new Prompt.Tokens(ids),
                Sampling.GREEDY,
                OptionalInt.of(maxTokens),
                List.of(),
                topLogprobs < 0 ? OptionalInt.empty() : OptionalInt.of(topLogprobs),
                Json.object());
    }

    public static Answer ask(Engine engine, CompletionRequest request) throws EngineException {
        var pieces = new ArrayList<Piece>();
        var completion = engine.complete(request, piece -> {
            pieces.add(piece);
            return true;
        });
        return new Answer(pieces, completion);
    }

    public record Answer(List<Piece> pieces, Completion completion) {
        public String text() {
            var out = new StringBuilder();
            for (var piece : pieces) if (piece instanceof Piece.Text part) out.append(part.text());
            return out.toString();
        }

        public List<TokenLogprob> tokens() {
            return pieces.stream()
                    .flatMap(p -> p instanceof Piece.Text part ? part.tokens().stream() : java.util.stream.Stream.of())
                    .toList();
        }

        public int tokenCount() {
            int count = 0;
            for (var piece : pieces)
                count += switch (piece) {
                    case Piece.Text part -> part.tokenCount();
                    case Piece.Delta part -> part.tokenCount();
                };
            return count;
        }
    }
}
