// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Text as bytes, without the silent replacements of the platform's own conversion.
public final class Utf8 {
    private Utf8() {}

    /// The bytes of `text`; half a surrogate pair has none and is an `IllegalArgumentException`.
    public static byte[] encode(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!new String(bytes, StandardCharsets.UTF_8).equals(text))
            throw new IllegalArgumentException("the text holds half a surrogate pair");
        return bytes;
    }

    /// The text of `length` bytes at `offset`, which must lie inside `bytes`.
    public static String decode(byte[] bytes, int offset, int length) throws Malformed {
        var text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        // The platform writes U+FFFD for what is not UTF-8, so only honest bytes come back as they were.
        var again = text.getBytes(StandardCharsets.UTF_8);
        if (!Arrays.equals(again, 0, again.length, bytes, offset, offset + length))
            throw new Malformed("the text is not UTF-8");
        return text;
    }

    public static String decode(byte[] bytes) throws Malformed {
        return decode(bytes, 0, bytes.length);
    }
}
