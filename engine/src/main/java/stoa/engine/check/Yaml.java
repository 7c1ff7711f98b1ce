// SPDX-License-Identifier: Apache-2.0
package stoa.engine.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import stoa.kit.json.Json;

/// The part of YAML that a package file needs and that reads one way only: maps and lists by indentation, one scalar a
/// line, comments. Whatever else YAML can is refused with its line.
final class Yaml {
    private static final int MOST_LINES = 2_000;
    private static final int MOST_DEPTH = 8;

    /// Why a text is not read; the line counts from 1.
    static final class Unreadable extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        Unreadable(int line, String what) {
            super("line " + line + ": " + what, null, false, false);
        }
    }

    private record Line(int number, int indent, String text) {}

    private final List<Line> lines;
    private int at;

    private Yaml(List<Line> lines) {
        this.lines = lines;
    }

    static JsonNode parse(String text) throws Unreadable {
        var lines = new ArrayList<Line>();
        var all = text.split("\n", -1);
        if (all.length > MOST_LINES) throw new Unreadable(MOST_LINES, "the file is too long");
        for (int i = 0; i < all.length; i++) {
            var line = all[i].stripTrailing();
            var bare = line.strip();
            if (bare.isEmpty() || bare.startsWith("#")) continue;
            if (line.indexOf('\t') >= 0) throw new Unreadable(i + 1, "tabs are not read; indent with blanks");
            lines.add(new Line(i + 1, line.length() - line.stripLeading().length(), bare));
        }
        if (lines.isEmpty()) throw new Unreadable(1, "the file is empty");
        var reader = new Yaml(lines);
        var out = reader.block(lines.getFirst().indent, 0);
        if (reader.at < lines.size()) throw new Unreadable(lines.get(reader.at).number, "the indentation fits nothing");
        return out;
    }

    private JsonNode block(int indent, int depth) throws Unreadable {
        var first = lines.get(at);
        if (depth > MOST_DEPTH) throw new Unreadable(first.number, "nested too deeply");
        return first.text.startsWith("- ") || first.text.equals("-") ? list(indent, depth) : map(indent, depth);
    }

    private ArrayNode list(int indent, int depth) throws Unreadable {
        var out = Json.array();
        while (at < lines.size() && lines.get(at).indent == indent) {
            var line = lines.get(at);
            if (!line.text.startsWith("- "))
                throw new Unreadable(line.number, "a list holds lines that begin with '- '");
            var rest = line.text.substring(2).strip();
            if (isEntry(rest)) {
                // The entry's first key stands behind the dash; it is read as a line of its own.
                lines.set(at, new Line(line.number, indent + 2, rest));
                out.add(map(indent + 2, depth + 1));
            } else {
                at++;
                out.add(scalar(rest, line.number));
            }
        }
        return out;
    }

    private ObjectNode map(int indent, int depth) throws Unreadable {
        var out = Json.object();
        while (at < lines.size() && lines.get(at).indent == indent) {
            var line = lines.get(at);
            int colon = line.text.indexOf(':');
            if (!isEntry(line.text)) throw new Unreadable(line.number, "expected 'key: value'");
            var key = line.text.substring(0, colon);
            var value = line.text.substring(colon + 1).strip();
            if (out.has(key)) throw new Unreadable(line.number, "'" + key + "' stands twice");
            at++;
            if (!value.isEmpty()) {
                out.set(key, scalar(value, line.number));
                continue;
            }
            boolean inner = at < lines.size() && lines.get(at).indent > indent;
            if (!inner) throw new Unreadable(line.number, "'" + key + "' has no value");
            out.set(key, block(lines.get(at).indent, depth + 1));
        }
        return out;
    }

    private static boolean isEntry(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9_-]*:( .*)?");
    }

    private static JsonNode scalar(String text, int line) throws Unreadable {
        if (text.startsWith("\"")) {
            if (text.length() < 2
                    || !text.endsWith("\"")
                    || text.substring(1, text.length() - 1).matches(".*[\"\\\\].*"))
                throw new Unreadable(line, "a quoted text holds neither quotes nor backslashes and ends with a quote");
            return TextNode.valueOf(text.substring(1, text.length() - 1));
        }
        int remark = text.indexOf(" #");
        var bare = remark >= 0 ? text.substring(0, remark).strip() : text;
        if ("[]{}&*!|>'%@`".indexOf(bare.charAt(0)) >= 0)
            throw new Unreadable(line, "values that begin with " + bare.charAt(0) + " are not read; quote the text");
        if (bare.equals("true") || bare.equals("false")) return BooleanNode.valueOf(bare.equals("true"));
        if (bare.matches("-?[0-9]{1,18}")) return LongNode.valueOf(Long.parseLong(bare));
        return TextNode.valueOf(bare);
    }
}
