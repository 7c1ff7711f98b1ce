// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

/// Writes weights in GGUF's block formats: plainly, not well; what matters is the form.
final class QuantBlocks {
    private QuantBlocks() {}

    static void q8(TinyModel.Out out, float[] values, int at) {
        float scale = stored(most(values, at, 32) / 127);
        out.half(scale);
        for (int i = 0; i < 32; i++) out.write(Math.round(values[at + i] / scale));
    }

    static void q4(TinyModel.Out out, float[] values, int at) {
        float scale = stored(most(values, at, 32) / 7);
        out.half(scale);
        for (int i = 0; i < 16; i++)
            out.write(nibble(values[at + i] / scale + 8) | nibble(values[at + 16 + i] / scale + 8) << 4);
    }

    static void q4k(TinyModel.Out out, float[] values, int at) {
        var steps = new float[8];
        var floors = new float[8];
        for (int g = 0; g < 8; g++) {
            float least = 0;
            float most = 0;
            for (int i = 0; i < 32; i++) {
                least = Math.min(least, values[at + g * 32 + i]);
                most = Math.max(most, values[at + g * 32 + i]);
            }
            steps[g] = (most - least) / 15;
            floors[g] = -least;
        }
        float d = stored(most(steps, 0, 8) / 63);
        float dMin = stored(most(floors, 0, 8) / 63);
        out.half(d);
        out.half(dMin);
        var sc = new int[8];
        var m = new int[8];
        for (int g = 0; g < 8; g++) {
            sc[g] = Math.min(63, (int) Math.ceil(steps[g] / d));
            m[g] = Math.clamp(Math.round(floors[g] / dMin), 0, 63);
        }
        for (int g = 0; g < 4; g++) out.write(sc[g] | sc[g + 4] >> 4 << 6);
        for (int g = 0; g < 4; g++) out.write(m[g] | m[g + 4] >> 4 << 6);
        for (int g = 0; g < 4; g++) out.write(sc[g + 4] & 15 | (m[g + 4] & 15) << 4);
        for (int pair = 0; pair < 4; pair++)
            for (int i = 0; i < 32; i++) {
                int low = nibble((values[at + pair * 64 + i] + dMin * m[2 * pair]) / (d * sc[2 * pair]));
                int high = nibble((values[at + pair * 64 + 32 + i] + dMin * m[2 * pair + 1]) / (d * sc[2 * pair + 1]));
                out.write(low | high << 4);
            }
    }

    static void q6k(TinyModel.Out out, float[] values, int at) {
        var steps = new float[16];
        for (int g = 0; g < 16; g++) steps[g] = most(values, at + g * 16, 16) / 31;
        float d = stored(most(steps, 0, 16) / 127);
        var sc = new int[16];
        for (int g = 0; g < 16; g++) sc[g] = Math.clamp((int) Math.ceil(steps[g] / d), 1, 127);
        var q = new int[256];
        for (int i = 0; i < 256; i++) q[i] = Math.clamp(Math.round(values[at + i] / (d * sc[i / 16])) + 32, 0, 63);
        for (int half = 0; half < 256; half += 128)
            for (int i = 0; i < 64; i++) out.write(q[half + i] & 15 | (q[half + 64 + i] & 15) << 4);
        for (int half = 0; half < 256; half += 128)
            for (int i = 0; i < 32; i++)
                out.write(q[half + i] >> 4
                        | q[half + 32 + i] >> 4 << 2
                        | q[half + 64 + i] >> 4 << 4
                        | q[half + 96 + i] >> 4 << 6);
        for (int g = 0; g < 16; g++) out.write(sc[g]);
        out.half(d);
    }

    private static float most(float[] values, int at, int count) {
        float most = 1e-6f;
        for (int i = 0; i < count; i++) most = Math.max(most, Math.abs(values[at + i]));
        return most;
    }

    private static float stored(float x) {
        return Float.float16ToFloat(Float.floatToFloat16(x));
    }

    private static int nibble(float x) {
        return Math.clamp(Math.round(x), 0, 15);
    }
}
