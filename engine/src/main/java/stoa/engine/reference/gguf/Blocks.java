// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.gguf;

/// From stored weights to 32-bit floats. Each format is one formula over IEEE single operations, so a weight has one
/// value everywhere.
public final class Blocks {
    private static final int HALF = 16;
    private static final int GROUP = 32;

    private Blocks() {}

    /// Writes `count` weights that begin at `raw[at]` to `out[to]` and behind. `count` is a whole number of blocks.
    public static void decode(TensorType type, byte[] raw, int at, float[] out, int to, int count) {
        int blocks = count / type.blockElements;
        switch (type) {
            case F32 -> {
                for (int i = 0; i < count; i++) out[to + i] = Float.intBitsToFloat(intAt(raw, at + 4 * i));
            }
            case F16 -> {
                for (int i = 0; i < count; i++) out[to + i] = Float.float16ToFloat(shortAt(raw, at + 2 * i));
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) out[to + i] = Float.intBitsToFloat(shortAt(raw, at + 2 * i) << 16);
            }
            case Q8_0 -> {
                for (int b = 0; b < blocks; b++) q8(raw, at + 34 * b, out, to + 32 * b);
            }
            case Q4_0 -> {
                for (int b = 0; b < blocks; b++) q4(raw, at + 18 * b, out, to + 32 * b);
            }
            case Q4_K -> {
                for (int b = 0; b < blocks; b++) q4k(raw, at + 144 * b, out, to + 256 * b);
            }
            case Q6_K -> {
                for (int b = 0; b < blocks; b++) q6k(raw, at + 210 * b, out, to + 256 * b);
            }
        }
    }

    private static void q8(byte[] raw, int at, float[] out, int to) {
        float scale = Float.float16ToFloat(shortAt(raw, at));
        for (int i = 0; i < GROUP; i++) out[to + i] = scale * raw[at + 2 + i];
    }

    private static void q4(byte[] raw, int at, float[] out, int to) {
        float scale = Float.float16ToFloat(shortAt(raw, at));
        for (int i = 0; i < HALF; i++) {
            int two = raw[at + 2 + i];
            out[to + i] = scale * ((two & 15) - 8);
            out[to + HALF + i] = scale * ((two >> 4 & 15) - 8);
        }
    }

    private static void q4k(byte[] raw, int at, float[] out, int to) {
        float scales = Float.float16ToFloat(shortAt(raw, at));
        float minima = Float.float16ToFloat(shortAt(raw, at + 2));
        for (int group = 0; group < 8; group++) {
            float scale = scales * scaleOf(raw, at + 4, group);
            float least = minima * minimumOf(raw, at + 4, group);
            int from = at + 16 + group / 2 * GROUP;
            int shift = group % 2 * 4;
            for (int i = 0; i < GROUP; i++) out[to + group * GROUP + i] = scale * (raw[from + i] >> shift & 15) - least;
        }
    }

    /// Twelve bytes hold eight scales and eight minima: the low six bits of the first eight bytes, then nibbles whose
    /// upper two bits are those left over.
    private static int scaleOf(byte[] raw, int at, int group) {
        return group < 4 ? raw[at + group] & 63 : raw[at + group + 4] & 15 | (raw[at + group - 4] >> 6 & 3) << 4;
    }

    private static int minimumOf(byte[] raw, int at, int group) {
        return group < 4 ? raw[at + group + 4] & 63 : raw[at + group + 4] >> 4 & 15 | (raw[at + group] >> 6 & 3) << 4;
    }

    private static void q6k(byte[] raw, int at, float[] out, int to) {
        float all = Float.float16ToFloat(shortAt(raw, at + 208));
        for (int half = 0; half < 2; half++)
            for (int part = 0; part < 4; part++) {
                int low = at + half * 64 + part % 2 * GROUP;
                int high = at + 128 + half * GROUP;
                int scales = at + 192 + half * 8 + part * 2;
                int lowShift = part / 2 * 4;
                int highShift = part * 2;
                int first = to + half * 128 + part * GROUP;
                for (int i = 0; i < GROUP; i++) {
                    int q = (raw[low + i] >> lowShift & 15 | (raw[high + i] >> highShift & 3) << 4) - GROUP;
                    out[first + i] = all * raw[scales + i / HALF] * q;
                }
            }
    }

    static short shortAt(byte[] raw, int at) {
        return (short) (raw[at] & 0xff | raw[at + 1] << 8);
    }

    private static int intAt(byte[] raw, int at) {
        return raw[at] & 0xff | (raw[at + 1] & 0xff) << 8 | (raw[at + 2] & 0xff) << 16 | raw[at + 3] << 24;
    }
}
