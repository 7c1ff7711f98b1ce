// SPDX-License-Identifier: Apache-2.0
package stoa.chain.solo;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// What time blocks take from the system clock, which operators and time servers move.
///
/// - It never runs backwards: while the clock is behind the last block, blocks keep that block's time.
/// - A jump ahead is followed only after the clock has stayed there for [#DOUBT_SECONDS], measured by a timer that
///   nobody can set: a glitch must not expire every session, for block time cannot be taken back. Sleep of the whole
///   machine looks the same and costs those seconds.
/// - At the start the clock is believed.
///
/// Any thread.
public final class BlockClock {
    /// A lead over the timer that is no jump: clocks are slewed by little.
    public static final long JUMP_SECONDS = 60;

    public static final long DOUBT_SECONDS = 60;

    private final InstantSource clock;
    private final LongSupplier nanos;
    /// Clock time at timer 0, as far as believed.
    private long baseMillis;

    private long doubtedBaseMillis;
    private long doubtedSinceNanos;
    private boolean doubting;

    /// @param nanos a timer that only elapses, as `System::nanoTime`
    public BlockClock(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.baseMillis = clock.millis() - nanos.getAsLong() / 1_000_000;
    }

    public static BlockClock system() {
        return new BlockClock(InstantSource.system(), System::nanoTime);
    }

    /// The time of a block made now over a parent of `parentSeconds`.
    public long next(long parentSeconds) {
        return Math.max(parentSeconds, nowSeconds());
    }

    /// Unix seconds as far as they are believed.
    public synchronized long nowSeconds() {
        long timer = nanos.getAsLong();
        long base = clock.millis() - timer / 1_000_000;
        if (base - baseMillis < JUMP_SECONDS * 1_000) {
            baseMillis = base;
            doubting = false;
        } else if (!doubting || Math.abs(base - doubtedBaseMillis) >= JUMP_SECONDS * 1_000) {
            doubting = true;
            doubtedBaseMillis = base;
            doubtedSinceNanos = timer;
        } else if (timer - doubtedSinceNanos >= DOUBT_SECONDS * 1_000_000_000L) {
            baseMillis = base;
            doubting = false;
        }
        return Math.floorDiv(baseMillis + timer / 1_000_000, 1_000L);
    }

    /// Whether the clock is ahead and not believed yet.
    public synchronized boolean doubting() {
        return doubting;
    }
}
