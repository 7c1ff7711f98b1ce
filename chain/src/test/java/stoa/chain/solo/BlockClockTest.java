// SPDX-License-Identifier: Apache-2.0
package stoa.chain.solo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BlockClockTest {
    private long millis = 1_800_000_000_000L;
    private long nanos = 5_000_000_000L;
    private final BlockClock clock = new BlockClock(() -> java.time.Instant.ofEpochMilli(millis), () -> nanos);

    @Test
    void blocks_take_the_clocks_seconds() {
        assertEquals(1_800_000_000L, clock.next(0));
        pass(1_500);
        assertEquals(1_800_000_001L, clock.next(0));
    }

    @Test
    void time_never_runs_backwards() {
        millis -= 3_600_000;
        assertEquals(1_800_000_000L, clock.next(1_800_000_000L));
        pass(3_601_000);
        assertEquals(1_800_000_001L, clock.next(1_800_000_000L));
    }

    @Test
    void a_small_step_ahead_is_followed_at_once() {
        millis += 59_000;
        assertEquals(1_800_000_059L, clock.nowSeconds());
    }

    @Test
    void a_far_jump_ahead_that_is_taken_back_leaves_no_trace() {
        millis += 86_400_000;
        assertEquals(1_800_000_000L, clock.nowSeconds());
        assertTrue(clock.doubting());
        pass(30_000);
        assertEquals(1_800_000_030L, clock.nowSeconds());
        millis -= 86_400_000;
        assertEquals(1_800_000_030L, clock.nowSeconds());
        assertFalse(clock.doubting());
    }

    @Test
    void a_far_jump_ahead_that_stays_is_believed_after_a_while() {
        millis += 86_400_000;
        assertEquals(1_800_000_000L, clock.nowSeconds());
        pass(59_000);
        assertEquals(1_800_000_059L, clock.nowSeconds());
        pass(1_000);
        assertEquals(1_800_086_460L, clock.nowSeconds());
        assertFalse(clock.doubting());
    }

    @Test
    void a_clock_that_keeps_jumping_is_not_believed() {
        for (int i = 0; i < 10; i++) {
            millis += 86_400_000;
            pass(30_000);
            assertEquals(1_800_000_030L + 30 * i, clock.nowSeconds());
        }
    }

    @Test
    void at_the_start_the_clock_is_believed_whatever_the_last_block_says() {
        assertEquals(1_800_000_000L, clock.next(1_000_000_000L));
    }

    private void pass(long millisPassed) {
        millis += millisPassed;
        nanos += millisPassed * 1_000_000;
    }
}
