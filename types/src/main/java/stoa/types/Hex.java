// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// Hexadecimal with `0x`, lower case out, either case in.
public final class Hex {
    private static final String DIGITS = "0123456789abcdef";

    private Hex() {}

    public static String encode(byte[] bytes) {
        var out = new StringBuilder(2 + bytes.length * 2).append("0x");
        for (byte b : bytes) out.append(DIGITS.charAt((b >> 4) & 15)).append(DIGITS.charAt(b & 15));
        return out.toString();
    }

    /// Reads `0x` and an even number of digits; anything else is an `IllegalArgumentException`.
    public static byte[] decode(String text) {
        if (!text.startsWith("0x") && !text.startsWith("0X"))
            throw new IllegalArgumentException("hexadecimal begins with 0x");
        int digits = text.length() - 2;
        if ((digits & 1) != 0) throw new IllegalArgumentException("hexadecimal has an even number of digits");
        var out = new byte[digits / 2];
        for (int i = 0; i < out.length; i++) {
            int high = Character.digit(text.charAt(2 + i * 2), 16);
            int low = Character.digit(text.charAt(3 + i * 2), 16);
            if (high < 0 || low < 0 || text.charAt(2 + i * 2) > 127 || text.charAt(3 + i * 2) > 127)
                throw new IllegalArgumentException("not a hexadecimal digit");
            out[i] = (byte) (high << 4 | low);
        }
        return out;
    }
}
