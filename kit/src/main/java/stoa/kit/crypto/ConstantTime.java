// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Comparison whose duration tells an attacker nothing but the lengths.
public final class ConstantTime {
    private ConstantTime() {}

    public static boolean equal(byte[] left, byte[] right) {
        return MessageDigest.isEqual(left, right);
    }

    public static boolean equal(String left, String right) {
        return equal(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
