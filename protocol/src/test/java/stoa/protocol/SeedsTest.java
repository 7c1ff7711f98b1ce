// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.protocol.Facts.phase;
import static stoa.protocol.Names.address;
import static stoa.protocol.Story.given;
import static stoa.protocol.Verbs.opens;

import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.types.Bytes;
import stoa.types.event.Event;
import stoa.types.state.Chance;
import stoa.types.state.One;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;

/// Chance that nobody steers.
class SeedsTest {
    private static final long DEPOSIT = 160_000_000;

    private static Chance chance(Story story) {
        return story.state.find(Tables.CHANCE, One.ONE).orElseThrow();
    }

    /// [CHN-1]
    @Test
    void each_seed_is_the_last_one_and_the_proposers_signature() {
        var story = given();
        var first = story.genesis.hash(TestHashing.HASHING);
        assertEquals(new Chance(0, first), chance(story));
        story.when();
        var second = TestHashing.HASHING.sha256(first.bytes(), Story.sigma(1).bytes());
        assertEquals(new Chance(1, second), chance(story));
        assertEquals(second, story.last.seed());
        assertEquals(List.of(new Event.SeedSigned(1, second, address("validator 0"))), story.last.beginEvents());
    }

    /// [CHN-1]
    @Test
    void a_proposer_signs_the_network_the_height_and_the_last_seed() {
        var story = given().when();
        assertArrayEquals(
                Bytes.concat(
                        story.genesis.hash(TestHashing.HASHING).bytes(),
                        Bytes.ofLong(2),
                        chance(story).seed().bytes()),
                story.protocol.seedMessage(story.state));
    }

    /// [CHN-1]
    @Test
    void a_block_out_of_order_stops_the_node() {
        var story = given().when();
        var input = new BlockInput(3, story.now, address("validator 0"), Story.sigma(3), List.of());
        assertThrows(Halt.class, () -> story.protocol.execute(story.state, input));
    }

    /// [CHN-3]
    @Test
    void a_single_validator_draws_in_the_next_block() {
        var story = given().when(opens("ann", DEPOSIT));
        assertTrue(story.protocol.drawsWaiting(story.state));
        story.then(phase(1, SessionPhase.DRAWING)).when().then(phase(1, SessionPhase.OPEN));
        assertEquals(story.last.seed(), story.event(Event.SeatsDrawn.class).seed());
        assertEquals(false, story.protocol.drawsWaiting(story.state));
    }

    /// [CHN-3] Of four, three must have signed since; the proposer of the opening does not count by that.
    @Test
    void among_four_validators_three_sign_before_a_draw() {
        var story = given(world -> world.validators(4))
                .proposedBy("validator 0", "validator 1", "validator 2", "validator 3");
        story.when(opens("ann", DEPOSIT)).when().when().then(phase(1, SessionPhase.DRAWING));
        story.when().then(phase(1, SessionPhase.OPEN));
        assertEquals(story.last.seed(), story.event(Event.SeatsDrawn.class).seed());
    }

    /// [CHN-3]
    @Test
    void a_validator_that_proposes_alone_cannot_hasten_a_draw_and_not_stop_it() {
        var story = given(world -> world.validators(4)).proposedBy("validator 0");
        story.when(opens("ann", DEPOSIT));
        for (int i = 0; i < 11; i++) story.when().then(phase(1, SessionPhase.DRAWING));
        story.when().then(phase(1, SessionPhase.OPEN));
    }

    /// [CHN-3]
    @Test
    void two_validators_wait_for_each_other_and_for_two_blocks() {
        var story = given(world -> world.validators(2)).proposedBy("validator 0", "validator 1");
        story.when(opens("ann", DEPOSIT)).when().then(phase(1, SessionPhase.DRAWING));
        story.when().then(phase(1, SessionPhase.OPEN));
    }

    /// [CHN-3] [MKT-11]
    @Test
    void a_session_that_expires_before_its_draw_returns_everything() {
        var story = given(world -> world.validators(4)).proposedBy("validator 0");
        story.when(opens("ann", DEPOSIT, 5)).later(4).then(phase(1, SessionPhase.DRAWING));
        story.when().then(phase(1, SessionPhase.CLOSED), Facts.balance("ann", Story.stoa(1_000)));
        for (int i = 0; i < 12; i++) story.when();
        assertEquals(List.of(), story.events(Event.SeatsDrawn.class));
    }

    /// [CHN-3]
    @Test
    void proposers_are_remembered_no_longer_than_draws_wait() {
        var story = given(world -> world.validators(2)).proposedBy("validator 0", "validator 1");
        for (int i = 0; i < 50; i++) story.when();
        assertTrue(FullScan.all(story.state, Tables.PROPOSERS).size() <= 8);
    }
}
