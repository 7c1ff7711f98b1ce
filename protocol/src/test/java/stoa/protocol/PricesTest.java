// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.protocol.Names.BIG;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Story.PRICES;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.settles;
import static stoa.protocol.Verbs.voucher;

import org.junit.jupiter.api.Test;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.event.Event;
import stoa.types.state.Tables;

/// Prices follow demand.
class PricesTest {
    private static Story busy() {
        return given(world -> world.noHosts()
                .balance("ann", stoa(100_000))
                .params(new ParamsFor(Params.local()).epoch(86_400).params())
                .host("h1", "olga", stoa(1_000), 1_000, TINY)
                .host("h2", "otto", stoa(1_000), 1_000, BIG));
    }

    private static long input(Story story, ModelId model) {
        return story.state
                .find(Tables.MODELS, model)
                .orElseThrow()
                .prices()
                .input()
                .fixed();
    }

    /// At 1,000 obol per million, one unit is a thousandth of an obol: `perSecond` units for `seconds`.
    private static Story sells(Story story, long from, long seconds, long perSecond) {
        long count = Facts.lane(story, 1, 0).count();
        long earned = Facts.lane(story, 1, 0).earned().obol() + seconds * perSecond / 1_000;
        return story.later(
                seconds - (story.now - from), settles("bob", voucher("ann", 1, 0, count + 1, earned, earned)));
    }

    /// [PRC-2] [PRC-3]
    @Test
    void a_busy_models_price_rises_and_an_idle_ones_falls() {
        var story = busy().when(opens("ann", stoa(10), 3_600)).when();
        for (int i = 0; i < 10; i++) sells(story, story.now, 30, 1_000);
        assertTrue(input(story, TINY) > PRICES.input().fixed(), "tiny is busy");
        assertTrue(input(story, BIG) < PRICES.input().fixed(), "big is idle");
        var stepped = story.events(Event.PriceStepped.class).stream()
                .filter(event -> event.model().equals(TINY))
                .toList();
        assertTrue(stepped.getLast().utilisationPpm() > 900_000, "all it could: " + stepped.getLast());
    }

    /// [PRC-3]
    @Test
    void units_are_spread_over_the_time_in_which_they_were_sold() {
        var story = busy().when(opens("ann", stoa(10), 3_600)).when();
        sells(story, story.now, 600, 500);
        story.later(1);
        var stepped = story.event(Event.PriceStepped.class);
        sells(story, story.now - 1, 60, 500);
        assertTrue(stepped.utilisationPpm() < 10_000, "before the settlement nothing is known: " + stepped);
        long units = story.state.find(Tables.DEMAND, TINY).orElseThrow().units().stream()
                .mapToLong(each -> each)
                .sum();
        assertTrue(units >= 145_000 && units <= 160_000, "500 a second for the window of 300 s: " + units);
    }

    /// [PRC-3]
    @Test
    void a_host_sells_at_most_what_it_has_proven() {
        var story = busy().when(opens("ann", stoa(10), 3_600)).when();
        sells(story, story.now, 60, 50_000);
        assertEquals(1_000 * 61, story.event(Event.LaneSettled.class).units());
    }

    /// [PRC-2]
    @Test
    void prices_step_once_a_minute_however_late_the_block_is() {
        var story = busy().later(600).later(1).later(1);
        assertEquals(
                1,
                story.events(Event.PriceStepped.class).stream()
                        .filter(event -> event.model().equals(TINY))
                        .count());
        assertEquals(PRICES.input().fixed() * 98 / 100, input(story, TINY));
        story.later(59);
        assertEquals(
                2,
                story.events(Event.PriceStepped.class).stream()
                        .filter(event -> event.model().equals(TINY))
                        .count());
    }

    /// [PRC-2]
    @Test
    void an_idle_model_halves_its_price_within_an_hour_and_no_faster() {
        var story = busy();
        for (int i = 0; i < 59; i++) story.later(60);
        assertEquals(PRICES.input().fixed() / 2, input(story, TINY));
        story.later(60);
        assertTrue(story.event(Event.PriceStepped.class).newHour());
        assertTrue(input(story, TINY) < PRICES.input().fixed() / 2, "the next hour begins");
    }

    /// [PRC-2]
    @Test
    void a_model_without_hosts_keeps_its_price() {
        var story = given(Story.Beginning::noHosts).pass(300);
        assertEquals(PRICES.input().fixed(), input(story, TINY));
    }
}
