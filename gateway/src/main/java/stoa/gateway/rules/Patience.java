// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

/// How long a host may take. Limits adapt to what the host showed before, within bounds the operator sets.
///
/// @param leastMillis no host is left earlier
/// @param mostMillis no host is waited for longer, before its first token
/// @param silenceMillis longest silence: a host that works says so every two seconds
public record Patience(long leastMillis, long mostMillis, long silenceMillis) {
    private static final long TIMES_USUAL = 8;
    private static final long MILLIS_PER_KIB = 50;

    public Patience {
        if (leastMillis < 1 || mostMillis < leastMillis || silenceMillis < 1)
            throw new IllegalArgumentException("a wait is positive and its bounds are in order");
    }

    /// Until the first token of a stream must be here: eight times the usual, and more for a long prompt. A host
    /// nobody knows yet gets all the time there is.
    ///
    /// @param usualMicros the host's average; 0 while unknown
    public long firstMillis(long usualMicros, long bodyBytes) {
        if (usualMicros == 0) return mostMillis;
        long prompt = bodyBytes / 1_024 * MILLIS_PER_KIB;
        return Math.clamp(usualMicros / 1_000 * TIMES_USUAL + prompt, leastMillis, mostMillis);
    }
}
