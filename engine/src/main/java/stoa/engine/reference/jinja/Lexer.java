// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.jinja;

import java.util.ArrayList;
import java.util.List;

/// Cuts a template into text and tags, and a tag into words.
final class Lexer {
    private static final int MOST_CHARS = 1 << 18;
    private static final List<String> MARKS = List.of(
            "==", "!=", "<=", ">=", "//", "**", "+", "-", "*", "/", "%", "~", "<", ">", "(", ")", "[", "]", "{", "}",
            ",", ":", ".", "|", "=");

    enum Kind {
        TEXT,
        /// `{{ … }}`
        OUTPUT,
        /// `{% … %}`
        STATEMENT
    }

    /// @param words of a tag; a text has one, itself
    record Part(Kind kind, List<Word> words) {}

    enum Sort {
        NAME,
        STRING,
        NUMBER,
        MARK
    }

    record Word(Sort sort, String text) {}

    private Lexer() {}

    /// As transformers reads chat templates: a line break behind a statement and blanks before one on its own line are
    /// not part of the text (`trim_blocks`, `lstrip_blocks`).
    static List<Part> parts(String source) throws TemplateError {
        if (source.length() > MOST_CHARS) throw new TemplateError("the template is too long");
        var out = new ArrayList<Part>();
        int at = 0;
        boolean strip = false;
        boolean line = false;
        while (at < source.length()) {
            int tag = nextTag(source, at);
            var text = source.substring(at, tag < 0 ? source.length() : tag);
            if (strip) text = text.stripLeading();
            else if (line && text.startsWith("\n")) text = text.substring(1);
            if (tag < 0) {
                text(out, text);
                break;
            }
            char kind = source.charAt(tag + 1);
            boolean before = tag + 2 < source.length() && source.charAt(tag + 2) == '-';
            if (before) text = text.stripTrailing();
            else if (kind != '{') text = withoutIndent(text, at == 0 || line && source.charAt(at) == '\n');
            text(out, text);
            var end = kind == '{' ? "}}" : kind == '%' ? "%}" : "#}";
            int close = kind == '#' ? source.indexOf(end, tag + 2) : closing(source, tag + 2, end);
            if (close < 0) throw new TemplateError("a tag of the template does not end");
            strip = source.charAt(close - 1) == '-' && close - 1 > tag + 1;
            line = kind != '{';
            var inner = source.substring(
                    tag + (before ? 3 : 2), Math.max(tag + (before ? 3 : 2), strip ? close - 1 : close));
            if (kind != '#') out.add(new Part(kind == '{' ? Kind.OUTPUT : Kind.STATEMENT, words(inner)));
            at = close + 2;
        }
        return out;
    }

    private static void text(List<Part> out, String text) {
        if (!text.isEmpty()) out.add(new Part(Kind.TEXT, List.of(new Word(Sort.STRING, text))));
    }

    private static int nextTag(String source, int from) {
        for (int i = source.indexOf('{', from); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1))
            if ("{%#".indexOf(source.charAt(i + 1)) >= 0) return i;
        return -1;
    }

    private static int closing(String source, int from, String end) {
        char quote = 0;
        for (int i = from; i < source.length(); i++) {
            char c = source.charAt(i);
            if (quote != 0) {
                if (c == '\\') i++;
                else if (c == quote) quote = 0;
            } else if (c == '\'' || c == '"') quote = c;
            else if (source.startsWith(end, i)) return i;
        }
        return -1;
    }

    private static String withoutIndent(String text, boolean first) {
        int i = text.length();
        while (i > 0 && (text.charAt(i - 1) == ' ' || text.charAt(i - 1) == '\t')) i--;
        return i == 0 && first || i > 0 && text.charAt(i - 1) == '\n' ? text.substring(0, i) : text;
    }

    private static List<Word> words(String tag) throws TemplateError {
        var out = new ArrayList<Word>();
        int i = 0;
        while (i < tag.length()) {
            char c = tag.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
            } else if (c == '\'' || c == '"') {
                var text = new StringBuilder();
                for (i++; i < tag.length() && tag.charAt(i) != c; i++)
                    text.append(
                            tag.charAt(i) == '\\' && i + 1 < tag.length() ? escaped(tag.charAt(++i)) : tag.charAt(i));
                i++;
                out.add(new Word(Sort.STRING, text.toString()));
            } else if (c >= '0' && c <= '9') {
                int from = i;
                while (i < tag.length() && Character.isDigit(tag.charAt(i))) i++;
                if (i - from > 9) throw new TemplateError("a number of the template is too large");
                out.add(new Word(Sort.NUMBER, tag.substring(from, i)));
            } else if (Character.isLetter(c) || c == '_') {
                int from = i;
                while (i < tag.length() && (Character.isLetterOrDigit(tag.charAt(i)) || tag.charAt(i) == '_')) i++;
                out.add(new Word(Sort.NAME, tag.substring(from, i)));
            } else {
                int start = i;
                var mark = MARKS.stream().filter(m -> tag.startsWith(m, start)).findFirst();
                if (mark.isEmpty()) throw new TemplateError("the template holds the unknown sign " + c);
                out.add(new Word(Sort.MARK, mark.get()));
                i += mark.get().length();
            }
        }
        return out;
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            default -> c;
        };
    }
}
