// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import stoa.kit.json.Json;

/// The response object, at any moment of its life.
public final class ResponseObject {
    private final String id;
    private final long createdSeconds;
    private final ObjectNode request;

    /// @param id without its prefix
    /// @param request as the caller sent it
    public ResponseObject(String id, long createdSeconds, ObjectNode request) {
        this.id = id;
        this.createdSeconds = createdSeconds;
        this.request = request;
    }

    /// A name of a part of this response.
    String part(String kind, int index) {
        return kind + "_" + id + index;
    }

    /// The response to a chat completion.
    public ObjectNode of(JsonNode chat) {
        var choice = chat.path("choices").path(0);
        var message = choice.path("message");
        var output = Json.array();
        var content = Json.array();
        if (!message.path("content").asText("").isEmpty())
            text(content.addObject(), message.path("content").asText(""));
        if (!message.path("refusal").asText("").isEmpty())
            content.addObject().put("type", "refusal").set("refusal", message.path("refusal"));
        if (!content.isEmpty())
            message(output.addObject(), part("msg", 0), "completed").set("content", content);
        for (var call : message.path("tool_calls")) {
            var function = call.path("function");
            call(
                    output.addObject(),
                    part("fc", output.size()),
                    call.path("id").asText(""),
                    function.path("name").asText(""),
                    function.path("arguments").asText(""),
                    "completed");
        }
        return ended(output, choice.path("finish_reason").asText("stop"), chat.path("usage"));
    }

    /// The response while it is made, without output.
    ObjectNode begun() {
        return common("in_progress", Json.array()).putNull("usage");
    }

    /// The finished response.
    ObjectNode ended(ArrayNode output, String finishReason, JsonNode usage) {
        var reason =
                switch (finishReason) {
                    case "length" -> "max_output_tokens";
                    case "content_filter" -> "content_filter";
                    default -> "";
                };
        var out = common(reason.isEmpty() ? "completed" : "incomplete", output);
        if (!reason.isEmpty()) out.putObject("incomplete_details").put("reason", reason);
        usage(out, usage);
        return out;
    }

    /// The response that broke off.
    ObjectNode failed(ArrayNode output, String message) {
        var out = common("failed", output);
        out.putObject("error").put("code", "server_error").put("message", message);
        return out.putNull("usage");
    }

    static ObjectNode message(ObjectNode item, String name, String status) {
        return item.put("type", "message").put("id", name).put("status", status).put("role", "assistant");
    }

    static void text(ObjectNode part, String text) {
        part.put("type", "output_text").put("text", text).putArray("annotations");
    }

    static ObjectNode call(
            ObjectNode item, String name, String callId, String function, String arguments, String status) {
        return item.put("type", "function_call")
                .put("id", name)
                .put("status", status)
                .put("call_id", callId)
                .put("name", function)
                .put("arguments", arguments);
    }

    private ObjectNode common(String status, ArrayNode output) {
        var out = Json.object()
                .put("id", "resp_" + id)
                .put("object", "response")
                .put("created_at", createdSeconds)
                .put("status", status)
                .putNull("error")
                .putNull("incomplete_details");
        copy(out, "instructions");
        copy(out, "max_output_tokens");
        copy(out, "model");
        out.set("output", output);
        if (request.has("parallel_tool_calls")) copy(out, "parallel_tool_calls");
        else out.put("parallel_tool_calls", true);
        out.putNull("previous_response_id");
        if (request.hasNonNull("reasoning")) copy(out, "reasoning");
        out.put("store", false);
        copy(out, "temperature");
        if (request.hasNonNull("text")) copy(out, "text");
        else out.putObject("text").putObject("format").put("type", "text");
        if (request.hasNonNull("tool_choice")) copy(out, "tool_choice");
        else out.put("tool_choice", "auto");
        if (request.hasNonNull("tools")) copy(out, "tools");
        else out.putArray("tools");
        copy(out, "top_p");
        out.put("truncation", "disabled");
        copy(out, "user");
        if (request.hasNonNull("metadata")) copy(out, "metadata");
        else out.putObject("metadata");
        return out;
    }

    private void copy(ObjectNode out, String name) {
        out.set(
                name,
                request.hasNonNull(name) ? request.get(name) : Json.object().nullNode());
    }

    private static void usage(ObjectNode out, JsonNode usage) {
        if (!usage.isObject()) {
            out.putNull("usage");
            return;
        }
        var to = out.putObject("usage");
        to.put("input_tokens", usage.path("prompt_tokens").asLong());
        to.putObject("input_tokens_details")
                .put(
                        "cached_tokens",
                        usage.path("prompt_tokens_details")
                                .path("cached_tokens")
                                .asLong());
        to.put("output_tokens", usage.path("completion_tokens").asLong());
        to.putObject("output_tokens_details")
                .put(
                        "reasoning_tokens",
                        usage.path("completion_tokens_details")
                                .path("reasoning_tokens")
                                .asLong());
        to.put("total_tokens", usage.path("total_tokens").asLong());
    }
}
