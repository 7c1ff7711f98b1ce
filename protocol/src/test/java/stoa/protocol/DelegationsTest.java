// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.protocol.Facts.delegation;
import static stoa.protocol.Facts.phase;
import static stoa.protocol.Facts.verdicts;
import static stoa.protocol.Names.BIG;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Names.address;
import static stoa.protocol.Story.START;
import static stoa.protocol.Story.given;
import static stoa.protocol.TermsFor.delegate;
import static stoa.protocol.Verbs.delegates;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.passesOn;
import static stoa.protocol.Verbs.revokes;
import static stoa.protocol.Verbs.settles;
import static stoa.protocol.Verbs.under;
import static stoa.protocol.Verbs.voucher;

import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.protocol.Story.Deed;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Capability;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;
import stoa.types.state.Terms;
import stoa.types.tx.Verb;

/// Granting, passing on and revoking.
class DelegationsTest {
    private static final Terms GATEWAY = delegate("gateway").terms();

    /// [DEL-1]
    @Test
    void an_owner_grants_a_part_of_its_rights() {
        var story = given().when(delegates("ann", GATEWAY)).accepted();
        var granted = delegation(story, 1);
        assertEquals(address("ann"), granted.owner());
        assertEquals(address("ann"), granted.granter());
        assertEquals(GATEWAY, granted.terms());
    }

    /// [DEL-1]
    @Test
    void terms_that_contradict_themselves_are_refused() {
        var sound = delegate("gateway");
        var broken = List.of(
                sound.scopes(0),
                sound.scopes(16),
                sound.models(TINY, TINY),
                sound.perPeriod(1, 0),
                sound.valid(START + 10, START + 10),
                sound.valid(0, START + 1),
                sound.depth(3),
                sound.label("é".repeat(33)));
        for (var terms : broken) given().when(delegates("ann", terms.terms())).refused(Reason.DELEGATION_MALFORMED);
        var nobody = new Terms(
                Address.ZERO, 1, List.of(), Amount.ZERO, 1, Amount.ZERO, Amount.ZERO, START, START + 100, 0, "");
        given().when(delegates("ann", nobody)).refused(Reason.DELEGATION_MALFORMED);
    }

    /// [DEL-1]
    @Test
    void nobody_is_their_own_delegate() {
        var story = given().when(delegates("ann", delegate("ann").terms())).refused(Reason.DELEGATION_TO_SELF);
        story.when(delegates("ann", GATEWAY)).accepted();
        story.when(passesOn("gateway", 1, delegate("gateway").depth(1).terms())).refused(Reason.DELEGATION_TO_SELF);
        story.when(passesOn("gateway", 1, delegate("ann").depth(1).terms())).refused(Reason.DELEGATION_TO_SELF);
    }

    /// [DEL-2]
    @Test
    void a_delegate_passes_on_what_it_was_given_twice_and_no_further() {
        var story = given().when(delegates("ann", GATEWAY))
                .when(passesOn("gateway", 1, delegate("app").depth(1).terms()))
                .when(passesOn("app", 2, delegate("agent").depth(0).terms()))
                .accepted();
        assertEquals(address("ann"), delegation(story, 3).owner());
        assertEquals(address("app"), delegation(story, 3).granter());
        assertEquals(1, delegation(story, 1).children());
        story.when(passesOn("agent", 3, delegate("helper").depth(0).terms())).refused(Reason.DEPTH_EXCEEDED);
    }

    /// [DEL-2]
    @Test
    void only_the_delegate_passes_a_delegation_on() {
        given().when(passesOn("gateway", 1, delegate("app").depth(1).terms()))
                .refused(Reason.DELEGATION_UNKNOWN)
                .when(delegates("ann", GATEWAY))
                .when(passesOn("bob", 1, delegate("app").depth(1).terms()))
                .refused(Reason.DELEGATION_NOT_YOURS);
    }

    /// [DEL-2]
    @Test
    void a_child_exceeds_its_parent_in_no_field() {
        var parent = delegate("gateway").scopes(3).models(TINY, BIG).valid(START, START + 1_000);
        var child = delegate("app")
                .scopes(3)
                .models(TINY)
                .valid(START, START + 1_000)
                .depth(1);
        var larger = List.of(
                child.scopes(7),
                child.models(),
                child.models(TINY, new ModelId("other")),
                child.perPeriod(100_000_001, 60),
                child.perPeriod(100_000_000, 59),
                child.total(1_000_000_001),
                child.perRequest(100_000_001),
                child.valid(START - 1, START + 1_000),
                child.valid(START, START + 1_001),
                child.depth(2));
        for (var terms : larger)
            given().when(delegates("ann", parent.terms()))
                    .when(passesOn("gateway", 1, terms.terms()))
                    .refused(Reason.CHILD_EXCEEDS_PARENT);
        var smaller = List.of(
                child,
                child.perPeriod(50_000_000, 30),
                child.perPeriod(100_000_000, 61).total(0));
        for (var terms : smaller)
            given().when(delegates("ann", parent.terms()))
                    .when(passesOn("gateway", 1, terms.terms()))
                    .accepted();
    }

    /// [DEL-2]
    @Test
    void a_child_needs_a_parent_that_is_valid_now() {
        var app = delegate("app").depth(1);
        given().when(delegates(
                        "ann",
                        delegate("gateway").valid(START + 100, START + 200).terms()))
                .when(passesOn("gateway", 1, app.valid(START + 100, START + 200).terms()))
                .refused(Reason.DELEGATION_NOT_YET)
                .later(
                        200,
                        passesOn(
                                "gateway",
                                1,
                                app.valid(START + 100, START + 200).terms()))
                .refused(Reason.DELEGATION_EXPIRED);
        given().when(delegates("ann", GATEWAY), revokes("ann", 1))
                .when(passesOn("gateway", 1, app.terms()))
                .refused(Reason.DELEGATION_REVOKED);
    }

    /// [DEL-2]
    @Test
    void a_delegation_has_only_so_many_children_at_a_time() {
        var story = given(world ->
                world.params(new ParamsFor(Params.local()).maxChildren(2).params()));
        story.when(delegates("ann", GATEWAY));
        story.when(passesOn("gateway", 1, delegate("app").depth(0).terms()));
        story.when(passesOn("gateway", 1, delegate("app").depth(0).terms())).accepted();
        story.when(passesOn("gateway", 1, delegate("app").depth(0).terms())).refused(Reason.TOO_MANY_DELEGATIONS);
        story.when(revokes("gateway", 2)).accepted();
        story.when(passesOn("gateway", 1, delegate("app").depth(0).terms())).accepted();
    }

    /// [DEL-5]
    @Test
    void the_owner_and_whoever_stands_above_may_revoke() {
        Deed[] beginning = {
            delegates("ann", GATEWAY),
            passesOn("gateway", 1, delegate("app").depth(1).terms()),
            passesOn("app", 2, delegate("agent").depth(0).terms())
        };
        for (var who : List.of("ann", "gateway", "app"))
            given().when(beginning).accepted().when(revokes(who, 3)).accepted();
        for (var who : List.of("agent", "bob"))
            given().when(beginning).when(revokes(who, 3)).refused(Reason.NOT_GRANTER);
        given().when(beginning)
                .when(revokes("ann", 1))
                .accepted()
                .when(revokes("ann", 1))
                .refused(Reason.DELEGATION_REVOKED)
                .when(revokes("ann", 3))
                .refused(Reason.DELEGATION_REVOKED)
                .when(revokes("ann", 4))
                .refused(Reason.DELEGATION_UNKNOWN);
    }

    /// [DEL-5]
    @Test
    void revoking_stops_the_delegate_and_everyone_below_at_once() {
        given().when(
                        delegates("ann", GATEWAY),
                        passesOn("gateway", 1, delegate("app").depth(1).terms()),
                        revokes("ann", 1))
                .when(
                        under(1, "gateway", opens("gateway", TINY, 10_000_000, 60, "ann")),
                        under(2, "app", opens("app", TINY, 10_000_000, 60, "ann")))
                .then(verdicts(Reason.DELEGATION_REVOKED, Reason.DELEGATION_REVOKED));
    }

    /// [DEL-5]
    @Test
    void revoking_closes_sessions_below_and_what_was_vouched_still_settles() {
        var story = given().when(
                        delegates("ann", GATEWAY),
                        passesOn("gateway", 1, delegate("app").depth(1).terms()))
                .when(
                        under(1, "gateway", opens("gateway", TINY, 20_000_000, 60, "ann")),
                        under(2, "app", opens("app", TINY, 20_000_000, 60, "ann")),
                        opens("ann", 20_000_000))
                .accepted()
                .when()
                .then(phase(1, SessionPhase.OPEN), phase(2, SessionPhase.OPEN), phase(3, SessionPhase.OPEN));
        story.when(under(1, "gateway", opens("gateway", TINY, 20_000_000, 60, "ann")), revokes("ann", 1))
                .accepted()
                .then(
                        phase(1, SessionPhase.CLOSING),
                        phase(2, SessionPhase.CLOSING),
                        phase(3, SessionPhase.OPEN),
                        phase(4, SessionPhase.CLOSED));
        story.when(settles("bob", voucher("ann", 1, 0, 1, 500, 500), voucher("ann", 2, 0, 1, 700, 700)))
                .accepted();
        assertEquals(new Amount(700), story.event(Event.LaneSettled.class).paid());
    }

    /// [DEL-5] [DUE-2]
    @Test
    void a_revocation_closes_thousands_of_sessions_a_few_a_block() {
        var story = given(
                world -> world.params(new ParamsFor(Params.local()).dueItems(3).params()));
        story.when(delegates("ann", GATEWAY));
        for (int i = 0; i < 7; i++) story.when(under(1, "gateway", opens("gateway", TINY, 1_000_000, 60, "ann")));
        story.when().when(revokes("ann", 1));
        int blocks = 0;
        for (; closing(story) < 7; blocks++) story.when();
        assertEquals(2, blocks, "seven sessions at three a block");
    }

    private static long closing(Story story) {
        return FullScan.all(story.state, Tables.SESSIONS).stream()
                .filter(row -> row.value().phase() == SessionPhase.CLOSING)
                .count();
    }

    /// [DEL-8]
    @Test
    void every_act_is_on_record_before_what_it_caused() {
        var story = given().when(delegates("ann", GATEWAY))
                .when(under(1, "gateway", opens("gateway", TINY, 20_000_000, 60, "ann")));
        var events = story.last.txs().getFirst().events();
        assertEquals(
                new Event.Acted(1, address("ann"), address("gateway"), Capability.SESSIONS.address()), events.get(1));
        assertTrue(events.getLast() instanceof Event.SessionOpened opened && opened.delegation() == 1);
        story.when(under(1, "gateway", Verbs.pays("gateway", "bob", 5))).accepted();
        assertEquals(
                Capability.ACCOUNTS.address(), story.event(Event.Acted.class).capability());
    }

    /// [DEL-3]
    @Test
    void revoking_or_granting_in_somebody_elses_name_is_not_delegable() {
        for (var verb : List.of(
                new Verb.Delegate(0, delegate("bob").terms()),
                new Verb.Revoke(1),
                new Verb.RetireModel(TINY),
                Verbs.addsModel("x", "new", Story.PRICES).verb()))
            given().when(delegates("ann", GATEWAY))
                    .when(under(1, "gateway", Verbs.does("gateway", verb)))
                    .refused(Reason.VERB_NOT_DELEGABLE);
    }
}
