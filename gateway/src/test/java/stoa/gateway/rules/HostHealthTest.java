// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import stoa.gateway.rules.HostHealth.Breaker;

class HostHealthTest {
    private final HostHealth health = new HostHealth();

    @Test
    void three_failures_in_a_row_give_a_host_a_rest() {
        fail(2, 0);
        health.begin();
        health.served(10, 1_000);
        fail(2, 0);
        assertTrue(health.usable(0));
        fail(1, 0);
        assertFalse(health.usable(999));
        assertEquals(1, health.waitMillis(999));
        assertEquals(Breaker.OPEN, health.breaker(999));
    }

    @Test
    void after_its_rest_one_request_may_show_that_it_works() {
        fail(3, 0);
        assertTrue(health.usable(1_000));
        health.begin();
        assertFalse(health.usable(1_000));
        health.served(10, 1_000);
        assertEquals(Breaker.CLOSED, health.breaker(1_000));
        assertTrue(health.usable(1_000));
    }

    @Test
    void each_rest_is_twice_as_long_until_it_works_again() {
        fail(3, 0);
        health.begin();
        assertEquals(Breaker.HALF_OPEN, health.breaker(1_000));
        health.failed(1_000);
        assertFalse(health.usable(2_999));
        assertTrue(health.usable(3_000));
        health.checked(500, 3_000);
        assertEquals(Breaker.CLOSED, health.breaker(3_000));
        fail(3, 3_000);
        assertTrue(health.usable(4_000));
    }

    @Test
    void a_full_host_is_spared_and_not_blamed() {
        health.begin();
        health.full(400, 0);
        assertFalse(health.usable(399));
        assertTrue(health.usable(400));
        assertEquals(Breaker.CLOSED, health.breaker(0));
    }

    @Test
    void a_host_that_was_full_gets_fewer_at_once_until_it_proves_more() {
        for (int i = 0; i < 8; i++) health.begin();
        health.full(1, 0);
        assertEquals(6, health.limit());
        assertFalse(health.usable(1_000), "seven are in flight");
        for (int i = 0; i < 2; i++) health.served(2, 100);
        assertTrue(health.usable(1_000));
        for (int i = 0; i < 4; i++) health.served(2, 100);
        assertEquals(7, health.limit());
    }

    @Test
    void the_faster_and_emptier_host_scores_better() {
        var slow = new HostHealth();
        health.spoke(10_000);
        slow.spoke(90_000);
        assertEquals(OptionalLong.empty(), slow.score(), "how fast it writes is not known yet");
        health.served(10, 9_000);
        slow.served(10, 9_000);
        assertTrue(health.score().orElseThrow() < slow.score().orElseThrow());
        for (int i = 0; i < 100; i++) health.begin();
        assertTrue(health.score().orElseThrow() > slow.score().orElseThrow());
    }

    @Test
    void averages_forget() {
        health.spoke(1_000_000);
        for (int i = 0; i < 60; i++) health.spoke(1_000);
        assertTrue(health.firstMicros() < 3_000, "" + health.firstMicros());
    }

    @Test
    void patience_grows_with_what_a_host_needed_before_and_with_the_prompt() {
        var patience = new Patience(1_000, 60_000, 15_000);
        assertEquals(60_000, patience.firstMillis(0, 10));
        assertEquals(1_000, patience.firstMillis(10_000, 10));
        assertEquals(8_000, patience.firstMillis(1_000_000, 10));
        assertEquals(8_000 + 100 * 50, patience.firstMillis(1_000_000, 100 << 10));
    }

    private void fail(int times, long now) {
        for (int i = 0; i < times; i++) {
            health.begin();
            health.failed(now);
        }
    }
}
