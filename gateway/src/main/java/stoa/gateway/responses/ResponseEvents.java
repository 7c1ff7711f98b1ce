// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.kit.json.Json;

/// Turns the chunks of a chat stream into the events of a response, `response.created` first, `response.completed`
/// (or `incomplete`, or `failed`) last. One thread.
public final class ResponseEvents {
    private final ResponseObject response;
    private final ArrayNode output = Json.array();
    private final Map<Integer, Call> calls = new TreeMap<>();
    private final StringBuilder text = new StringBuilder();
    private int textAt = -1;
    private int sequence;
    private boolean begun;
    private String finishReason = "stop";
    private JsonNode usage = Json.object().nullNode();

    /// A function call that is being spelled.
    private static final class Call {
        private final int at;
        private final StringBuilder arguments = new StringBuilder();
        private String id = "";
        private String name = "";

        Call(int at) {
            this.at = at;
        }
    }

    public ResponseEvents(ResponseObject response) {
        this.response = response;
    }

    /// The events of one chunk, each with its `type`.
    public List<ObjectNode> chunk(JsonNode chunk) {
        var out = new ArrayList<ObjectNode>();
        if (!begun) {
            begun = true;
            out.add(event("response.created").set("response", response.begun()));
            out.add(event("response.in_progress").set("response", response.begun()));
        }
        if (chunk.hasNonNull("usage")) usage = chunk.get("usage");
        var choice = chunk.path("choices").path(0);
        var delta = choice.path("delta");
        if (!delta.path("content").asText("").isEmpty())
            text(out, delta.path("content").asText(""));
        for (var call : delta.path("tool_calls")) call(out, call);
        if (choice.hasNonNull("finish_reason"))
            finishReason = choice.path("finish_reason").asText("stop");
        return out;
    }

    /// The events that end it.
    public List<ObjectNode> end() {
        var out = new ArrayList<ObjectNode>(begun ? List.of() : chunk(Json.object()));
        closeItems(out);
        var ended = response.ended(output, finishReason, usage);
        boolean complete = ended.path("status").asText().equals("completed");
        out.add(event(complete ? "response.completed" : "response.incomplete").set("response", ended));
        return out;
    }

    /// The event of an answer that broke off.
    public ObjectNode failed(String message) {
        return event("response.failed").set("response", response.failed(output, message));
    }

    private void text(List<ObjectNode> out, String delta) {
        if (textAt < 0) {
            textAt = nextItem();
            var item = ResponseObject.message(Json.object(), name("msg", textAt), "in_progress");
            item.putArray("content");
            out.add(item(event("response.output_item.added"), textAt, item));
            out.add(part(event("response.content_part.added"), ""));
        }
        text.append(delta);
        var event = inText(event("response.output_text.delta")).put("delta", delta);
        event.putArray("logprobs");
        out.add(event);
    }

    private void call(List<ObjectNode> out, JsonNode delta) {
        int index = delta.path("index").asInt(0);
        var call = calls.get(index);
        var function = delta.path("function");
        if (call == null) {
            call = new Call(nextItem());
            calls.put(index, call);
            call.id = delta.path("id").asText("");
            call.name = function.path("name").asText("");
            out.add(item(event("response.output_item.added"), call.at, item(call, "in_progress")));
        }
        var arguments = function.path("arguments").asText("");
        if (arguments.isEmpty()) return;
        call.arguments.append(arguments);
        out.add(event("response.function_call_arguments.delta")
                .put("item_id", name("fc", call.at))
                .put("output_index", call.at)
                .put("delta", arguments));
    }

    private void closeItems(List<ObjectNode> out) {
        if (textAt >= 0) {
            var done = inText(event("response.output_text.done")).put("text", text.toString());
            done.putArray("logprobs");
            out.add(done);
            out.add(part(event("response.content_part.done"), text.toString()));
            var item = ResponseObject.message(Json.object(), name("msg", textAt), "completed");
            ResponseObject.text(item.putArray("content").addObject(), text.toString());
            output.set(textAt, item);
            out.add(item(event("response.output_item.done"), textAt, item));
        }
        for (var call : calls.values()) {
            out.add(event("response.function_call_arguments.done")
                    .put("item_id", name("fc", call.at))
                    .put("output_index", call.at)
                    .put("name", call.name)
                    .put("arguments", call.arguments.toString()));
            var item = item(call, "completed");
            output.set(call.at, item);
            out.add(item(event("response.output_item.done"), call.at, item));
        }
    }

    /// A place in the output, filled when its item is complete.
    private int nextItem() {
        output.addObject();
        return output.size() - 1;
    }

    private ObjectNode item(Call call, String status) {
        return ResponseObject.call(
                Json.object(), name("fc", call.at), call.id, call.name, call.arguments.toString(), status);
    }

    private static ObjectNode item(ObjectNode event, int at, ObjectNode item) {
        return event.put("output_index", at).set("item", item);
    }

    private ObjectNode part(ObjectNode event, String content) {
        var part = Json.object();
        ResponseObject.text(part, content);
        return inText(event).set("part", part);
    }

    private ObjectNode inText(ObjectNode event) {
        return event.put("item_id", name("msg", textAt))
                .put("output_index", textAt)
                .put("content_index", 0);
    }

    private String name(String kind, int at) {
        return response.part(kind, at);
    }

    private ObjectNode event(String type) {
        return Json.object().put("type", type).put("sequence_number", sequence++);
    }

    /// The name under which an event is sent.
    public static String type(ObjectNode event) {
        @Nullable String type = event.path("type").textValue();
        return type == null ? "error" : type;
    }
}
