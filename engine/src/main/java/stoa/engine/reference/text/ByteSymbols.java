// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

import java.util.Arrays;

/// GPT-2's printable stand-in for each byte: itself where it is printable Latin-1, else the next character from
/// U+0100 on.
final class ByteSymbols {
    private static final char[] SYMBOLS = new char[256];
    private static final int[] BYTES = new int[512];

    static {
        Arrays.fill(BYTES, -1);
        char spare = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= 33 && b <= 126 || b >= 161 && b <= 172 || b >= 174;
            SYMBOLS[b] = printable ? (char) b : spare++;
            BYTES[SYMBOLS[b]] = b;
        }
    }

    private ByteSymbols() {}

    static String symbol(int b) {
        return String.valueOf(SYMBOLS[b]);
    }

    /// The bytes a token's text stands for; null when it holds a character that stands for none.
    static byte @org.jspecify.annotations.Nullable [] bytes(String symbols) {
        var out = new byte[symbols.length()];
        for (int i = 0; i < out.length; i++) {
            char c = symbols.charAt(i);
            if (c >= BYTES.length || BYTES[c] < 0) return null;
            out[i] = (byte) BYTES[c];
        }
        return out;
    }
}
