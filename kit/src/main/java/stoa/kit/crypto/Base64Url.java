// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import java.util.Base64;

/// Base64 for URLs and headers, without padding; each value has exactly one spelling.
public final class Base64Url {
    private Base64Url() {}

    public static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Refuses padding, other alphabets and stray bits at the end with an `IllegalArgumentException`.
    public static byte[] decode(String text) {
        byte[] out;
        try {
            out = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("not base64url");
        }
        if (!encode(out).equals(text)) throw new IllegalArgumentException("not the one base64url spelling");
        return out;
    }
}
