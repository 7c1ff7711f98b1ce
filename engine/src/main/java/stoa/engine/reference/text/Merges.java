// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.text;

/// Which two neighbouring tokens become which third, and in what order: a hash table of pairs without boxing.
final class Merges {
    static final long NONE = -1;

    private final long[] pairs;
    private final long[] results;
    private final int mask;

    Merges(int count) {
        int size = Integer.highestOneBit(Math.max(8, count * 2)) * 2;
        pairs = new long[size];
        results = new long[size];
        java.util.Arrays.fill(pairs, NONE);
        mask = size - 1;
    }

    /// False when the pair is there already.
    boolean add(int left, int right, int rank, int merged) {
        long pair = pair(left, right);
        int slot = slot(pair);
        if (pairs[slot] == pair) return false;
        pairs[slot] = pair;
        results[slot] = (long) rank << 32 | merged;
        return true;
    }

    /// Rank in the upper, merged token in the lower 32 bits; NONE when the two do not merge.
    long find(int left, int right) {
        long pair = pair(left, right);
        int slot = slot(pair);
        return pairs[slot] == pair ? results[slot] : NONE;
    }

    private int slot(long pair) {
        long mixed = pair * 0x9e3779b97f4a7c15L;
        int slot = (int) (mixed >>> 40) & mask;
        while (pairs[slot] != NONE && pairs[slot] != pair) slot = (slot + 1) & mask;
        return slot;
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }
}
