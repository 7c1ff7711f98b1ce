// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.protocol.Facts.spent;
import static stoa.protocol.Facts.verdicts;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Story.START;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.TermsFor.delegate;
import static stoa.protocol.Verbs.closes;
import static stoa.protocol.Verbs.delegates;
import static stoa.protocol.Verbs.deposits;
import static stoa.protocol.Verbs.does;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.passesOn;
import static stoa.protocol.Verbs.pays;
import static stoa.protocol.Verbs.settles;
import static stoa.protocol.Verbs.topsUp;
import static stoa.protocol.Verbs.under;
import static stoa.protocol.Verbs.voucher;

import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.protocol.Story.Deed;
import stoa.types.Coin;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.tx.Verb;

/// Budgets under delegations.
class SpendingTest {
    private static final long M = 1_000_000;

    private static Deed gatewayOpens(long obol) {
        return under(1, "gateway", opens("gateway", TINY, obol, 60, "ann"));
    }

    private static Deed appOpens(long obol) {
        return under(2, "app", opens("app", TINY, obol, 60, "ann"));
    }

    /// [DEL-4]
    @Test
    void money_counts_when_it_is_locked_in_the_period_and_in_all() {
        given(world -> world.host("h1", "ann", stoa(1_000), 1_000, TINY))
                .when(delegates("ann", delegate("gateway").terms()))
                .when(gatewayOpens(20 * M))
                .then(spent(1, 20 * M, 20 * M))
                .when()
                .when(under(1, "gateway", topsUp("gateway", 1, 0, 5 * M)))
                .then(spent(1, 25 * M, 25 * M))
                .when(under(1, "gateway", pays("gateway", "bob", 3 * M)))
                .then(spent(1, 28 * M, 28 * M))
                .when(under(1, "gateway", deposits("gateway", "h1", 2 * M)))
                .then(spent(1, 30 * M, 30 * M));
    }

    /// [DEL-4]
    @Test
    void a_part_of_an_obol_counts_as_one() {
        var pay = new Verb.Transfer(Names.address("bob"));
        given().when(delegates("ann", delegate("gateway").terms()))
                .when(under(1, "gateway", does("gateway", pay, new Coin(3, 1))))
                .then(spent(1, 4, 4));
    }

    /// [DEL-4]
    @Test
    void a_periods_budget_is_spent_and_comes_again() {
        var story = given().when(delegates(
                "ann", delegate("gateway").perPeriod(30 * M, 60).terms()));
        story.when(gatewayOpens(30 * M)).accepted().when(gatewayOpens(M)).refused(Reason.PERIOD_SPENT);
        story.later(START + 59 - story.now, gatewayOpens(M)).refused(Reason.PERIOD_SPENT);
        story.when(gatewayOpens(30 * M)).accepted().then(spent(1, 30 * M, 60 * M));
    }

    /// [DEL-4]
    @Test
    void periods_count_from_the_first_second_of_validity() {
        var grant = delegates(
                "ann",
                delegate("gateway")
                        .perPeriod(30 * M, 60)
                        .valid(START - 50, START + 900)
                        .terms());
        var story = given().when(grant).when(gatewayOpens(30 * M)).accepted();
        story.later(START + 9 - story.now, gatewayOpens(30 * M)).refused(Reason.PERIOD_SPENT);
        story.later(1, gatewayOpens(30 * M)).accepted();
        assertEquals(1, story.event(Event.DelegationSpent.class).period());
    }

    /// [DEL-4]
    @Test
    void the_total_is_never_exceeded() {
        given().when(delegates("ann", delegate("gateway").total(50 * M).terms()))
                .when(gatewayOpens(30 * M))
                .later(60, gatewayOpens(20 * M + 1))
                .refused(Reason.TOTAL_SPENT)
                .when(gatewayOpens(20 * M))
                .accepted();
    }

    /// [DEL-4]
    @Test
    void one_request_locks_at_most_what_it_may() {
        var story = given().when(
                        delegates("ann", delegate("gateway").perRequest(20 * M).terms()));
        story.when(gatewayOpens(20 * M + 1)).refused(Reason.PER_REQUEST_EXCEEDED);
        story.when(gatewayOpens(20 * M)).accepted().when();
        story.when(under(1, "gateway", topsUp("gateway", 1, 0, 20 * M + 1))).refused(Reason.PER_REQUEST_EXCEEDED);
        story.when(under(1, "gateway", pays("gateway", "bob", 20 * M + 1))).refused(Reason.PER_REQUEST_EXCEEDED);
    }

    /// [DEL-4]
    @Test
    void two_transactions_of_one_block_do_not_spend_the_same_budget() {
        given().when(delegates("ann", delegate("gateway").perPeriod(30 * M, 60).terms()))
                .when(gatewayOpens(20 * M), gatewayOpens(20 * M))
                .then(verdicts(null, Reason.PERIOD_SPENT), spent(1, 20 * M, 20 * M));
    }

    /// [DEL-4] [DEL-2]
    @Test
    void a_child_spends_its_parents_budget_also_when_that_is_partly_spent() {
        var story = given().when(
                        delegates(
                                "ann", delegate("gateway").perPeriod(50 * M, 60).terms()),
                        passesOn(
                                "gateway",
                                1,
                                delegate("app").perPeriod(50 * M, 60).depth(1).terms()));
        story.when(gatewayOpens(30 * M)).accepted();
        story.when(appOpens(20 * M + 1)).refused(Reason.PERIOD_SPENT);
        story.when(appOpens(20 * M)).accepted().then(spent(1, 50 * M, 50 * M), spent(2, 20 * M, 20 * M));
        story.when(gatewayOpens(M)).refused(Reason.PERIOD_SPENT);
        var counted = story.events(Event.DelegationSpent.class);
        assertEquals(
                List.of(1L, 2L, 1L),
                counted.stream().map(Event.DelegationSpent::delegation).toList());
    }

    /// [DEL-4]
    @Test
    void the_owners_own_top_up_counts_in_the_delegation_its_session_was_opened_under() {
        var story = given().when(delegates(
                        "ann", delegate("gateway").perPeriod(30 * M, 60).terms()))
                .when(gatewayOpens(20 * M))
                .when();
        story.when(topsUp("ann", 1, 0, 11 * M)).refused(Reason.PERIOD_SPENT);
        story.when(topsUp("ann", 1, 0, 10 * M)).accepted().then(spent(1, 30 * M, 30 * M));
    }

    /// [DEL-6]
    @Test
    void what_returns_is_given_back_to_its_period_in_parent_and_child_alike() {
        given().when(
                        delegates("ann", delegate("gateway").terms()),
                        passesOn("gateway", 1, delegate("app").depth(1).terms()))
                .when(appOpens(20 * M))
                .when()
                .when(settles("bob", voucher("ann", 1, 0, 1, M, M)), closes("ann", 1))
                .then(spent(1, 20 * M, 20 * M), spent(2, 20 * M, 20 * M))
                .later(10)
                .then(spent(1, M, M), spent(2, M, M));
    }

    /// [DEL-6]
    @Test
    void money_that_returns_in_a_later_period_lowers_the_total_only() {
        given().when(delegates("ann", delegate("gateway").perPeriod(100 * M, 10).terms()))
                .when(gatewayOpens(20 * M))
                .when()
                .when(closes("ann", 1))
                .later(9, gatewayOpens(7 * M))
                .then(spent(1, 7 * M, 27 * M))
                .later(1)
                .then(spent(1, 7 * M, 7 * M));
    }

    /// [DEL-6]
    @Test
    void what_was_locked_last_counts_as_unspent_first() {
        var story = given().when(delegates(
                        "ann", delegate("gateway").perPeriod(100 * M, 20).terms()))
                .when(gatewayOpens(20 * M))
                .later(20, under(1, "gateway", topsUp("gateway", 1, 0, 5 * M)))
                .accepted()
                .then(spent(1, 5 * M, 25 * M))
                .when(settles("bob", voucher("ann", 1, 0, 1, M, M)), closes("ann", 1))
                .later(10);
        assertEquals(
                List.of(5 * M, 19 * M),
                story.events(Event.DelegationReturned.class).stream()
                        .map(event -> event.amount().obol())
                        .toList());
        story.then(spent(1, 0, M));
    }

    /// [DEL-6]
    @Test
    void a_session_that_never_got_seats_gives_everything_back() {
        given().when(delegates("ann", delegate("gateway").terms()))
                .when(gatewayOpens(20 * M), closes("ann", 1))
                .then(spent(1, 0, 0));
    }
}
