// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void a_minutes_worth_passes_at_once_and_then_one_by_one() {
        var pace = new Pace(60);
        for (int i = 0; i < 60; i++) assertEquals(0, pace.take(1, 1_000_000));
        assertEquals(0, pace.remaining(1_000_000));
        assertEquals(60_000, pace.resetMillis(1_000_000));
        assertEquals(1_000, pace.take(1, 1_000_000));
        assertEquals(1, pace.take(1, 1_000_999));
        assertEquals(0, pace.take(1, 1_001_000));
    }

    @Test
    void an_estimate_is_corrected_when_the_truth_is_known() {
        var pace = new Pace(100);
        pace.take(90, 5);
        pace.correct(-80, 5);
        assertEquals(90, pace.remaining(5));
        pace.correct(200, 5);
        assertEquals(0, pace.remaining(5));
        assertTrue(pace.take(1, 5) > 60_000);
    }

    @Test
    void what_is_larger_than_the_whole_minute_passes_alone() {
        var pace = new Pace(100);
        assertEquals(0, pace.take(5_000, 5));
        assertTrue(pace.take(5_000, 6) > 0);
        assertEquals(0, pace.take(5_000, 60_005));
    }

    @Test
    void the_greatest_pace_does_not_overflow() {
        var pace = new Pace(Pace.MOST);
        for (int i = 0; i < 1_000; i++) assertEquals(0, pace.take(1 << 20, i));
        pace.correct(Long.MAX_VALUE, 1_000);
        assertTrue(pace.take(1, 1_000) > 0);
    }

    @Test
    void a_clock_that_jumps_back_gives_nothing_and_takes_nothing() {
        var pace = new Pace(60);
        pace.take(60, 1_000_000);
        assertTrue(pace.take(1, 10) > 0);
        assertTrue(pace.take(1, 11) > 0);
    }
}
