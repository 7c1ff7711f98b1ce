// SPDX-License-Identifier: Apache-2.0
package stoa.vm.run;

/// MT19937: the randomness of deterministic code, seeded with the message so that it is the same everywhere.
final class MersenneTwister {
    private static final int N = 624;
    private static final int M = 397;
    private static final int MATRIX = 0x9908b0df;
    private static final int UPPER = 0x80000000;

    private final int[] state = new int[N];
    private int at = N;

    MersenneTwister(int[] key) {
        state[0] = 19650218;
        for (int i = 1; i < N; i++) state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
        int i = 1;
        int j = 0;
        for (int k = Math.max(N, key.length); k > 0; k--) {
            state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >>> 30) * 1664525) + key[j] + j;
            if (++i >= N) {
                state[0] = state[N - 1];
                i = 1;
            }
            if (++j >= key.length) j = 0;
        }
        for (int k = N - 1; k > 0; k--) {
            state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >>> 30) * 1566083941) - i;
            if (++i >= N) {
                state[0] = state[N - 1];
                i = 1;
            }
        }
        state[0] = UPPER;
    }

    int next() {
        if (at == N) refill();
        int y = state[at++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9d2c5680;
        y ^= y << 15 & 0xefc60000;
        return y ^ y >>> 18;
    }

    byte[] bytes(int length) {
        var out = new byte[length];
        int word = 0;
        for (int i = 0; i < length; i++) {
            if ((i & 3) == 0) word = next();
            out[i] = (byte) (word >>> 8 * (i & 3));
        }
        return out;
    }

    private void refill() {
        for (int k = 0; k < N; k++) {
            int y = state[k] & UPPER | state[(k + 1) % N] & ~UPPER;
            state[k] = state[(k + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : MATRIX);
        }
        at = 0;
    }
}
