// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import stoa.engine.EngineException;
import stoa.kit.json.Json;

/// Reads JSON Schema as OpenAI's `response_format` and tools use it. A keyword that would not be enforced is refused.
public final class JsonSchema {
    private static final int MOST_DEPTH = 32;
    private static final int MOST_NODES = 2_000;
    private static final int MOST_LENGTH = 10_000;

    /// Says nothing about what is allowed.
    private static final Set<String> REMARKS =
            Set.of("title", "description", "default", "examples", "$schema", "$id", "$defs", "definitions", "$comment");

    private static final Map<String, Set<String>> KEYWORDS = Map.of(
            "object", Set.of("properties", "required", "additionalProperties"),
            "array", Set.of("items", "minItems", "maxItems"),
            "string", Set.of("minLength", "maxLength"),
            "number", Set.of(),
            "integer", Set.of(),
            "boolean", Set.of(),
            "null", Set.of());

    private final JsonNode root;
    private final String param;
    private final Map<String, Shape> named = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private int nodes;

    private JsonSchema(JsonNode root, String param) {
        this.root = root;
        this.param = param;
    }

    /// @param param the part of the request that holds the schema, for the refusal
    public static Shape read(JsonNode schema, String param) throws EngineException {
        var reader = new JsonSchema(schema, param);
        var shape = reader.shape(schema, 0);
        reader.resolve();
        return shape;
    }

    private Shape shape(JsonNode schema, int depth) throws EngineException {
        if (depth > MOST_DEPTH || ++nodes > MOST_NODES) throw refused("is too large or too deep");
        if (schema.isBoolean() && schema.booleanValue()) return new Shape.Any(false);
        if (!(schema instanceof ObjectNode object)) throw refused("holds something that is no schema");
        if (object.has("$ref")) return reference(object);
        if (object.has("const")) return only(object, "const", new Shape.Literal(text(object.get("const"))));
        if (object.has("enum")) {
            var out = new ArrayList<Shape>();
            for (var value : object.path("enum")) out.add(new Shape.Literal(text(value)));
            if (out.isEmpty()) throw refused("has an empty enum");
            return only(object, "enum", new Shape.OneOf(out));
        }
        for (var word : List.of("anyOf", "oneOf"))
            if (object.has(word)) return only(object, word, alternatives(object.path(word), depth));
        return typed(object, depth);
    }

    private Shape typed(ObjectNode object, int depth) throws EngineException {
        var type = object.path("type");
        if (type.isArray()) {
            var out = new ArrayList<Shape>();
            for (var each : type) out.add(typed(object.deepCopy().put("type", each.asText()), depth));
            if (out.isEmpty()) throw refused("has an empty list of types");
            return new Shape.OneOf(out);
        }
        var name = type.isTextual() ? type.textValue() : object.has("properties") ? "object" : "";
        if (name.isEmpty()) {
            requireKnown(object, Set.of("type"));
            return new Shape.Any(false);
        }
        var known = KEYWORDS.get(name);
        if (known == null) throw refused("has the unknown type '" + shortened(name) + "'");
        var allowed = new HashSet<>(known);
        allowed.add("type");
        // A list of types gives every one of them the keywords of all.
        if (type.isTextual()) requireKnown(object, allowed);
        return switch (name) {
            case "object" -> members(object, depth);
            case "array" ->
                new Shape.Items(
                        object.has("items") ? shape(object.get("items"), depth + 1) : new Shape.Any(false),
                        bound(object, "minItems", 0),
                        bound(object, "maxItems", Integer.MAX_VALUE));
            case "string" ->
                new Shape.Text(bound(object, "minLength", 0), bound(object, "maxLength", Integer.MAX_VALUE));
            case "number" -> new Shape.Number(false);
            case "integer" -> new Shape.Number(true);
            case "boolean" -> new Shape.OneOf(List.of(new Shape.Literal("true"), new Shape.Literal("false")));
            default -> new Shape.Literal("null");
        };
    }

    private Shape members(ObjectNode object, int depth) throws EngineException {
        var required = new HashSet<String>();
        for (var name : object.path("required")) required.add(name.asText());
        var members = new ArrayList<Shape.Member>();
        for (var field : object.path("properties").properties()) {
            members.add(new Shape.Member(
                    field.getKey(), shape(field.getValue(), depth + 1), required.remove(field.getKey())));
        }
        if (!required.isEmpty())
            throw refused("requires '" + shortened(required.iterator().next()) + "' but does not describe it");
        var others = object.path("additionalProperties");
        // As OpenAI's strict schemas: described members only, unless the schema says otherwise.
        if (others.isObject()) return new Shape.Members(members, shape(others, depth + 1));
        boolean free = others.isBoolean() ? others.booleanValue() : members.isEmpty();
        return new Shape.Members(members, free ? new Shape.Any(false) : null);
    }

    private Shape alternatives(JsonNode list, int depth) throws EngineException {
        var out = new ArrayList<Shape>();
        for (var each : list) out.add(shape(each, depth + 1));
        if (out.isEmpty()) throw refused("has an empty list of alternatives");
        return new Shape.OneOf(out);
    }

    private Shape reference(ObjectNode object) throws EngineException {
        var name = object.path("$ref").asText();
        if (!name.equals("#") && !name.startsWith("#/")) throw refused("refers to something outside itself");
        open.add(name);
        return only(object, "$ref", new Shape.Named(name, () -> named.getOrDefault(name, new Shape.Any(false))));
    }

    /// Reads what was referred to, and what that refers to.
    private void resolve() throws EngineException {
        while (!open.isEmpty()) {
            var name = open.iterator().next();
            open.remove(name);
            if (named.containsKey(name)) continue;
            var target = name.equals("#") ? root : root.at(name.substring(1));
            if (target.isMissingNode()) throw refused("refers to '" + shortened(name) + "', which it does not have");
            var shape = shape(target, 0);
            named.put(name, shape);
        }
        var grounded = new HashSet<String>();
        for (var name : named.keySet()) requireGround(new Shape.Named(name, () -> named.get(name)), Set.of(), grounded);
    }

    /// What refers to itself must have a bracket on the way.
    private void requireGround(Shape shape, Set<String> above, Set<String> grounded) throws EngineException {
        switch (shape) {
            case Shape.Named reference
            when !grounded.contains(reference.name()) -> {
                if (above.contains(reference.name())) throw refused("refers in a circle");
                var here = new HashSet<>(above);
                here.add(reference.name());
                requireGround(reference.shape().get(), here, grounded);
                grounded.add(reference.name());
            }
            case Shape.OneOf(var shapes) -> {
                for (var each : shapes) requireGround(each, above, grounded);
            }
            default -> {}
        }
    }

    private Shape only(ObjectNode object, String word, Shape shape) throws EngineException {
        requireKnown(object, Set.of(word, "type"));
        return shape;
    }

    private void requireKnown(ObjectNode object, Set<String> known) throws EngineException {
        for (var field : object.properties())
            if (!known.contains(field.getKey()) && !REMARKS.contains(field.getKey()))
                throw refused("uses '" + shortened(field.getKey()) + "', which this engine cannot hold an answer to");
    }

    private int bound(ObjectNode object, String name, int otherwise) throws EngineException {
        var value = object.path(name);
        if (value.isMissingNode()) return otherwise;
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > MOST_LENGTH)
            throw refused("has a '" + name + "' that is no whole number from 0 to " + MOST_LENGTH);
        return value.intValue();
    }

    private static String text(JsonNode value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    private EngineException refused(String why) {
        return EngineException.badRequest("The schema in '" + param + "' " + why + ".", param, "invalid_value");
    }
}
