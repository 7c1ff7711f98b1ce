// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

/// How much a payer has used of a model lately: the measure for the next deposit. One thread at a time.
public final class Flow {
    private static final int SLICES = 12;
    private static final long SLICE_MILLIS = 5_000;
    /// The time [#spent] looks back over.
    public static final long WINDOW_MILLIS = SLICES * SLICE_MILLIS;

    private final long[] costs = new long[SLICES];
    private final long[] peaks = new long[SLICES];
    private long slice;
    private long lastMillis = Long.MIN_VALUE;

    /// A request came; together the answers in flight now hold `reservedObol`.
    public void asked(long reservedObol, long nowMillis) {
        turn(nowMillis);
        lastMillis = nowMillis;
        int at = (int) (slice % SLICES);
        peaks[at] = Math.max(peaks[at], reservedObol);
    }

    public void spent(long obol, long nowMillis) {
        turn(nowMillis);
        costs[(int) (slice % SLICES)] += obol;
    }

    /// Obol spent in the window.
    public long spent(long nowMillis) {
        turn(nowMillis);
        long sum = 0;
        for (long cost : costs) sum += cost;
        return sum;
    }

    /// The most that was reserved at once in the window.
    public long peak(long nowMillis) {
        turn(nowMillis);
        long most = 0;
        for (long peak : peaks) most = Math.max(most, peak);
        return most;
    }

    /// When the last request came; [Long#MIN_VALUE] for never.
    public long lastMillis() {
        return lastMillis;
    }

    private void turn(long nowMillis) {
        long now = Math.max(slice, nowMillis / SLICE_MILLIS);
        for (long next = Math.max(slice + 1, now - SLICES + 1); next <= now; next++) {
            costs[(int) (next % SLICES)] = 0;
            peaks[(int) (next % SLICES)] = 0;
        }
        slice = now;
    }
}
