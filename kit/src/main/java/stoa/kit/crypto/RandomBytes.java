// SPDX-License-Identifier: Apache-2.0
package stoa.kit.crypto;

import java.security.SecureRandom;

/// Unpredictable bytes from the operating system's generator.
public final class RandomBytes {
    private static final SecureRandom SOURCE = new SecureRandom();

    private RandomBytes() {}

    public static byte[] next(int count) {
        var out = new byte[count];
        SOURCE.nextBytes(out);
        return out;
    }
}
