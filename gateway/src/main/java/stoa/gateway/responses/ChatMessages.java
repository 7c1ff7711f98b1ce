// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stoa.kit.json.Json;

/// Turns the input of a response into the messages of a chat.
final class ChatMessages {
    private ChatMessages() {}

    static void add(ArrayNode messages, JsonNode input) {
        if (input.isTextual()) {
            messages.addObject().put("role", "user").set("content", input);
            return;
        }
        if (!(input instanceof ArrayNode items) || items.isEmpty())
            throw ChatRequest.refused("input", "'input' must be a string or a list of items.");
        ObjectNode calls = null;
        for (var item : items) {
            boolean call = item.path("type").asText("").equals("function_call");
            if (!call) calls = null;
            switch (item.path("type").asText("message")) {
                case "message" -> message(messages, item);
                case "function_call" -> calls = call(messages, calls, item);
                case "function_call_output" ->
                    messages.addObject()
                            .put("role", "tool")
                            .put("tool_call_id", item.path("call_id").asText(""))
                            .set("content", output(item.path("output")));
                case "reasoning" -> {} // a model's earlier thoughts are its own
                default ->
                    throw ChatRequest.refused(
                            "input", "Items of type '" + item.path("type").asText("") + "' cannot be used here.");
            }
        }
    }

    private static void message(ArrayNode messages, JsonNode item) {
        var role = item.path("role").asText("");
        if (role.isEmpty()) throw ChatRequest.refused("input", "Every message needs a role.");
        messages.addObject()
                .put("role", role.equals("developer") ? "system" : role)
                .set("content", content(item.path("content")));
    }

    /// Calls that follow each other belong to one message of the assistant.
    private static ObjectNode call(ArrayNode messages, @Nullable ObjectNode open, JsonNode item) {
        var message = open;
        if (message == null) {
            message = messages.addObject().put("role", "assistant").putNull("content");
            message.putArray("tool_calls");
        }
        var call = ((ArrayNode) message.get("tool_calls")).addObject();
        call.put("id", item.path("call_id").asText("")).put("type", "function");
        call.putObject("function")
                .put("name", item.path("name").asText(""))
                .put("arguments", item.path("arguments").asText(""));
        return message;
    }

    private static JsonNode content(JsonNode content) {
        if (!(content instanceof ArrayNode parts)) return content;
        var out = Json.array();
        for (var part : parts) {
            switch (part.path("type").asText("")) {
                case "input_text", "output_text", "text" ->
                    out.addObject().put("type", "text").set("text", part.path("text"));
                case "refusal" -> out.addObject().put("type", "text").set("text", part.path("refusal"));
                case "input_image" -> image(out, part);
                case "input_audio" -> out.add(part);
                case "input_file" -> {
                    var file = out.addObject().put("type", "file").putObject("file");
                    part.properties().forEach(field -> {
                        if (!field.getKey().equals("type")) file.set(field.getKey(), field.getValue());
                    });
                }
                default ->
                    throw ChatRequest.refused(
                            "input", "Content of type '" + part.path("type").asText("") + "' cannot be used here.");
            }
        }
        return plain(out);
    }

    private static void image(ArrayNode out, JsonNode part) {
        var image = out.addObject().put("type", "image_url").putObject("image_url");
        image.set("url", part.path("image_url"));
        if (part.hasNonNull("detail")) image.set("detail", part.get("detail"));
    }

    /// Text alone is a string, which every chat template reads.
    private static JsonNode plain(ArrayNode parts) {
        var text = new StringBuilder();
        for (var part : parts) {
            if (!part.path("type").asText("").equals("text")) return parts;
            text.append(part.path("text").asText(""));
        }
        return Json.object().textNode(text.toString());
    }

    private static JsonNode output(JsonNode output) {
        return output.isTextual() ? output : content(output);
    }
}
