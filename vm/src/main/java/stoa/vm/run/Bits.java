// SPDX-License-Identifier: Apache-2.0
package stoa.vm.run;

import java.math.BigInteger;

/// Little-endian numbers, as guests write them.
final class Bits {
    private Bits() {}

    static int u32(byte[] in, int at) {
        return in[at] & 0xff | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff) << 16 | (in[at + 3] & 0xff) << 24;
    }

    static void putU32(byte[] out, int at, int value) {
        for (int i = 0; i < 4; i++) out[at + i] = (byte) (value >>> 8 * i);
    }

    /// Thirty-two bytes; the number must fit.
    static byte[] u256(BigInteger value) {
        var big = value.toByteArray();
        var out = new byte[32];
        for (int i = 0; i < Math.min(32, big.length); i++) out[i] = big[big.length - 1 - i];
        return out;
    }
}
