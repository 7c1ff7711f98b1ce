// SPDX-License-Identifier: Apache-2.0
package stoa.engine.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.engine.Completion;
import stoa.engine.EngineException;
import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.engine.Sink;
import stoa.engine.TokenLogprob;
import stoa.engine.TokenLogprob.Candidate;
import stoa.engine.Usage;

/// Follows one answer of the engine, chunk by chunk or whole, and tells its pieces.
final class Chunks {
    private static final String ID_PREFIX = "token_id:";

    private final Sink sink;
    private @Nullable FinishReason reason;
    private @Nullable Usage usage;
    private int told;

    Chunks(Sink sink) {
        this.sink = sink;
    }

    /// One event of a stream. False when the caller wants no more.
    boolean take(String event) throws EngineException {
        var chunk = TextChunk.of(event);
        if (chunk == null) return take(Upstream.parse(event));
        boolean wanted = text(chunk.text(), List.of());
        if (chunk.finish() != null) reason = FinishReason.of(chunk.finish());
        return wanted;
    }

    /// False when the caller wants no more.
    boolean take(JsonNode answer) throws EngineException {
        if (answer.hasNonNull("error")) throw Upstream.refusedInside(answer);
        if (answer.path("usage").isObject()) usage = usage(answer.path("usage"));
        for (var choice : answer.path("choices")) {
            boolean wanted =
                    switch (choice) {
                        case JsonNode c when c.path("delta").isObject() -> chat(c.path("delta"), c.path("logprobs"));
                        case JsonNode c
                        when c.path("message").isObject() -> chat(numbered(c.path("message")), c.path("logprobs"));
                        default -> text(choice.path("text").asText(""), textTokens(choice.path("logprobs")));
                    };
            if (choice.path("finish_reason").isTextual())
                reason = FinishReason.of(choice.path("finish_reason").textValue());
            if (!wanted) return false;
        }
        return true;
    }

    Completion cancelled() {
        return new Completion(FinishReason.CANCELLED, usageSoFar());
    }

    /// Whether the engine has said how the answer ended.
    boolean complete() {
        return reason != null;
    }

    Completion completion() {
        return new Completion(reason == null ? FinishReason.STOP : reason, usageSoFar());
    }

    /// The engine's own count; of one that tells none we know only the pieces it sent.
    private Usage usageSoFar() {
        return usage != null ? usage : new Usage(0, 0, told);
    }

    private boolean chat(JsonNode delta, JsonNode logprobs) {
        var rest = ((ObjectNode) delta).deepCopy();
        var content = rest.remove("content");
        rest.remove("role");
        rest.properties().removeIf(field -> field.getValue().isNull());
        if (content != null && content.isTextual() && !text(content.textValue(), chatTokens(logprobs))) return false;
        return rest.isEmpty() || tell(new Piece.Delta(rest, 1), 1);
    }

    private boolean text(String text, List<TokenLogprob> tokens) {
        if (text.isEmpty() && tokens.isEmpty()) return true;
        int count = Math.max(1, tokens.size());
        return tell(new Piece.Text(text, count, tokens), count);
    }

    private boolean tell(Piece piece, int count) {
        told += count;
        return sink.accept(piece);
    }

    /// A whole message's tool calls lack the index that deltas have.
    private static JsonNode numbered(JsonNode message) {
        var out = ((ObjectNode) message).deepCopy();
        int index = 0;
        for (var call : out.path("tool_calls"))
            if (call instanceof ObjectNode object && !object.has("index")) object.put("index", index++);
        if (out.path("tool_calls").isEmpty()) out.remove("tool_calls");
        return out;
    }

    static Usage usage(JsonNode u) {
        int input = count(u.path("prompt_tokens"));
        int cached = count(u.path("prompt_tokens_details").path("cached_tokens"));
        return new Usage(input, Math.min(input, cached), count(u.path("completion_tokens")));
    }

    private static int count(JsonNode number) {
        return Math.max(0, number.asInt(0));
    }

    private static List<TokenLogprob> chatTokens(JsonNode logprobs) {
        var out = new ArrayList<TokenLogprob>();
        for (var token : logprobs.path("content")) {
            var top = new ArrayList<Candidate>();
            for (var other : token.path("top_logprobs")) top.add(candidate(other));
            out.add(new TokenLogprob(candidate(token), top));
        }
        return out;
    }

    static Candidate candidate(JsonNode token) {
        var named = named(token.path("token").asText(""), token.path("logprob").asDouble(Double.NEGATIVE_INFINITY));
        int id = token.path("id").asInt(named.id()); // llama.cpp
        if (!token.path("bytes").isArray()) return new Candidate(id, named.bytes(), named.logprob());
        var bytes = new byte[token.path("bytes").size()];
        for (int i = 0; i < bytes.length; i++)
            bytes[i] = (byte) token.path("bytes").path(i).asInt();
        return new Candidate(id, bytes, named.logprob());
    }

    /// `token_id:123` names a token by id; anything else is its text.
    private static Candidate named(String token, double logprob) {
        var digits = token.startsWith(ID_PREFIX) ? token.substring(ID_PREFIX.length()) : "";
        return digits.matches("[0-9]{1,9}")
                ? new Candidate(Integer.parseInt(digits), new byte[0], logprob)
                : new Candidate(TokenLogprob.UNKNOWN_ID, token.getBytes(StandardCharsets.UTF_8), logprob);
    }

    private static List<TokenLogprob> textTokens(JsonNode logprobs) {
        if (logprobs.path("content").isArray()) return chatTokens(logprobs); // llama.cpp tells texts like chats
        var out = new ArrayList<TokenLogprob>();
        for (int i = 0; i < logprobs.path("tokens").size(); i++) out.add(textToken(logprobs, i));
        return out;
    }

    /// Entry i of the parallel lists of `/v1/completions`.
    static TokenLogprob textToken(JsonNode logprobs, int i) {
        var top = new ArrayList<Candidate>();
        for (var other : logprobs.path("top_logprobs").path(i).properties())
            top.add(named(other.getKey(), other.getValue().asDouble()));
        top.sort((a, b) -> Double.compare(b.logprob(), a.logprob()));
        return new TokenLogprob(
                named(
                        logprobs.path("tokens").path(i).asText(""),
                        logprobs.path("token_logprobs").path(i).asDouble(Double.NEGATIVE_INFINITY)),
                top);
    }
}
