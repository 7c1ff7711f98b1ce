// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.jinja;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A chat template, read once and run for each conversation. What callers wrote is marked on its way through, so that
/// only the template's own words can become control tokens.
public final class Template {
    /// Stand around a caller's words in the output; callers cannot write them.
    private static final char OPEN = '\ue000';

    private static final char CLOSE = '\ue001';

    private final List<Node> nodes;

    private Template(List<Node> nodes) {
        this.nodes = nodes;
    }

    /// A stretch of the prompt. `own` words are the template's and may hold control tokens.
    public record Stretch(String text, boolean own) {}

    public static Template parse(String source) throws TemplateError {
        return new Template(Parser.parse(source));
    }

    /// Runs the template.
    ///
    /// @param own values that are the model's, as `bos_token`
    /// @param given values that are the caller's, as `messages`
    public List<Stretch> render(Map<String, Object> own, Map<String, JsonNode> given) throws TemplateError {
        var values = new LinkedHashMap<String, Object>(own);
        given.forEach((name, value) -> values.put(name, value(value, 0)));
        return stretches(new Run(values).run(nodes));
    }

    private static List<Stretch> stretches(String out) {
        var list = new ArrayList<Stretch>();
        var text = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (c != OPEN && c != CLOSE) {
                text.append(c);
                continue;
            }
            int next = Math.max(0, c == OPEN ? depth + 1 : depth - 1);
            if ((depth == 0) != (next == 0) && !text.isEmpty()) {
                list.add(new Stretch(text.toString(), depth == 0));
                text.setLength(0);
            }
            depth = next;
        }
        if (!text.isEmpty()) list.add(new Stretch(text.toString(), depth == 0));
        return list;
    }

    private static Object value(JsonNode node, int depth) {
        if (depth > 40) return "";
        if (node.isTextual()) return marked(node.textValue());
        if (node.isBoolean()) return node.booleanValue();
        if (node.isIntegralNumber() && node.canConvertToLong()) return node.longValue();
        if (node.isNumber()) return marked(node.asText());
        if (node.isArray()) {
            var out = new ArrayList<Object>();
            node.forEach(each -> out.add(value(each, depth + 1)));
            return out;
        }
        if (node.isObject()) {
            var out = new LinkedHashMap<String, Object>();
            node.properties().forEach(field -> out.put(bare(field.getKey()), value(field.getValue(), depth + 1)));
            return out;
        }
        return Run.NONE;
    }

    /// A caller's words.
    static String marked(String text) {
        return OPEN + bare(text) + CLOSE;
    }

    static boolean isMarked(String text) {
        return text.indexOf(OPEN) >= 0;
    }

    /// Without marks: what a template compares, measures and cuts.
    static String bare(String text) {
        return text.indexOf(OPEN) < 0 && text.indexOf(CLOSE) < 0
                ? text
                : text.replace(String.valueOf(OPEN), "").replace(String.valueOf(CLOSE), "");
    }
}
