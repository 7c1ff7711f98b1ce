// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static stoa.protocol.Facts.balance;
import static stoa.protocol.Facts.phase;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Names.address;
import static stoa.protocol.Names.keyOf;
import static stoa.protocol.Story.HIGH;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.TermsFor.delegate;
import static stoa.protocol.Verbs.closes;
import static stoa.protocol.Verbs.delegates;
import static stoa.protocol.Verbs.does;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.retires;
import static stoa.protocol.Verbs.revokes;
import static stoa.protocol.Verbs.settles;
import static stoa.protocol.Verbs.under;
import static stoa.protocol.Verbs.voucher;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.types.Amount;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.SessionPhase;
import stoa.types.state.SessionStep;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Sessions end, and nobody has to claim anything.
class ClosingTest {
    private static final long DEPOSIT = 160_000_000;
    private static final long M = 1_000_000;

    /// [MKT-11] [MKT-12]
    @Test
    void a_payer_closes_and_gets_the_rest_back_after_one_settle_window() {
        given().when(opens("ann", DEPOSIT))
                .when()
                .when(settles("bob", voucher("ann", 1, 0, 1, M, 5 * M)), closes("ann", 1))
                .then(phase(1, SessionPhase.CLOSING))
                .later(9)
                .then(phase(1, SessionPhase.CLOSING), balance("ann", stoa(1_000) - DEPOSIT))
                .when()
                .then(phase(1, SessionPhase.CLOSED), balance("ann", stoa(1_000) - M));
    }

    /// [MKT-11]
    @Test
    void a_session_nobody_closes_expires() {
        given().when(opens("ann", DEPOSIT, 30))
                .later(29)
                .then(phase(1, SessionPhase.OPEN))
                .when()
                .then(phase(1, SessionPhase.CLOSING))
                .later(10)
                .then(phase(1, SessionPhase.CLOSED), balance("ann", stoa(1_000)));
    }

    /// [MKT-11]
    @Test
    void a_session_closed_early_does_not_end_twice() {
        var story = given().when(opens("ann", DEPOSIT, 30))
                .when()
                .when(closes("ann", 1))
                .pass(60);
        assertEquals(1, story.events(Event.SessionReturned.class).size());
        story.then(balance("ann", stoa(1_000)));
    }

    /// [MKT-11]
    @Test
    void only_its_payer_closes_a_session_and_only_once() {
        var story = given().when(opens("ann", DEPOSIT)).when();
        story.when(closes("bob", 1)).refused(Reason.SESSION_NOT_YOURS);
        story.when(closes("ann", 2)).refused(Reason.SESSION_UNKNOWN);
        story.when(closes("ann", 1)).accepted();
        story.when(closes("ann", 1)).refused(Reason.SESSION_CLOSED);
        story.pass(10).when(closes("ann", 1)).refused(Reason.SESSION_CLOSED);
    }

    /// [MKT-12]
    @Test
    void the_rest_goes_where_the_payer_said() {
        var open = new Verb.OpenSession(TINY, new Amount(DEPOSIT), HIGH, 60, keyOf("ann"), address("carl"));
        given().when(does("ann", open))
                .when()
                .when(closes("ann", 1))
                .later(10)
                .then(balance("carl", stoa(1_000) + DEPOSIT), balance("ann", stoa(1_000) - DEPOSIT));
    }

    /// [MKT-12]
    @Test
    void a_session_spent_to_the_last_obol_returns_nothing() {
        var story = given(world -> world.noHosts().host("h1", "olga", stoa(1_000), 1_000, TINY))
                .when(opens("ann", DEPOSIT))
                .when()
                .when(settles("bob", voucher("ann", 1, 0, 1, DEPOSIT, DEPOSIT)), closes("ann", 1))
                .later(10)
                .then(phase(1, SessionPhase.CLOSED));
        assertEquals(List.of(), story.events(Event.SessionReturned.class));
    }

    /// [MKT-11] [MKT-12]
    @Test
    void a_session_without_seats_yet_ends_at_once() {
        var story = given().when(opens("ann", DEPOSIT), closes("ann", 1));
        story.then(phase(1, SessionPhase.CLOSED), balance("ann", stoa(1_000)));
        assertEquals(false, story.protocol.drawsWaiting(story.state));
    }

    /// [MKT-13] Every step of the life cycle is taken once; one that stands in the table and nowhere else fails here.
    @Test
    void a_sessions_life_takes_every_step_of_its_table() {
        var taken = EnumSet.noneOf(SessionStep.class);
        var story = given().when(
                        delegates("ann", delegate("gateway").terms()),
                        opens("ann", DEPOSIT, 60),
                        opens("ann", DEPOSIT, 5),
                        under(1, "gateway", opens("gateway", TINY, 20 * M, 60, "ann")))
                .when(closes("ann", 1), revokes("ann", 1))
                .when(opens("ann", DEPOSIT), closes("ann", 4))
                .pass(30)
                .when(opens("ann", DEPOSIT), retires("olga", "h1"), retires("otto", "h2"), retires("oleg", "h3"))
                .when();
        if (!story.events(Event.SeatsDrawn.class).isEmpty()) taken.add(SessionStep.DRAW);
        for (var stepped : story.events(Event.SessionStepped.class)) taken.add(stepped.step());
        assertEquals(EnumSet.allOf(SessionStep.class), taken);
        for (var row : FullScan.all(story.state, Tables.SESSIONS))
            assertEquals(SessionPhase.CLOSED, row.value().phase());
        story.then(balance("ann", stoa(1_000)));
    }

    /// [MKT-13]
    @Test
    void a_step_out_of_turn_stops_the_node() {
        var story = given().when(opens("ann", DEPOSIT));
        var draft = new Draft(story.state);
        var world = story.protocol.world(story.state, story.now);
        List<Event> finish = List.of(new Event.SessionStepped(1, SessionStep.FINISH, 0));
        assertThrows(Halt.class, () -> Evolve.apply(draft, world, finish));
    }
}
