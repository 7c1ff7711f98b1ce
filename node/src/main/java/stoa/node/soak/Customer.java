// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpStream;
import stoa.kit.http.SseReader;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// Whoever holds an API key and asks: whole, streamed, or streamed and cut off.
final class Customer {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern RECEIPT = Pattern.compile("receipt=(\\S+)");
    private static final int ERROR_BYTES_MAX = 1 << 20;

    private final Subject subject;
    private final String key;

    Customer(Subject subject, String key) {
        this.subject = subject;
        this.key = key;
    }

    String key() {
        return key;
    }

    /// What became of a question.
    sealed interface Told {
        /// @param receipt its id
        /// @param cut by us, in the middle
        record Answered(String receipt, boolean cut) implements Told {}

        /// 429 `insufficient_quota`.
        record Spent() implements Told {}

        record Failed(String why) implements Told {}
    }

    static ObjectNode question(String model, String text, int tokensMost) {
        var body = Json.object().put("model", model).put("max_tokens", tokensMost);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body;
    }

    Told whole(ObjectNode question) {
        try {
            var reply = subject.http().send(call(question));
            if (!reply.ok()) return refused(reply.status(), reply.body());
            if (Json.parse(reply.body()).path("choices").isEmpty())
                return new Told.Failed("an answer without a choice");
            return answered(reply.headers().first("x-stoa-receipt"), false);
        } catch (IOException | MalformedJson e) {
            return new Told.Failed(String.valueOf(e));
        }
    }

    /// @param eventsMost goes away after so many events
    Told streamed(ObjectNode question, int eventsMost) {
        try (var stream = subject.http().stream(call(question.put("stream", true)))) {
            if (stream.status() != 200) return refused(stream.status(), stream.readAll(ERROR_BYTES_MAX));
            return read(stream, eventsMost);
        } catch (IOException | MalformedJson e) {
            return new Told.Failed(String.valueOf(e));
        }
    }

    private static Told read(HttpStream stream, int eventsMost) throws IOException {
        var head = stream.headers().first("x-stoa-receipt");
        Optional<String> receipt = Optional.empty();
        var events = stream.events();
        int seen = 0;
        for (var item = events.nextItem(); item != null; item = events.nextItem()) {
            switch (item) {
                case SseReader.Item.Comment(var text) -> {
                    var match = RECEIPT.matcher(text);
                    if (match.find()) receipt = Optional.of(match.group(1));
                }
                case SseReader.Item.Event event
                when event.data().equals("[DONE]") -> {
                    if (!receipt.equals(head))
                        return new Told.Failed("head and end of a stream name different receipts");
                    return answered(receipt, false);
                }
                case SseReader.Item.Event event -> {
                    var chunk = Json.parse(event.data());
                    if (chunk.has("error"))
                        return new Told.Failed(chunk.path("error").toString());
                    if (++seen >= eventsMost) return answered(head, true);
                }
            }
        }
        return new Told.Failed("a stream ended without [DONE]");
    }

    private static Told answered(Optional<String> receipt, boolean cut) {
        return receipt.<Told>map(id -> new Told.Answered(id, cut))
                .orElseGet(() -> new Told.Failed("an answer without a receipt"));
    }

    private static Told refused(int status, byte[] body) {
        JsonNode error;
        try {
            error = Json.parse(body).path("error");
        } catch (MalformedJson e) {
            return new Told.Failed("HTTP " + status + " without an error object");
        }
        if (status == 429 && error.path("code").asText().equals("insufficient_quota")) return new Told.Spent();
        return new Told.Failed("HTTP " + status + ": " + error.path("message").asText());
    }

    private HttpCall call(ObjectNode question) {
        return HttpCall.post(subject.gateway("/chat/completions"), "application/json", Json.write(question), PATIENCE)
                .with("authorization", "Bearer " + key);
    }
}
