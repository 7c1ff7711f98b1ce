// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.protocol.Facts.balance;
import static stoa.protocol.Story.START;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.withdraws;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import stoa.protocol.Story.Deed;
import stoa.types.Params;
import stoa.types.event.Event;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;

/// Work that falls due.
class DueTest {
    /// [DUE-1]
    @Test
    void due_work_is_done_in_order_of_time_then_kind_then_number() {
        var story = given().when(withdraws("olga", "h1", 5), opens("ann", 1_000_000, 30), opens("bob", 1_000_000, 30))
                .when();
        var seconds = new ArrayList<Long>();
        for (var row : FullScan.all(story.state, Tables.DUE))
            seconds.add(row.key().seconds());
        assertEquals(seconds.stream().sorted().toList(), seconds);
        story.later(7 * 60);
        var kinds = story.last.endEvents().stream()
                .map(event -> event.getClass().getSimpleName())
                .toList();
        var sessions = story.last.endEvents().stream()
                .filter(Event.SessionStepped.class::isInstance)
                .map(event -> ((Event.SessionStepped) event).session())
                .toList();
        assertEquals(List.of(1L, 2L), sessions);
        assertTrue(kinds.indexOf("SessionStepped") < kinds.indexOf("EpochDecided"), "the older work first");
        assertTrue(kinds.indexOf("EpochDecided") < kinds.indexOf("CollateralReturned"));
    }

    /// [DUE-1]
    @Test
    void a_driver_knows_when_the_next_work_falls_due() {
        var story = given();
        assertEquals(OptionalLong.of(START + 60), story.protocol.nextDueSeconds(story.state));
        story.when(opens("ann", 1_000_000, 7));
        assertEquals(OptionalLong.of(story.now + 7), story.protocol.nextDueSeconds(story.state));
    }

    /// [DUE-2]
    @Test
    void a_block_does_only_so_much_and_nothing_is_lost() {
        var story = given(
                world -> world.params(new ParamsFor(Params.local()).dueItems(10).params()));
        var deeds = new Deed[45];
        for (int i = 0; i < deeds.length; i++) deeds[i] = opens("ann", 1_000_000, 30);
        story.when(deeds).accepted();
        for (int i = 0; i < 5; i++) story.when();
        story.later(25);
        assertEquals(10, in(story, SessionPhase.CLOSING));
        int blocks = 1;
        for (; in(story, SessionPhase.CLOSED) < 45 && blocks < 40; blocks++) story.when();
        assertTrue(blocks < 40, "it catches up");
        story.pass(30).then(balance("ann", stoa(1_000)));
    }

    /// [DUE-2]
    @Test
    void a_clock_that_leaps_a_year_does_everything_once() {
        var story = given().when(opens("ann", 1_000_000), withdraws("olga", "h1", 5))
                .when();
        for (int i = 0; i < 10; i++) story.later(i == 0 ? 365 * 86_400 : 10);
        story.then(balance("ann", stoa(1_000)), balance("olga", stoa(1_000) + 5));
        assertTrue(story.events(Event.EpochDecided.class).size() < 5, "no year of epochs is made up for");
    }

    private static long in(Story story, SessionPhase phase) {
        return FullScan.all(story.state, Tables.SESSIONS).stream()
                .filter(row -> row.value().phase() == phase)
                .count();
    }
}
