// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.engine.CompletionRequest;
import stoa.engine.EngineException;
import stoa.engine.Prompt;
import stoa.engine.reference.grammar.JsonSchema;
import stoa.engine.reference.grammar.Shape;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// What an answer must look like: `response_format`, or a tool call that `tool_choice` demands. With `tool_choice` left
/// to the model tools are not called here.
///
/// @param call the answer is a call of one of the tools, and becomes a `tool_calls` delta
record Form(Shape shape, boolean call) {
    static Optional<Form> of(CompletionRequest request) throws EngineException {
        if (request.prompt() instanceof Prompt.Chat(var _, var tools) && !tools.isEmpty()) {
            var call = call(tools, request.raw().path("tool_choice"));
            if (call.isPresent()) return call;
        }
        var format = request.raw().path("response_format");
        if (format.isMissingNode() || format.isNull()) return Optional.empty();
        return switch (format.path("type").asText("")) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of(new Form(new Shape.Any(true), false));
            case "json_schema" -> {
                var schema = format.path("json_schema").path("schema");
                if (!schema.isObject()) throw wrong("'response_format.json_schema.schema' must be an object.");
                yield Optional.of(new Form(JsonSchema.read(schema, "response_format"), false));
            }
            default -> throw wrong("'response_format.type' must be text, json_object or json_schema.");
        };
    }

    private static Optional<Form> call(ArrayNode tools, JsonNode choice) throws EngineException {
        var only = choice.path("function").path("name").asText("");
        if (only.isEmpty() && !choice.asText("").equals("required")) return Optional.empty();
        var calls = new ArrayList<Shape>();
        for (var tool : tools) {
            var function = tool.path("function");
            var name = function.path("name").asText("");
            if (name.isEmpty()) throw EngineException.badRequest("A tool lacks its name.", "tools", "invalid_value");
            if (!only.isEmpty() && !only.equals(name)) continue;
            var arguments = function.path("parameters").isObject()
                    ? JsonSchema.read(function.path("parameters"), "tools")
                    : new Shape.Members(List.of(), null);
            calls.add(new Shape.Members(
                    List.of(
                            new Shape.Member("name", new Shape.Literal(text(TextNode.valueOf(name))), true),
                            new Shape.Member("arguments", arguments, true)),
                    null));
        }
        if (calls.isEmpty())
            throw EngineException.badRequest(
                    "'tool_choice' names a function that 'tools' does not hold.", "tool_choice", "invalid_value");
        return Optional.of(new Form(new Shape.OneOf(calls), true));
    }

    /// The conversation with what the model must know of the tools it may call.
    static ArrayNode withTools(ArrayNode messages, ArrayNode tools) {
        var out = Json.array();
        out.addObject()
                .put("role", "system")
                .put("content", "Answer with one call of these tools, as JSON with name and arguments: " + text(tools));
        out.addAll(messages);
        return out;
    }

    /// OpenAI's delta of the call a finished answer makes; empty when the answer was cut before its end.
    static Optional<ObjectNode> delta(String answer) {
        try {
            if (!(Json.parse(answer) instanceof ObjectNode made)) return Optional.empty();
            var delta = Json.object();
            var call = delta.putArray("tool_calls").addObject();
            call.put("index", 0);
            call.put("id", "call_" + Integer.toHexString(answer.hashCode())).put("type", "function");
            call.putObject("function")
                    .put("name", made.path("name").asText())
                    .put("arguments", text(made.path("arguments")));
            return Optional.of(delta);
        } catch (MalformedJson _) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    private static EngineException wrong(String message) {
        return EngineException.badRequest(message, "response_format", "invalid_value");
    }
}
