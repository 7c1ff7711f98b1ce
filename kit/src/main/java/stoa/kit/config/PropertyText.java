// SPDX-License-Identifier: Apache-2.0
package stoa.kit.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lines of `key = value`, the part of TOML people use: `#` comments, `[section]` before keys, texts in double
/// quotes with backslash escapes, lists in brackets on one line.
final class PropertyText {
    private PropertyText() {}

    static Map<String, String> parse(String text, String name) {
        var out = new LinkedHashMap<String, String>();
        String section = "";
        int number = 0;
        for (var raw : text.split("\r\n|\n|\r", -1)) {
            number++;
            var line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            if (line.startsWith("[")) {
                int end = line.indexOf(']');
                if (end < 0 || !restIsComment(line.substring(end + 1)))
                    throw bad(name, number, "a section is written [name]");
                section = line.substring(1, end).strip() + ".";
                continue;
            }
            int equals = line.indexOf('=');
            if (equals <= 0) throw bad(name, number, "expected key = value");
            var key = section + line.substring(0, equals).strip();
            if (out.putIfAbsent(key, value(line.substring(equals + 1).strip(), name, number)) != null)
                throw bad(name, number, key + " is set twice");
        }
        return out;
    }

    private static String value(String text, String name, int line) {
        if (text.startsWith("[")) return list(text, name, line);
        if (!text.startsWith("\"")) return uncommented(text);
        var out = new StringBuilder();
        int end = quoted(text, 0, out, name, line);
        if (!restIsComment(text.substring(end))) throw bad(name, line, "something follows the closing quote");
        return out.toString();
    }

    private static String list(String text, String name, int line) {
        List<String> items = new ArrayList<>();
        int at = 1;
        while (true) {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == ',')) at++;
            if (at >= text.length()) throw bad(name, line, "a list ends with ] on its line");
            if (text.charAt(at) == ']') break;
            if (text.charAt(at) != '"') throw bad(name, line, "a list's items stand in double quotes");
            var item = new StringBuilder();
            at = quoted(text, at, item, name, line);
            if (item.indexOf(",") >= 0) throw bad(name, line, "a list's item holds no comma");
            items.add(item.toString());
        }
        if (!restIsComment(text.substring(at + 1))) throw bad(name, line, "something follows the list");
        return String.join(",", items);
    }

    /// Reads a text in quotes that begins at `from`; returns where it has ended.
    private static int quoted(String text, int from, StringBuilder out, String name, int line) {
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') return i + 1;
            if (c != '\\') {
                out.append(c);
                continue;
            }
            i++;
            char escaped = i < text.length() ? text.charAt(i) : ' ';
            switch (escaped) {
                case '"', '\\' -> out.append(escaped);
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                default -> throw bad(name, line, "after a backslash comes \", \\, n or t");
            }
        }
        throw bad(name, line, "a quote is not closed");
    }

    private static String uncommented(String text) {
        int comment = text.indexOf(" #");
        return (comment < 0 ? text : text.substring(0, comment)).strip();
    }

    private static boolean restIsComment(String rest) {
        return rest.isBlank() || rest.strip().startsWith("#");
    }

    private static BadConfig bad(String name, int line, String what) {
        return new BadConfig(name + ", line " + line + ": " + what);
    }
}
