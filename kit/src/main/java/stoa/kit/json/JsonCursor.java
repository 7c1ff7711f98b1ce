// SPDX-License-Identifier: Apache-2.0
package stoa.kit.json;

import java.nio.charset.StandardCharsets;

/// Walks over JSON bytes without building anything: a body of megabytes costs one pass and no memory. As strict as
/// RFC 8259 in everything but the UTF-8 inside strings, which whoever reads them checks.
public final class JsonCursor {
    public static final int DEPTH_MAX = Json.DEPTH_MAX;

    private final byte[] in;
    private final int end;
    private int at;
    private int textFrom;
    private int textTo;
    private boolean textEscaped;

    /// Walks from `from` up to, not including, `to`.
    public JsonCursor(byte[] in, int from, int to) {
        this.in = in;
        this.at = from;
        this.end = to;
    }

    /// The text is not JSON; says where, never what stands there.
    public static final class BadJson extends Exception {
        private static final long serialVersionUID = 1;

        public BadJson(String what, int at) {
            super(what + " at byte " + at, null, false, false);
        }
    }

    /// Where the next byte lies.
    public int at() {
        return at;
    }

    /// The next character that is no white space, not taken; -1 at the end.
    public int peek() {
        while (at < end) {
            byte b = in[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') return b & 0xff;
            at++;
        }
        return -1;
    }

    /// Takes this character behind white space, if it is next.
    public boolean take(char wanted) {
        if (peek() != wanted) return false;
        at++;
        return true;
    }

    /// Takes this character behind white space; anything else is refused.
    public void expect(char wanted) throws BadJson {
        if (!take(wanted)) throw new BadJson("'" + wanted + "' is missing", at);
    }

    /// Takes a string and remembers where its content lies.
    public void string() throws BadJson {
        expect('"');
        textFrom = at;
        textEscaped = false;
        while (at < end) {
            byte b = in[at];
            if (b == '"') {
                textTo = at++;
                return;
            }
            if (b == '\\') escape();
            else if (b >= 0 && b < 0x20) throw new BadJson("a control character in a string", at);
            else at++;
        }
        throw new BadJson("a string without an end", textFrom);
    }

    /// Whether the string taken last is this plain ASCII text.
    public boolean is(String ascii) {
        if (textEscaped) return text().equals(ascii);
        if (textTo - textFrom != ascii.length()) return false;
        for (int i = 0; i < ascii.length(); i++) if (in[textFrom + i] != ascii.charAt(i)) return false;
        return true;
    }

    /// The content of the string taken last.
    public String text() {
        if (!textEscaped) return new String(in, textFrom, textTo - textFrom, StandardCharsets.UTF_8);
        var out = new StringBuilder();
        int plainFrom = textFrom;
        for (int i = textFrom; i < textTo; i++) {
            if (in[i] != '\\') continue;
            out.append(new String(in, plainFrom, i - plainFrom, StandardCharsets.UTF_8));
            int kind = in[++i];
            if (kind == 'u') {
                out.append((char) hex(i + 1));
                i += 4;
            } else {
                out.append("\"\\/\b\f\n\r\t".charAt("\"\\/bfnrt".indexOf(kind)));
            }
            plainFrom = i + 1;
        }
        return out.append(new String(in, plainFrom, textTo - plainFrom, StandardCharsets.UTF_8))
                .toString();
    }

    /// Where the content of the string taken last begins and ends, as written.
    public int textFrom() {
        return textFrom;
    }

    /// See [#textFrom()].
    public int textTo() {
        return textTo;
    }

    /// Takes one value of any kind.
    ///
    /// @param depth how deep it lies, for the bound `DEPTH_MAX`
    public void skip(int depth) throws BadJson {
        switch (peek()) {
            case '{' -> skipObject(depth);
            case '[' -> skipArray(depth);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    /// Takes a number; a whole one of at most 18 digits is returned, any other is [Long#MIN_VALUE].
    public long number() throws BadJson {
        int from = at;
        boolean negative = at < end && in[at] == '-';
        if (negative) at++;
        int digitsFrom = at;
        long value = 0;
        while (at < end && in[at] >= '0' && in[at] <= '9') value = value * 10 + in[at++] - '0';
        int digits = at - digitsFrom;
        if (digits == 0 || digits > 1 && in[digitsFrom] == '0') throw new BadJson("no JSON value", from);
        boolean whole = digits <= 18;
        if (at < end && in[at] == '.') {
            at++;
            whole = false;
            digits();
        }
        if (at < end && (in[at] == 'e' || in[at] == 'E')) {
            at++;
            whole = false;
            if (at < end && (in[at] == '+' || in[at] == '-')) at++;
            digits();
        }
        if (!whole) return Long.MIN_VALUE;
        return negative ? -value : value;
    }

    /// Takes `true`, `false` or `null`.
    public void word(String word) throws BadJson {
        int from = at;
        for (int i = 0; i < word.length(); i++, at++)
            if (at >= end || in[at] != word.charAt(i)) throw new BadJson("no JSON value", from);
    }

    private void skipObject(int depth) throws BadJson {
        deeper(depth);
        expect('{');
        if (take('}')) return;
        do {
            string();
            expect(':');
            skip(depth + 1);
        } while (take(','));
        expect('}');
    }

    private void skipArray(int depth) throws BadJson {
        deeper(depth);
        expect('[');
        if (take(']')) return;
        do skip(depth + 1);
        while (take(','));
        expect(']');
    }

    private void deeper(int depth) throws BadJson {
        if (depth >= DEPTH_MAX) throw new BadJson("nested deeper than " + DEPTH_MAX, at);
    }

    private void digits() throws BadJson {
        int from = at;
        while (at < end && in[at] >= '0' && in[at] <= '9') at++;
        if (at == from) throw new BadJson("a number without digits", at);
    }

    private void escape() throws BadJson {
        textEscaped = true;
        int kind = at + 1 < end ? in[at + 1] : -1;
        if (kind == 'u') {
            if (at + 6 > end || hex(at + 2) < 0) throw new BadJson("not a \\u escape", at);
            at += 6;
        } else {
            if (kind < 0 || "\"\\/bfnrt".indexOf(kind) < 0) throw new BadJson("not an escape", at);
            at += 2;
        }
    }

    private int hex(int from) {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = in[i] < 0 ? -1 : Character.digit(in[i], 16);
            if (digit < 0) return -1;
            value = value << 4 | digit;
        }
        return value;
    }
}
