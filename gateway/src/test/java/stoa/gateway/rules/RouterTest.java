// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import stoa.gateway.rules.Router.Candidate;
import stoa.gateway.rules.Router.Route;
import stoa.types.Address;

class RouterTest {
    private static final List<Address> NOBODY = List.of();

    @Test
    void the_better_of_two_answers() {
        var lanes = List.of(lane(0, 10, 0), lane(1, 20, 0));
        for (long chance = 0; chance < 50; chance++)
            assertEquals(new Route.To(0, false), Router.choose(lanes, Affinity.NONE, NOBODY, chance));
    }

    @Test
    void a_host_that_never_answered_is_tried_when_it_is_emptier() {
        var known = lane(0, 1, 1);
        var empty = new Candidate(1, host(1), true, 0, 0, OptionalLong.empty());
        var fuller = new Candidate(1, host(1), true, 0, 2, OptionalLong.empty());
        for (long chance = 0; chance < 50; chance++) {
            assertEquals(new Route.To(1, false), Router.choose(List.of(known, empty), Affinity.NONE, NOBODY, chance));
            assertEquals(new Route.To(0, false), Router.choose(List.of(known, fuller), Affinity.NONE, NOBODY, chance));
        }
    }

    @Test
    void load_spreads_without_a_herd() {
        var lanes = new ArrayList<Candidate>();
        for (int i = 0; i < 10; i++) lanes.add(lane(i, 10 + i, 0));
        var random = new Random(1);
        var counts = new int[10];
        for (int i = 0; i < 10_000; i++)
            counts[
                    to(Router.choose(lanes, Affinity.NONE, NOBODY, random.nextLong()))
                            .lane()]++;
        assertTrue(counts[0] < 2_500, "the best does not get all: " + counts[0]);
        assertTrue(counts[0] > counts[8], "but more than a slow one");
    }

    @Test
    void a_conversation_stays_on_its_host_while_that_is_free() {
        var lanes = List.of(lane(0, 10, 0), lane(1, 10, 0), lane(2, 10, 0));
        int own = to(Router.choose(lanes, 42, NOBODY, 1)).lane();
        for (long chance = 0; chance < 50; chance++)
            assertEquals(new Route.To(own, true), Router.choose(lanes, 42, NOBODY, chance));
        var busy = new ArrayList<>(lanes);
        busy.set(own, lane(own, 10, 5));
        var away = to(Router.choose(busy, 42, NOBODY, 1));
        assertTrue(away.lane() != own && !away.affine());
    }

    @Test
    void a_conversation_finds_its_host_again_in_another_session() {
        var before = List.of(lane(0, 10, 0), lane(1, 10, 0), lane(2, 10, 0));
        var own = before.get(to(Router.choose(before, 42, NOBODY, 1)).lane()).host();
        var after = new ArrayList<Candidate>();
        for (int i = 0; i < 3; i++) {
            var host = before.get(2 - i).host();
            after.add(new Candidate(i, host, true, 0, 0, OptionalLong.of(10)));
        }
        assertEquals(
                own, after.get(to(Router.choose(after, 42, NOBODY, 1)).lane()).host());
    }

    @Test
    void conversations_spread_over_hosts() {
        var lanes = List.of(lane(0, 10, 0), lane(1, 10, 0), lane(2, 10, 0));
        var counts = new int[3];
        for (long conversation = 1; conversation <= 3_000; conversation++)
            counts[to(Router.choose(lanes, conversation, NOBODY, 1)).lane()]++;
        for (int count : counts) assertTrue(count > 800 && count < 1_200, "about a third: " + count);
    }

    @Test
    void never_the_same_host_twice() {
        var lanes = List.of(lane(0, 10, 0), lane(1, 99, 0));
        assertEquals(1, to(Router.choose(lanes, 42, List.of(host(0)), 7)).lane());
        assertInstanceOf(Route.Nobody.class, Router.choose(lanes, 42, List.of(host(0), host(1)), 7));
    }

    @Test
    void when_all_are_full_the_soonest_is_told() {
        var full = new Candidate(0, host(0), false, 700, 0, OptionalLong.of(10));
        var resting = new Candidate(1, host(1), false, 300, 0, OptionalLong.of(10));
        assertEquals(new Route.Busy(300), Router.choose(List.of(full, resting), Affinity.NONE, NOBODY, 1));
    }

    @Test
    void equal_texts_of_two_keys_belong_to_two_conversations() {
        var text = new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9};
        assertEquals(Affinity.of(1, text, 0, 9), Affinity.of(1, text.clone(), 0, 9));
        assertTrue(Affinity.of(1, text, 0, 9) != Affinity.of(2, text, 0, 9));
        assertTrue(Affinity.of(1, text, 0, 9) != Affinity.of(1, text, 0, 8));
    }

    private static Candidate lane(int number, long score, int inFlight) {
        return new Candidate(number, host(number), true, 0, inFlight, OptionalLong.of(score));
    }

    private static Address host(int number) {
        return new Address(number + 1, 0, number * 31);
    }

    private static Route.To to(Route route) {
        return assertInstanceOf(Route.To.class, route);
    }
}
