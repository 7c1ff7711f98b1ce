// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.ArrayList;
import java.util.List;

/// Reads the signatures we write in our own source, such as `settle((uint64 session,bytes32 root)[] vouchers)`.
/// What it cannot read is an `IllegalArgumentException` that shows where.
final class AbiParser {
    private static final int TEXT_CHARS_MAX = 4096;

    private final String text;
    private int at;
    private int depth;

    AbiParser(String text) {
        if (text.length() > TEXT_CHARS_MAX) throw new IllegalArgumentException("the signature is too long");
        this.text = text;
    }

    static void requireName(String name) {
        boolean legal = !name.isEmpty() && !digit(name.charAt(0));
        for (int i = 0; legal && i < name.length(); i++) legal = nameChar(name.charAt(i));
        if (!legal)
            throw new IllegalArgumentException("a name has letters, digits, _ and $: " + Malformed.shorten(name));
    }

    AbiType wholeType() {
        var type = type();
        end();
        return type;
    }

    boolean atEnd() {
        return at == text.length();
    }

    void end() {
        if (!atEnd()) throw wrong("nothing more");
    }

    /// A word such as a name, or an empty text when there is none here.
    String word() {
        skipBlanks();
        int from = at;
        while (at < text.length() && nameChar(text.charAt(at))) at++;
        return text.substring(from, at);
    }

    boolean accept(String token) {
        skipBlanks();
        if (!text.startsWith(token, at)) return false;
        at += token.length();
        return true;
    }

    /// `(type [indexed] [name], …)`.
    List<AbiParameter> parameters() {
        if (!accept("(")) throw wrong("(");
        if (++depth > AbiType.DEPTH_MAX + 1) throw wrong("fewer parentheses");
        var parameters = new ArrayList<AbiParameter>();
        if (accept(")")) {
            depth--;
            return parameters;
        }
        do {
            var type = type();
            var name = word();
            boolean indexed = name.equals("indexed");
            if (indexed) name = word();
            parameters.add(new AbiParameter(name, type, indexed));
        } while (accept(","));
        if (!accept(")")) throw wrong(", or )");
        depth--;
        return parameters;
    }

    private AbiType type() {
        skipBlanks();
        var type = text.startsWith("(", at) ? new AbiType.Tuple(parameters()) : atomic(word());
        for (int length : arrayLengths())
            type = length == 0 ? new AbiType.Array(type) : new AbiType.FixedArray(type, length);
        return type;
    }

    /// `[3][]` is 3 and 0, for any length.
    List<Integer> arrayLengths() {
        var lengths = new ArrayList<Integer>();
        while (accept("[")) {
            var length = word();
            if (!accept("]")) throw wrong("]");
            lengths.add(length.isEmpty() ? 0 : number(length));
        }
        return lengths;
    }

    private AbiType atomic(String word) {
        return switch (word) {
            case "address" -> AbiType.ADDRESS;
            case "bool" -> AbiType.BOOL;
            case "bytes" -> AbiType.BYTES;
            case "string" -> AbiType.STRING;
            default -> {
                if (word.startsWith("uint")) yield new AbiType.Uint(number(word.substring(4)));
                if (word.startsWith("int")) yield new AbiType.Int(number(word.substring(3)));
                if (word.startsWith("bytes")) yield new AbiType.FixedBytes(number(word.substring(5)));
                throw wrong("a type");
            }
        };
    }

    private int number(String digits) {
        int value = 0;
        boolean legal = !digits.isEmpty() && digits.length() <= 7 && digits.charAt(0) != '0';
        for (int i = 0; legal && i < digits.length(); i++) {
            legal = digit(digits.charAt(i));
            value = value * 10 + (digits.charAt(i) - '0');
        }
        if (!legal) throw wrong("a number");
        return value;
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) == ' ') at++;
    }

    IllegalArgumentException wrong(String wanted) {
        return new IllegalArgumentException(
                Malformed.shorten("expected " + wanted + " at character " + at + " of " + text));
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean nameChar(char c) {
        return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    }
}
