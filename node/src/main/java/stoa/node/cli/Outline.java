// SPDX-License-Identifier: Apache-2.0
package stoa.node.cli;

import com.fasterxml.jackson.databind.JsonNode;

/// A JSON document as an indented outline, for people.
final class Outline {
    private Outline() {}

    static String of(JsonNode json) {
        var out = new StringBuilder();
        write(json, "", out);
        return out.toString().stripTrailing();
    }

    private static void write(JsonNode json, String indent, StringBuilder out) {
        for (var field : json.properties()) {
            out.append(indent).append(field.getKey()).append(':');
            var value = field.getValue();
            if (value.isObject()) {
                out.append(System.lineSeparator());
                write(value, indent + "  ", out);
            } else if (value.isArray()) {
                out.append(System.lineSeparator());
                for (var item : value) item(item, indent + "  ", out);
            } else {
                out.append(' ').append(value.asText()).append(System.lineSeparator());
            }
        }
    }

    private static void item(JsonNode item, String indent, StringBuilder out) {
        if (!item.isContainerNode()) {
            out.append(indent).append("- ").append(item.asText()).append(System.lineSeparator());
            return;
        }
        out.append(indent).append('-').append(System.lineSeparator());
        write(item, indent + "  ", out);
    }
}
