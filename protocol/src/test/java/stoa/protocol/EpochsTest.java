// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.protocol.Facts.standing;
import static stoa.protocol.Names.BIG;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Story.START;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.Verbs.deposits;
import static stoa.protocol.Verbs.registers;
import static stoa.protocol.Verbs.updates;
import static stoa.protocol.Verbs.withdraws;

import org.junit.jupiter.api.Test;
import stoa.types.Params;
import stoa.types.event.Event;
import stoa.types.state.Epoch;
import stoa.types.state.One;
import stoa.types.state.Standing;
import stoa.types.state.Tables;

/// Epochs and the weights that hold for one.
class EpochsTest {
    private static Epoch epoch(Story story) {
        return story.state.find(Tables.EPOCH, One.ONE).orElseThrow();
    }

    /// [EPO-1]
    @Test
    void an_epoch_follows_the_other_by_block_time() {
        var story = given();
        assertEquals(new Epoch(0, START, START + 60), epoch(story));
        story.later(59);
        assertEquals(0, epoch(story).index());
        story.later(1);
        assertEquals(new Epoch(1, START + 60, START + 120), epoch(story));
    }

    /// [EPO-1]
    @Test
    void epochs_that_were_slept_through_are_not_made_up_for() {
        var story = given().later(60 * 50 + 7).later(1);
        assertEquals(new Epoch(1, START + 60 * 50, START + 60 * 51), epoch(story));
    }

    /// [EPO-2]
    @Test
    void without_a_new_claim_what_was_proven_carries_over() {
        var story = given().pass(180);
        assertEquals(new Standing(1_000, 1_000, 800), standing(story, TINY, "h1"));
        assertEquals(0, story.events(Event.StandingSet.class).size(), "nothing changed, nothing is said");
        assertEquals(3_000, story.event(Event.EpochDecided.class).totalWeight());
    }

    /// [EPO-2]
    @Test
    void a_newcomer_is_granted_the_bootstrap_rate_when_collateral_backs_it() {
        var story = given().when(registers("ann", "h9", TINY, BIG), deposits("ann", "h9", stoa(799)))
                .pass(60);
        assertEquals(new Standing(0, 0, 0), standing(story, TINY, "h9"));
        story.when(deposits("ann", "h9", stoa(1))).pass(60);
        assertEquals(new Standing(1_000, 1_000, 800), standing(story, BIG, "h9"));
        assertEquals(new Standing(0, 0, 0), standing(story, TINY, "h9"), "one model after the other");
        story.when(deposits("bob", "h9", stoa(800))).pass(60);
        assertEquals(new Standing(1_000, 1_000, 800), standing(story, TINY, "h9"));
    }

    /// [EPO-2]
    @Test
    void a_real_network_grants_nothing() {
        var story = given(world -> world.params(
                        new ParamsFor(Params.local()).bootstrapRate(0).params()))
                .when(registers("ann", "h9", TINY), deposits("ann", "h9", stoa(900)))
                .pass(60);
        assertEquals(new Standing(0, 0, 0), standing(story, TINY, "h9"));
    }

    /// [EPO-2]
    @Test
    void a_host_that_stops_serving_a_model_loses_its_standing_with_the_epoch() {
        var story = given().when(updates("olga", "h1", "http://x", BIG)).accepted();
        assertEquals(1_000, standing(story, TINY, "h1").provenRate());
        story.pass(60);
        assertEquals(new Standing(0, 0, 0), standing(story, TINY, "h1"));
        assertEquals(1_000, standing(story, BIG, "h1").provenRate(), "a newcomer on the other");
    }

    /// [EPO-3]
    @Test
    void a_fifth_of_the_weight_is_free_and_counts_for_no_seats() {
        var story = given(world -> world.host("h1", "olga", stoa(10_000), 1_000, TINY, BIG));
        assertEquals(new Standing(1_000, 1_000, 800), standing(story, TINY, "h1"));
        assertEquals(new Standing(1_000, 1_000, 800), standing(story, BIG, "h1"));
    }

    /// [EPO-3]
    @Test
    void collateral_backs_the_models_of_a_host_in_equal_parts_of_their_weight() {
        var story = given(world -> world.host("h1", "olga", stoa(401), 1_000, TINY, BIG));
        assertEquals(new Standing(1_000, 1_000, 200), standing(story, TINY, "h1"));
        assertEquals(new Standing(1_000, 1_000, 200), standing(story, BIG, "h1"));
    }

    /// [EPO-3]
    @Test
    void what_backs_is_counted_anew_each_epoch() {
        var story = given().when(withdraws("olga", "h1", stoa(600)));
        assertEquals(800, standing(story, TINY, "h1").backed());
        story.pass(60);
        assertEquals(new Standing(1_000, 1_000, 400), standing(story, TINY, "h1"));
    }
}
