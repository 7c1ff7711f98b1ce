// SPDX-License-Identifier: Apache-2.0
package stoa.host.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import stoa.kit.json.Json;

/// JSON trees of deltas we do not know: written as they are, and merged as OpenAI's clients merge them.
final class Trees {
    private Trees() {}

    static void write(JsonGenerator json, JsonNode value) throws IOException {
        json.writeRawValue(Json.text(value));
    }

    /// Texts grow, lists are merged by their items' `index`, everything else is replaced.
    static void merge(ObjectNode into, JsonNode delta) {
        for (var field : delta.properties()) {
            var name = field.getKey();
            var value = field.getValue();
            var old = into.get(name);
            switch (value) {
                case ArrayNode list when old instanceof ArrayNode kept -> mergeList(kept, list);
                case ArrayNode list -> mergeList(into.putArray(name), list);
                case ObjectNode object when old instanceof ObjectNode kept -> merge(kept, object);
                case JsonNode text
                when text.isTextual() && old != null && old.isTextual() && grows(name) ->
                    into.put(name, old.textValue() + text.textValue());
                default -> into.set(name, value.deepCopy());
            }
        }
    }

    private static boolean grows(String name) {
        return !name.equals("id") && !name.equals("type") && !name.equals("role") && !name.equals("name");
    }

    private static void mergeList(ArrayNode kept, ArrayNode items) {
        for (var item : items) {
            var index = item.path("index");
            if (!index.isInt() || !(item instanceof ObjectNode object)) {
                kept.add(item.deepCopy());
                continue;
            }
            ObjectNode target = null;
            for (var one : kept)
                if (one instanceof ObjectNode there && there.path("index").asInt(-1) == index.intValue())
                    target = there;
            if (target == null) kept.add(object.deepCopy());
            else merge(target, object);
        }
    }
}
