// SPDX-License-Identifier: Apache-2.0
package stoa.host.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import stoa.engine.TokenLogprob;
import stoa.engine.Usage;
import stoa.kit.json.Json;

/// Pieces of JSON that chat and text answers share, written straight to bytes: this runs once a token.
final class Spelling {
    private Spelling() {}

    @FunctionalInterface
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] object(Body body) {
        var out = new ByteArrayOutputStream(512);
        try (var json = Json.generator(out)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // to memory: cannot happen
        }
        return out.toByteArray();
    }

    static void head(JsonGenerator json, String id, String object, long createdSeconds, String model)
            throws IOException {
        json.writeStringField("id", id);
        json.writeStringField("object", object);
        json.writeNumberField("created", createdSeconds);
        json.writeStringField("model", model);
    }

    static void usage(JsonGenerator json, Usage usage) throws IOException {
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", usage.input());
        json.writeNumberField("completion_tokens", usage.output());
        json.writeNumberField("total_tokens", usage.input() + usage.output());
        json.writeObjectFieldStart("prompt_tokens_details");
        json.writeNumberField("cached_tokens", usage.cachedInput());
        json.writeEndObject();
        json.writeEndObject();
    }

    static void candidate(JsonGenerator json, TokenLogprob.Candidate token) throws IOException {
        json.writeStringField("token", token.text());
        json.writeNumberField("logprob", finite(token.logprob()));
        json.writeArrayFieldStart("bytes");
        for (byte b : token.bytes()) json.writeNumber(b & 0xff);
        json.writeEndArray();
    }

    /// JSON has no infinity; OpenAI writes −9999 for what cannot happen.
    static double finite(double logprob) {
        return Double.isFinite(logprob) ? logprob : -9999;
    }
}
