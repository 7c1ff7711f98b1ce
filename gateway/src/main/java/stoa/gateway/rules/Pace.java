// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

/// So many of something a minute, and as many at once after a quiet minute. Taken by estimate first and corrected
/// when the truth is known, which may overdraw it: then the next has to wait longer. One thread at a time.
public final class Pace {
    /// A request larger than the whole minute passes when nothing else was taken, or it never could.
    private static final long MINUTE_MILLIS = 60_000;
    /// The greatest limit; as good as none.
    public static final long MOST = 1_000_000_000_000L;

    private final long perMinute;
    /// Taken and not yet flowed back, in 1/60,000 of one: it falls by `perMinute` each millisecond.
    private long taken;
    private long seenMillis;

    public Pace(long perMinute) {
        if (perMinute < 1 || perMinute > MOST) throw new IllegalArgumentException("a pace is 1 to 10^12 a minute");
        this.perMinute = perMinute;
    }

    /// 0 when `count` was taken, otherwise the milliseconds after which trying again can help, and nothing was taken.
    public long take(long count, long nowMillis) {
        flow(nowMillis);
        long after = taken + Math.min(count, perMinute) * MINUTE_MILLIS;
        long over = after - perMinute * MINUTE_MILLIS;
        if (over > 0) return Math.ceilDiv(over, perMinute);
        taken = after;
        return 0;
    }

    /// More (or, negative, less) was used than taken.
    public void correct(long count, long nowMillis) {
        flow(nowMillis);
        long bounded = Math.clamp(count, -perMinute, 10 * perMinute);
        taken = Math.clamp(taken + bounded * MINUTE_MILLIS, 0, 10 * perMinute * MINUTE_MILLIS);
    }

    public long limit() {
        return perMinute;
    }

    public long remaining(long nowMillis) {
        flow(nowMillis);
        return Math.max(0, perMinute - Math.ceilDiv(taken, MINUTE_MILLIS));
    }

    /// Until everything taken has flowed back.
    public long resetMillis(long nowMillis) {
        flow(nowMillis);
        return Math.ceilDiv(taken, perMinute);
    }

    private void flow(long nowMillis) {
        long passed = Math.clamp(nowMillis - seenMillis, 0, 10 * MINUTE_MILLIS);
        taken = Math.max(0, taken - passed * perMinute);
        seenMillis = nowMillis;
    }
}
