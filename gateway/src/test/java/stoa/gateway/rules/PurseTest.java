// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.rules.Purse.Held;
import stoa.gateway.rules.Purse.Taking;

class PurseTest {
    @Test
    void nothing_is_taken_that_was_not_leased() {
        var purse = new Purse(true, Purse.UNLIMITED, 0);
        assertEquals(new Taking.Short(100, 0), purse.take(Held.NOTHING, 100, 0));
        purse.leased(100, 0, 0, 0);
        var held = taken(purse.take(Held.NOTHING, 60, 0));
        assertEquals(new Taking.Short(1, 0), purse.take(Held.NOTHING, 41, 0));
        purse.settle(held, 10, 0);
        assertEquals(90, purse.totalLeft());
        assertEquals(10, purse.drain(0).obol());
        assertEquals(0, purse.drain(0).obol());
    }

    @Test
    void no_answer_costs_more_than_one_may() {
        var purse = new Purse(false, 100, 0);
        var held = taken(purse.take(Held.NOTHING, 80, 0));
        assertEquals(new Taking.TooDear(100), purse.take(held, 21, 0));
        var more = taken(purse.take(held, 20, 0));
        assertEquals(100, more.obol());
        assertThrows(IllegalArgumentException.class, () -> purse.settle(more, 101, 0));
    }

    @Test
    void a_new_period_begins_with_an_empty_lease() {
        var purse = new Purse(true, Purse.UNLIMITED, 60);
        purse.leased(1_000, 500, 0, 10);
        var held = taken(purse.take(Held.NOTHING, 100, 10));
        assertEquals(new Taking.Short(0, 50), purse.take(held, 50, 61));
        purse.leased(0, 50, 1, 61);
        var both = taken(purse.take(held, 50, 61));
        assertEquals(new Held(150, 1, 100), both);
        purse.settle(both, 120, 61);
        assertEquals(1_000 - 120, purse.totalLeft());
        assertEquals(30, purse.periodLeft());
        assertEquals(new Purse.Spent(120, 20, 1), purse.drain(61));
    }

    @Test
    void a_lease_for_a_period_that_is_over_is_worthless() {
        var purse = new Purse(false, Purse.UNLIMITED, 60);
        purse.leased(0, 500, 0, 61);
        assertEquals(0, purse.periodLeft());
    }

    @Test
    void what_is_not_set_aside_can_be_given_back() {
        var purse = new Purse(true, Purse.UNLIMITED, 60);
        purse.leased(100, 80, 0, 0);
        taken(purse.take(Held.NOTHING, 30, 0));
        assertEquals(new Purse.Returned(70, 50, 0), purse.giveBack(1_000, 1_000, 0));
        assertEquals(new Purse.Returned(0, 0, 0), purse.giveBack(1_000, 1_000, 0));
    }

    @Test
    void what_the_books_did_not_take_over_is_drained_again() {
        var purse = new Purse(true, Purse.UNLIMITED, 60);
        purse.leased(100, 100, 0, 0);
        purse.settle(taken(purse.take(Held.NOTHING, 30, 0)), 30, 0);
        var spent = purse.drain(0);
        purse.undrain(spent, 0);
        assertEquals(spent, purse.drain(0));
    }

    @Test
    void an_earlier_process_may_have_spent_of_the_lease() {
        var purse = new Purse(true, Purse.UNLIMITED, 60);
        purse.leased(100, 100, 0, 0);
        purse.restore(40, 0, 0);
        purse.restore(5, -1, 0);
        assertEquals(55, purse.totalLeft());
        assertEquals(60, purse.periodLeft());
        assertEquals(new Purse.Spent(45, 40, 0), purse.drain(0));
    }

    /// Leased = left + held + spent, always.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void no_obol_appears_or_gets_lost(long seed) {
        var random = new Random(seed);
        var purse = new Purse(true, Purse.UNLIMITED, 10);
        var flying = new ArrayList<Held>();
        long leased = 0;
        long spent = 0;
        long now = 0;
        for (int step = 0; step < 5_000; step++) {
            now += random.nextInt(3);
            switch (random.nextInt(4)) {
                case 0 -> {
                    purse.leased(50, 50, purse.periodAt(now), now);
                    leased += 50;
                }
                case 1 -> {
                    if (purse.take(Held.NOTHING, random.nextInt(40), now) instanceof Taking.Taken(var held))
                        flying.add(held);
                }
                case 2 -> {
                    if (!flying.isEmpty()) {
                        int at = random.nextInt(flying.size());
                        if (purse.take(flying.get(at), random.nextInt(20), now) instanceof Taking.Taken(var held))
                            flying.set(at, held);
                    }
                }
                default -> {
                    if (!flying.isEmpty()) {
                        var held = flying.remove(random.nextInt(flying.size()));
                        long cost = random.nextInt((int) held.obol() + 1);
                        purse.settle(held, cost, now);
                        spent += cost;
                    }
                }
            }
            long out = flying.stream().mapToLong(Held::obol).sum();
            assertEquals(leased, purse.totalLeft() + out + spent, "seed " + seed);
            assertTrue(purse.totalLeft() >= 0 && purse.periodLeft() >= 0, "seed " + seed);
        }
    }

    private static Held taken(Taking taking) {
        return assertInstanceOf(Taking.Taken.class, taking).held();
    }
}
