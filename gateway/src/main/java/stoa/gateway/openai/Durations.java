// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.openai;

/// Durations as OpenAI's rate limit headers spell them: `17ms`, `1s`, `6m0s`.
public final class Durations {
    private Durations() {}

    public static String spell(long millis) {
        if (millis < 1_000) return Math.max(0, millis) + "ms";
        long seconds = Math.ceilDiv(millis, 1_000L);
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }
}
