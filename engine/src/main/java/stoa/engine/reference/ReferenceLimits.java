// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference;

/// What an engine may use at once.
///
/// @param threads that compute; each runs one step of one answer at a time
/// @param active answers that take turns; each may hold a full context of keys and values in memory
/// @param waiting callers kept waiting beyond that; the next one is told OVERLOADED
public record ReferenceLimits(int threads, int active, int waiting) {
    public ReferenceLimits {
        if (threads < 1 || active < 1 || waiting < 0)
            throw new IllegalArgumentException("an engine needs at least one thread and one active answer");
    }

    /// One thread per core, up to four; eight answers at once, 64 callers waiting.
    public static ReferenceLimits defaults() {
        return new ReferenceLimits(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4), 8, 64);
    }
}
