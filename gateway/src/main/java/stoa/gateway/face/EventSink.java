// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.face;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import stoa.gateway.answer.Answered;
import stoa.gateway.answer.Sink;
import stoa.gateway.responses.ResponseEvents;
import stoa.kit.http.Stream;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// Passes a chat stream on as the events of a response.
final class EventSink implements Sink {
    private final Stream out;
    private final ResponseEvents events;

    EventSink(Stream out, ResponseEvents events) {
        this.out = out;
        this.events = events;
    }

    @Override
    public void event(byte[] bytes, int from, int to, int payloadFrom, int payloadTo) throws IOException {
        JsonNode chunk;
        try {
            chunk = Json.parse(Arrays.copyOfRange(bytes, payloadFrom, payloadTo));
        } catch (MalformedJson _) {
            return; // a host that spells badly is not paid; there is nothing to show
        }
        if (chunk.path("error").isObject())
            write(List.of(events.failed(chunk.path("error").path("message").asText(""))));
        else write(events.chunk(chunk));
    }

    @Override
    public void flush() {}

    @Override
    public void done(Answered.Proof proof) throws IOException {
        write(events.end());
        out.write(RawSink.comment(proof).getBytes(UTF_8));
    }

    @Override
    public void broken(String message) throws IOException {
        write(List.of(events.failed(message)));
    }

    private void write(List<ObjectNode> all) throws IOException {
        if (all.isEmpty()) return;
        var text = new StringBuilder();
        for (var event : all)
            text.append("event: ")
                    .append(ResponseEvents.type(event))
                    .append("\ndata: ")
                    .append(Json.text(event))
                    .append("\n\n");
        out.write(text.toString().getBytes(UTF_8));
    }
}
