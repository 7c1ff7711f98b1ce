// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// Big-endian reads and writes on byte arrays, and their order.
public final class Bytes {
    public static final byte[] EMPTY = {};

    private Bytes() {}

    public static long getLong(byte[] in, int at) {
        return ((long) getInt(in, at) << 32) | (getInt(in, at + 4) & 0xffff_ffffL);
    }

    public static int getInt(byte[] in, int at) {
        return (in[at] & 0xff) << 24 | (in[at + 1] & 0xff) << 16 | (in[at + 2] & 0xff) << 8 | (in[at + 3] & 0xff);
    }

    public static void putLong(byte[] out, int at, long value) {
        putInt(out, at, (int) (value >>> 32));
        putInt(out, at + 4, (int) value);
    }

    public static void putInt(byte[] out, int at, int value) {
        out[at] = (byte) (value >>> 24);
        out[at + 1] = (byte) (value >>> 16);
        out[at + 2] = (byte) (value >>> 8);
        out[at + 3] = (byte) value;
    }

    public static byte[] concat(byte[]... parts) {
        int length = 0;
        for (var part : parts) length = Math.addExact(length, part.length);
        var out = new byte[length];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        return out;
    }

    public static byte[] ofLong(long value) {
        var out = new byte[8];
        putLong(out, 0, value);
        return out;
    }

    /// Unsigned, byte by byte; a prefix comes before what it begins.
    public static int compare(byte[] left, byte[] right) {
        return java.util.Arrays.compareUnsigned(left, right);
    }
}
