// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.gateway.rules.SessionPlan.Action;
import stoa.gateway.rules.SessionPlan.Held;
import stoa.gateway.rules.SessionPlan.Limits;
import stoa.gateway.rules.SessionPlan.Phase;
import stoa.gateway.rules.SessionPlan.Use;

class SessionPlanTest {
    private static final long NOW = 1_000_000;
    private static final Limits LIMITS = new Limits(60, 30_000, 300_000, 1_000, 100, 1_000_000);

    @Test
    void the_first_request_opens_a_session() {
        assertEquals(List.of(new Action.Open(1_000)), plan(List.of(), waiting(1, 5)));
    }

    @Test
    void while_one_is_opening_no_other_is_opened() {
        assertEquals(List.of(), plan(List.of(opening()), waiting(9, 5)));
    }

    @Test
    void the_successor_is_there_at_half_of_a_sessions_life() {
        assertEquals(List.of(), plan(List.of(open(31_000, 1_000)), busy()));
        assertEquals(List.of(new Action.Open(1_000)), plan(List.of(open(30_000, 1_000)), busy()));
        assertEquals(List.of(), plan(List.of(open(30_000, 1_000), opening()), busy()));
    }

    @Test
    void a_session_that_runs_dry_gets_a_successor_early() {
        assertEquals(List.of(new Action.Open(1_000)), plan(List.of(open(59_000, 249)), busy()));
    }

    @Test
    void idle_payers_open_nothing() {
        assertEquals(List.of(), plan(List.of(), idle(31_000)));
        assertEquals(List.of(), plan(List.of(open(20_000, 1_000)), idle(31_000)));
        assertEquals(List.of(), plan(List.of(), idle(Long.MAX_VALUE / 4)));
    }

    @Test
    void shortly_before_its_end_a_session_takes_no_new_request() {
        assertTrue(SessionPlan.usable(open(10_001, 1_000), LIMITS, NOW));
        assertFalse(SessionPlan.usable(open(10_000, 1_000), LIMITS, NOW));
        assertEquals(List.of(new Action.Retire(1), new Action.Open(1_000)), plan(List.of(open(10_000, 1_000)), busy()));
    }

    @Test
    void a_session_whose_price_rose_above_its_maxima_is_left() {
        var held = new Held(1, Phase.OPEN, NOW + 50_000, 1_000, 1_000, 0, false, false);
        assertEquals(List.of(new Action.Retire(1), new Action.Open(1_000)), plan(List.of(held), busy()));
    }

    @Test
    void what_is_not_needed_any_more_is_closed_when_nothing_is_owed() {
        var limits = new Limits(3_600, 30_000, 300_000, 1_000, 100, 1_000_000);
        var rested = new Held(1, Phase.OPEN, NOW + 3_000_000, 1_000, 1_000, 0, true, false);
        assertEquals(List.of(new Action.Close(1)), SessionPlan.next(List.of(rested), idle(300_001), limits, NOW));
        var owing = new Held(1, Phase.OPEN, NOW + 3_000_000, 1_000, 1_000, 0, true, true);
        assertEquals(List.of(), SessionPlan.next(List.of(owing), idle(300_001), limits, NOW));
        var serving = new Held(1, Phase.RETIRED, NOW + 3_000_000, 1_000, 1_000, 1, true, false);
        assertEquals(List.of(), SessionPlan.next(List.of(serving), idle(300_001), limits, NOW));
        var ending = new Held(1, Phase.RETIRED, NOW + 50_000, 1_000, 1_000, 0, true, false);
        assertEquals(List.of(), SessionPlan.next(List.of(ending), idle(300_001), limits, NOW));
    }

    @Test
    void deposits_follow_use_within_their_bounds() {
        var used = new Use(0, 0, 5_000, 0, NOW, 1_000_000);
        assertEquals(List.of(new Action.Open(10_000)), plan(List.of(), used));
        var crowd = new Use(0, 0, 0, 4_000, NOW, 1_000_000);
        assertEquals(List.of(new Action.Open(16_000)), plan(List.of(), crowd));
        var dear = new Use(1, 500, 0, 0, NOW, 1_000_000);
        assertEquals(List.of(new Action.Open(32_000)), plan(List.of(), dear));
        var huge = new Use(1, Long.MAX_VALUE / 2, 0, 0, NOW, Long.MAX_VALUE);
        assertEquals(List.of(new Action.Open(1_000_000)), plan(List.of(), huge));
        var poor = new Use(1, 500, 0, 0, NOW, 700);
        assertEquals(List.of(new Action.Open(700)), plan(List.of(), poor));
    }

    @Test
    void who_cannot_lock_the_least_deposit_is_told() {
        assertEquals(List.of(new Action.Broke()), plan(List.of(), new Use(1, 5, 0, 0, NOW, 99)));
    }

    @Test
    void no_session_is_opened_that_would_not_help_who_waits() {
        var untouched = new Held(1, Phase.OPEN, NOW + 50_000, 700, 700, 0, true, false);
        assertEquals(List.of(new Action.Broke()), plan(List.of(untouched), new Use(1, 500, 0, 0, NOW, 700)));
    }

    @Test
    void a_top_up_is_part_of_a_deposit_and_never_more_than_there_is() {
        assertEquals(250, SessionPlan.topUp(10, waiting(0, 0), LIMITS));
        assertEquals(400, SessionPlan.topUp(100, waiting(0, 0), LIMITS));
        assertEquals(60, SessionPlan.topUp(100, new Use(0, 0, 0, 0, NOW, 60), LIMITS));
    }

    @Test
    void use_is_forgotten_after_a_minute() {
        var flow = new Flow();
        flow.asked(70, 1_000);
        flow.spent(40, 1_000);
        flow.spent(2, 30_000);
        assertEquals(42, flow.spent(59_999));
        assertEquals(70, flow.peak(59_999));
        assertEquals(2, flow.spent(61_000));
        assertEquals(0, flow.peak(61_000));
        assertEquals(0, flow.spent(10_000_000));
        assertEquals(1_000, flow.lastMillis());
    }

    private static List<Action> plan(List<Held> held, Use use) {
        return SessionPlan.next(held, use, LIMITS, NOW);
    }

    private static Held open(long leftMillis, long free) {
        return new Held(1, Phase.OPEN, NOW + leftMillis, 1_000, free, 0, true, false);
    }

    private static Held opening() {
        return new Held(0, Phase.OPENING, Long.MAX_VALUE, 0, 0, 0, false, false);
    }

    private static Use waiting(int count, long need) {
        return new Use(count, need, 0, 0, NOW, 1_000_000);
    }

    private static Use busy() {
        return new Use(0, 0, 0, 0, NOW, 1_000_000);
    }

    private static Use idle(long sinceMillis) {
        return new Use(0, 0, 0, 0, NOW - sinceMillis, 1_000_000);
    }
}
