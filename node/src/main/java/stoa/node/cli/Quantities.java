// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import stoa.kit.json.Json;

/// JSON-RPC writes numbers as `0x…`; at the terminal, and in `--json`, they are numbers.
final class Quantities {
    /// A quantity has no leading zero and fits 63 bits; addresses, hashes and data are longer.
    private static final String QUANTITY = "0x(0|[1-9a-f][0-9a-f]{0,14}|[1-7][0-9a-f]{15})";

    private Quantities() {}

    static JsonNode decimal(JsonNode json) {
        return switch (json) {
            case ObjectNode object -> {
                var out = Json.object();
                for (var field : object.properties()) out.set(field.getKey(), decimal(field.getValue()));
                yield out;
            }
            case ArrayNode list -> {
                var out = Json.array();
                for (var item : list) out.add(decimal(item));
                yield out;
            }
            default ->
                json.isTextual() && json.textValue().matches(QUANTITY)
                        ? LongNode.valueOf(Long.parseLong(json.textValue().substring(2), 16))
                        : json;
        };
    }
}
