// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

import java.util.function.Consumer;

/// Cuts text into the pieces byte-level BPE works on, by hand and in one pass, so that no text can make it slow. Three
/// ways to cut are in use:
///
/// - GPT-2: `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
/// - Llama 3: `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|
/// ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
/// - Qwen 2: as Llama 3, but each digit alone
enum PreTokenizer {
    GPT_2,
    LLAMA_3,
    QWEN_2;

    private enum Kind {
        SPACE,
        LETTER,
        NUMBER,
        OTHER
    }

    void split(String text, Consumer<String> pieces) {
        int at = 0;
        while (at < text.length()) {
            int end = this == GPT_2 ? gpt2(text, at) : llama3(text, at, this == LLAMA_3 ? 3 : 1);
            pieces.accept(text.substring(at, end));
            at = end;
        }
    }

    private static int gpt2(String text, int at) {
        int contraction = contraction(text, at, false);
        if (contraction > 0) return at + contraction;
        int word = text.charAt(at) == ' ' ? at + 1 : at;
        if (word < text.length() && kindAt(text, word) != Kind.SPACE)
            return run(text, word, kindAt(text, word), Integer.MAX_VALUE);
        return blanks(text, at);
    }

    private static int llama3(String text, int at, int digits) {
        int contraction = contraction(text, at, true);
        if (contraction > 0) return at + contraction;
        var kind = kindAt(text, at);
        int c = text.codePointAt(at);
        int next = at + Character.charCount(c);
        if (kind == Kind.LETTER) return run(text, at, Kind.LETTER, Integer.MAX_VALUE);
        boolean leads = kind != Kind.NUMBER && c != '\r' && c != '\n';
        if (leads && next < text.length() && kindAt(text, next) == Kind.LETTER)
            return run(text, next, Kind.LETTER, Integer.MAX_VALUE);
        if (kind == Kind.NUMBER) return run(text, at, Kind.NUMBER, digits);
        int marks = c == ' ' ? next : at;
        if (marks < text.length() && kindAt(text, marks) == Kind.OTHER) {
            int end = run(text, marks, Kind.OTHER, Integer.MAX_VALUE);
            while (end < text.length() && isBreak(text.charAt(end))) end++;
            return end;
        }
        int spaces = run(text, at, Kind.SPACE, Integer.MAX_VALUE);
        for (int i = spaces; i > at; i--) if (isBreak(text.charAt(i - 1))) return i;
        return blanks(text, at);
    }

    /// The last blank before a word goes with the word.
    private static int blanks(String text, int at) {
        int spaces = run(text, at, Kind.SPACE, Integer.MAX_VALUE);
        return spaces < text.length() && text.offsetByCodePoints(at, 1) < spaces
                ? text.offsetByCodePoints(spaces, -1)
                : spaces;
    }

    private static int contraction(String text, int at, boolean anyCase) {
        if (text.charAt(at) != '\'' || at + 1 >= text.length()) return 0;
        char first = lower(text.charAt(at + 1), anyCase);
        if (first == 's' || first == 't' || first == 'm' || first == 'd') return 2;
        if (at + 2 >= text.length()) return 0;
        char second = lower(text.charAt(at + 2), anyCase);
        boolean two = (first == 'r' || first == 'v') && second == 'e' || first == 'l' && second == 'l';
        return two ? 3 : 0;
    }

    private static char lower(char c, boolean anyCase) {
        return anyCase && c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    private static boolean isBreak(char c) {
        return c == '\r' || c == '\n';
    }

    private static int run(String text, int from, Kind kind, int most) {
        int i = from;
        for (int n = 0; n < most && i < text.length() && kindAt(text, i) == kind; n++)
            i += Character.charCount(text.codePointAt(i));
        return i;
    }

    private static Kind kindAt(String text, int index) {
        int c = text.codePointAt(index);
        if (c < 128) {
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') return Kind.LETTER;
            if (c >= '0' && c <= '9') return Kind.NUMBER;
            return c == ' ' || c >= 9 && c <= 13 ? Kind.SPACE : Kind.OTHER;
        }
        if (isSpace(c)) return Kind.SPACE;
        if (Character.isLetter(c)) return Kind.LETTER;
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> Kind.NUMBER;
            default -> Kind.OTHER;
        };
    }

    /// Unicode's White_Space beyond ASCII; Java's own tests leave some out.
    private static boolean isSpace(int c) {
        return c == 0x85
                || c == 0xa0
                || c == 0x1680
                || c >= 0x2000 && c <= 0x200a
                || c == 0x2028
                || c == 0x2029
                || c == 0x202f
                || c == 0x205f
                || c == 0x3000;
    }
}
