// SPDX-License-Identifier: Apache-2.0
package stoa.host.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.engine.TokenLogprob;
import stoa.engine.Usage;

/// `/v1/chat/completions`.
public final class ChatShape implements Shape {
    private static final byte[] NOTHING = {};

    private final String id;
    private final long createdSeconds;
    private final String model;
    private final boolean logprobs;
    private final boolean usageInChunks;
    private final Kept[] choices;

    /// @param logprobs whether the caller asked for log-probabilities
    /// @param usageInChunks whether every chunk carries `"usage":null`, as it must when a usage chunk will follow
    public ChatShape(String id, long createdSeconds, String model, int n, boolean logprobs, boolean usageInChunks) {
        this.id = id;
        this.createdSeconds = createdSeconds;
        this.model = model;
        this.logprobs = logprobs;
        this.usageInChunks = usageInChunks;
        this.choices = new Kept[n];
        for (int i = 0; i < n; i++) choices[i] = new Kept();
    }

    @Override
    public byte[] opening(int choice) {
        return chunk(choice, null, json -> {
            json.writeStringField("role", "assistant");
            json.writeStringField("content", "");
        });
    }

    @Override
    public byte[] chunk(int choice, Piece piece) {
        return switch (piece) {
            case Piece.Text text ->
                text.text().isEmpty() && text.tokens().isEmpty()
                        ? NOTHING
                        : chunk(choice, text.tokens(), json -> json.writeStringField("content", text.text()));
            case Piece.Delta delta ->
                chunk(choice, null, json -> {
                    for (var field : delta.delta().properties()) {
                        json.writeFieldName(field.getKey());
                        Trees.write(json, field.getValue());
                    }
                });
        };
    }

    private byte[] chunk(
            int choice, @org.jspecify.annotations.Nullable List<TokenLogprob> tokens, Spelling.Body delta) {
        return Spelling.object(json -> {
            Spelling.head(json, id, "chat.completion.chunk", createdSeconds, model);
            json.writeArrayFieldStart("choices");
            json.writeStartObject();
            json.writeNumberField("index", choice);
            json.writeObjectFieldStart("delta");
            delta.write(json);
            json.writeEndObject();
            if (logprobs && tokens != null) content(json, tokens);
            else json.writeNullField("logprobs");
            json.writeNullField("finish_reason");
            json.writeEndObject();
            json.writeEndArray();
            if (usageInChunks) json.writeNullField("usage");
        });
    }

    @Override
    public byte[] closing(int choice, FinishReason reason) {
        return Spelling.object(json -> {
            Spelling.head(json, id, "chat.completion.chunk", createdSeconds, model);
            json.writeArrayFieldStart("choices");
            json.writeStartObject();
            json.writeNumberField("index", choice);
            json.writeObjectFieldStart("delta");
            json.writeEndObject();
            json.writeNullField("logprobs");
            json.writeStringField("finish_reason", reason.wire());
            json.writeEndObject();
            json.writeEndArray();
            if (usageInChunks) json.writeNullField("usage");
        });
    }

    @Override
    public byte[] usage(Usage usage) {
        return Spelling.object(json -> {
            Spelling.head(json, id, "chat.completion.chunk", createdSeconds, model);
            json.writeArrayFieldStart("choices");
            json.writeEndArray();
            Spelling.usage(json, usage);
        });
    }

    @Override
    public void keep(int choice, Piece piece) {
        choices[choice].add(piece);
    }

    @Override
    public void finish(int choice, FinishReason reason) {
        choices[choice].reason = reason;
    }

    @Override
    public byte[] whole(Usage usage) {
        return Spelling.object(json -> {
            Spelling.head(json, id, "chat.completion", createdSeconds, model);
            json.writeArrayFieldStart("choices");
            for (int i = 0; i < choices.length; i++) choice(json, i, choices[i]);
            json.writeEndArray();
            Spelling.usage(json, usage);
        });
    }

    private void choice(JsonGenerator json, int index, Kept kept) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", index);
        json.writeObjectFieldStart("message");
        json.writeStringField("role", "assistant");
        // A message that is only tool calls has no content; one that is empty has empty content.
        if (kept.text.isEmpty() && kept.deltas.has("tool_calls")) json.writeNullField("content");
        else json.writeStringField("content", kept.text.toString());
        if (!kept.deltas.has("refusal")) json.writeNullField("refusal");
        for (var field : kept.deltas.properties()) {
            if (field.getKey().equals("role") || field.getKey().equals("content")) continue;
            json.writeFieldName(field.getKey());
            Trees.write(json, field.getKey().equals("tool_calls") ? withoutIndex(field.getValue()) : field.getValue());
        }
        json.writeEndObject();
        if (logprobs) content(json, kept.tokens);
        else json.writeNullField("logprobs");
        json.writeStringField("finish_reason", kept.reason.wire());
        json.writeEndObject();
    }

    /// Stream deltas number their tool calls; whole messages do not.
    private static JsonNode withoutIndex(JsonNode calls) {
        for (var call : calls)
            if (call instanceof com.fasterxml.jackson.databind.node.ObjectNode object) object.remove("index");
        return calls;
    }

    private static void content(JsonGenerator json, List<TokenLogprob> tokens) throws IOException {
        json.writeObjectFieldStart("logprobs");
        json.writeArrayFieldStart("content");
        for (var token : tokens) {
            json.writeStartObject();
            Spelling.candidate(json, token.chosen());
            json.writeArrayFieldStart("top_logprobs");
            for (var other : token.top()) {
                json.writeStartObject();
                Spelling.candidate(json, other);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNullField("refusal");
        json.writeEndObject();
    }
}
