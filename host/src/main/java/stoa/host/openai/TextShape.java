// SPDX-License-Identifier: Apache-2.0
package stoa.host.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import stoa.engine.FinishReason;
import stoa.engine.Piece;
import stoa.engine.TokenLogprob;
import stoa.engine.Usage;

/// `/v1/completions`.
public final class TextShape implements Shape {
    private static final byte[] NOTHING = {};

    private final String id;
    private final long createdSeconds;
    private final String model;
    private final boolean logprobs;
    private final boolean usageInChunks;
    private final List<String> echoes;
    private final Kept[] choices;
    private final int[] offsets;

    /// @param echoes per choice what comes before the answer: the prompt when `echo` was asked for, else empty text
    public TextShape(
            String id,
            long createdSeconds,
            String model,
            List<String> echoes,
            boolean logprobs,
            boolean usageInChunks) {
        this.id = id;
        this.createdSeconds = createdSeconds;
        this.model = model;
        this.logprobs = logprobs;
        this.usageInChunks = usageInChunks;
        this.echoes = List.copyOf(echoes);
        this.choices = new Kept[echoes.size()];
        this.offsets = new int[echoes.size()];
        for (int i = 0; i < choices.length; i++) {
            choices[i] = new Kept();
            offsets[i] = echoes.get(i).length();
        }
    }

    @Override
    public byte[] opening(int choice) {
        return echoes.get(choice).isEmpty() ? NOTHING : part(choice, echoes.get(choice), List.of(), null);
    }

    @Override
    public byte[] chunk(int choice, Piece piece) {
        // Text completions have no deltas; what an engine sends beside the text has no place in this shape.
        if (!(piece instanceof Piece.Text text)
                || text.text().isEmpty() && text.tokens().isEmpty()) return NOTHING;
        var out = part(choice, text.text(), text.tokens(), null);
        offsets[choice] += text.text().length();
        return out;
    }

    @Override
    public byte[] closing(int choice, FinishReason reason) {
        return part(choice, "", List.of(), reason);
    }

    private byte[] part(
            int choice,
            String text,
            List<TokenLogprob> tokens,
            @org.jspecify.annotations.Nullable FinishReason reason) {
        return Spelling.object(json -> {
            Spelling.head(json, id, "text_completion", createdSeconds, model);
            json.writeArrayFieldStart("choices");
            choice(json, choice, text, tokens, offsets[choice], reason);
            json.writeEndArray();
            if (usageInChunks) json.writeNullField("usage");
        });
    }

    @Override
    public byte[] usage(Usage usage) {
        return Spelling.object(json -> {
            Spelling.head(json, id, "text_completion", createdSeconds, model);
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
            Spelling.head(json, id, "text_completion", createdSeconds, model);
            json.writeArrayFieldStart("choices");
            for (int i = 0; i < choices.length; i++) {
                var kept = choices[i];
                var echo = echoes.get(i);
                choice(json, i, echo + kept.text, kept.tokens, echo.length(), kept.reason);
            }
            json.writeEndArray();
            Spelling.usage(json, usage);
        });
    }

    private void choice(
            JsonGenerator json,
            int index,
            String text,
            List<TokenLogprob> tokens,
            int offset,
            @org.jspecify.annotations.Nullable FinishReason reason)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("text", text);
        json.writeNumberField("index", index);
        if (logprobs && !tokens.isEmpty()) logprobs(json, tokens, offset);
        else json.writeNullField("logprobs");
        if (reason == null) json.writeNullField("finish_reason");
        else json.writeStringField("finish_reason", reason.wire());
        json.writeEndObject();
    }

    private static void logprobs(JsonGenerator json, List<TokenLogprob> tokens, int offset) throws IOException {
        json.writeObjectFieldStart("logprobs");
        json.writeArrayFieldStart("tokens");
        for (var token : tokens) json.writeString(token.chosen().text());
        json.writeEndArray();
        json.writeArrayFieldStart("token_logprobs");
        for (var token : tokens) json.writeNumber(Spelling.finite(token.chosen().logprob()));
        json.writeEndArray();
        json.writeArrayFieldStart("top_logprobs");
        for (var token : tokens) {
            json.writeStartObject();
            for (var other : token.top()) json.writeNumberField(other.text(), Spelling.finite(other.logprob()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("text_offset");
        int at = offset;
        for (var token : tokens) {
            json.writeNumber(at);
            at += token.chosen().text().length();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
