// SPDX-License-Identifier: Apache-2.0
package stoa.node.bench;

import java.util.Arrays;

/// Times of many events in nanoseconds; grows as needed. One thread adds.
final class Latencies {
    private long[] nanos = new long[1_024];
    private int count;

    void add(long value) {
        if (count == nanos.length) nanos = Arrays.copyOf(nanos, count * 2);
        nanos[count++] = value;
    }

    void addAll(Latencies other) {
        for (int i = 0; i < other.count; i++) add(other.nanos[i]);
    }

    int count() {
        return count;
    }

    /// The value below which this share of all values lies, in milliseconds; 0 when there is none.
    double millis(double share) {
        if (count == 0) return 0;
        var sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.min(count - 1, (int) Math.floor(count * share))] / 1e6;
    }
}
