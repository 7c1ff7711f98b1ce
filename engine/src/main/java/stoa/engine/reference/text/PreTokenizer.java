// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

import java.util.function.Consumer;

/// Cuts text into the pieces BPE works on, as GPT-2's pattern does:
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
/// by hand, in one pass, so that no text can make it slow.
final class PreTokenizer {
    private enum Kind {
        SPACE,
        LETTER,
        NUMBER,
        OTHER
    }

    private final String text;
    private int at;

    private PreTokenizer(String text) {
        this.text = text;
    }

    static void split(String text, Consumer<String> pieces) {
        var scan = new PreTokenizer(text);
        while (scan.at < text.length()) {
            int from = scan.at;
            scan.at = scan.end();
            pieces.accept(text.substring(from, scan.at));
        }
    }

    private int end() {
        int contraction = contraction();
        if (contraction > 0) return at + contraction;
        int word = text.charAt(at) == ' ' ? at + 1 : at;
        if (word < text.length() && kindAt(word) != Kind.SPACE) return run(word, kindAt(word));
        int spaces = run(at, Kind.SPACE);
        // The last blank before a word goes with the word.
        return spaces < text.length() && text.offsetByCodePoints(at, 1) < spaces
                ? text.offsetByCodePoints(spaces, -1)
                : spaces;
    }

    private int contraction() {
        if (text.charAt(at) != '\'' || at + 1 >= text.length()) return 0;
        char first = text.charAt(at + 1);
        if (first == 's' || first == 't' || first == 'm' || first == 'd') return 2;
        boolean two = text.startsWith("re", at + 1) || text.startsWith("ve", at + 1) || text.startsWith("ll", at + 1);
        return two ? 3 : 0;
    }

    private int run(int from, Kind kind) {
        int i = from;
        while (i < text.length() && kindAt(i) == kind) i += Character.charCount(text.codePointAt(i));
        return i;
    }

    private Kind kindAt(int index) {
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
