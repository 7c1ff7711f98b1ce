// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import stoa.gateway.openai.ApiError;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// Turns the body of `POST /v1/responses` into that of a chat completion. What has no meaning there is passed on as
/// it is, for the engine may know it; what needs a memory is refused, for there is none.
public final class ChatRequest {
    /// Fields this class gives a meaning to; all others pass on.
    private static final Set<String> OWN = Set.of(
            "input",
            "instructions",
            "max_output_tokens",
            "tools",
            "tool_choice",
            "text",
            "reasoning",
            "store",
            "previous_response_id",
            "conversation",
            "background",
            "prompt",
            "include",
            "truncation",
            "metadata",
            "stream_options",
            "top_logprobs",
            "max_tool_calls",
            "service_tier");

    private ChatRequest() {}

    /// The request as it came; refuses what is not a JSON object.
    public static ObjectNode parse(byte[] body) {
        JsonNode json;
        try {
            json = Json.parse(body);
        } catch (MalformedJson malformed) {
            throw ApiError.badRequest("The body is not valid JSON: " + malformed.getMessage() + ".", null, null);
        }
        if (json instanceof ObjectNode object) return object;
        throw ApiError.badRequest("The body must be a JSON object.", null, null);
    }

    /// The chat request that asks for the same.
    public static ObjectNode of(ObjectNode request) {
        refuseMemory(request);
        var chat = Json.object();
        request.properties().forEach(field -> {
            if (!OWN.contains(field.getKey())) chat.set(field.getKey(), field.getValue());
        });
        var messages = chat.putArray("messages");
        if (request.hasNonNull("instructions"))
            messages.addObject().put("role", "system").put("content", text(request, "instructions"));
        ChatMessages.add(messages, request.path("input"));
        if (request.hasNonNull("max_output_tokens"))
            chat.set("max_completion_tokens", request.get("max_output_tokens"));
        if (request.hasNonNull("tools")) tools(chat, request.get("tools"));
        if (request.hasNonNull("tool_choice")) chat.set("tool_choice", toolChoice(request.get("tool_choice")));
        format(chat, request.path("text"));
        if (request.path("reasoning").hasNonNull("effort"))
            chat.set("reasoning_effort", request.path("reasoning").get("effort"));
        if (request.hasNonNull("top_logprobs"))
            chat.put("logprobs", true).set("top_logprobs", request.get("top_logprobs"));
        if (request.path("stream").asBoolean(false))
            chat.putObject("stream_options").put("include_usage", true);
        return chat;
    }

    private static void refuseMemory(ObjectNode request) {
        if (request.path("store").asBoolean(false))
            throw refused(
                    "store", "Responses are not stored here: send store: false, and the whole conversation as input.");
        for (var name : new String[] {"previous_response_id", "conversation", "prompt"})
            if (request.hasNonNull(name))
                throw refused(name, "Nothing is remembered here: leave out '" + name + "' and send it all as input.");
        if (request.path("background").asBoolean(false))
            throw refused("background", "Responses are made while you wait: leave out 'background'.");
    }

    private static void tools(ObjectNode chat, JsonNode tools) {
        if (!(tools instanceof ArrayNode list)) throw refused("tools", "'tools' must be a list.");
        var out = chat.putArray("tools");
        for (var tool : list) {
            if (!tool.path("type").asText("").equals("function"))
                throw refused("tools", "Only tools of type 'function' can be used here.");
            var function = out.addObject().put("type", "function").putObject("function");
            tool.properties().forEach(field -> {
                if (!field.getKey().equals("type")) function.set(field.getKey(), field.getValue());
            });
        }
    }

    private static JsonNode toolChoice(JsonNode choice) {
        if (!choice.path("type").asText("").equals("function")) return choice;
        var out = Json.object().put("type", "function");
        out.putObject("function").set("name", choice.path("name"));
        return out;
    }

    private static void format(ObjectNode chat, JsonNode text) {
        if (text.hasNonNull("verbosity")) chat.set("verbosity", text.get("verbosity"));
        var format = text.path("format");
        switch (format.path("type").asText("text")) {
            case "text" -> {}
            case "json_schema" -> {
                var out = chat.putObject("response_format").put("type", "json_schema");
                var schema = out.putObject("json_schema");
                format.properties().forEach(field -> {
                    if (!field.getKey().equals("type")) schema.set(field.getKey(), field.getValue());
                });
            }
            default -> chat.set("response_format", format);
        }
    }

    private static String text(ObjectNode request, String name) {
        var value = request.get(name);
        if (!value.isTextual()) throw refused(name, "'" + name + "' must be a string.");
        return value.textValue();
    }

    static ApiError refused(String param, String message) {
        return ApiError.badRequest(message, param, "unsupported_value");
    }
}
