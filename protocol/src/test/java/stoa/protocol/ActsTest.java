// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.protocol.Facts.balance;
import static stoa.protocol.Facts.host;
import static stoa.protocol.Facts.phase;
import static stoa.protocol.Facts.session;
import static stoa.protocol.Names.BIG;
import static stoa.protocol.Names.SIGNATURE;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Names.address;
import static stoa.protocol.Story.START;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.TermsFor.delegate;
import static stoa.protocol.Verbs.closes;
import static stoa.protocol.Verbs.delegates;
import static stoa.protocol.Verbs.deposits;
import static stoa.protocol.Verbs.does;
import static stoa.protocol.Verbs.freezes;
import static stoa.protocol.Verbs.moves;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.passesOn;
import static stoa.protocol.Verbs.pays;
import static stoa.protocol.Verbs.posts;
import static stoa.protocol.Verbs.registers;
import static stoa.protocol.Verbs.retires;
import static stoa.protocol.Verbs.settles;
import static stoa.protocol.Verbs.topsUp;
import static stoa.protocol.Verbs.under;
import static stoa.protocol.Verbs.updates;
import static stoa.protocol.Verbs.withdraws;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import stoa.protocol.Story.Deed;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Reason;
import stoa.types.state.SessionPhase;
import stoa.types.state.Terms;
import stoa.types.tx.Verb;

/// What a delegate may do.
class ActsTest {
    private static final Deed GRANT = delegates("ann", delegate("gateway").terms());

    private static Deed opensForAnn(long obol) {
        return under(1, "gateway", opens("gateway", TINY, obol, 60, "ann"));
    }

    /// [DEL-3]
    @Test
    void a_delegate_uses_the_owners_money_and_pays_its_own_fees() {
        given().when(GRANT)
                .when(opensForAnn(20_000_000))
                .accepted()
                .then(
                        balance("ann", stoa(1_000) - 20_000_000),
                        story -> assertEquals(address("ann"), session(story, 1).payer()));
    }

    /// [DEL-3]
    @Test
    void only_the_delegate_acts_and_only_under_a_delegation_that_exists() {
        given().when(opensForAnn(20_000_000))
                .refused(Reason.DELEGATION_UNKNOWN)
                .when(GRANT)
                .when(under(1, "bob", opens("bob", TINY, 20_000_000, 60, "ann")))
                .refused(Reason.DELEGATION_NOT_YOURS);
    }

    /// [DEL-3]
    @Test
    void a_delegation_holds_from_its_first_second_to_before_its_last() {
        var grant = delegates(
                "ann", delegate("gateway").valid(START + 10, START + 20).terms());
        var pay = under(1, "gateway", pays("gateway", "bob", 5));
        given().when(grant)
                .later(8, pay)
                .refused(Reason.DELEGATION_NOT_YET)
                .later(1, pay)
                .accepted()
                .later(9, pay)
                .accepted()
                .later(1, pay)
                .refused(Reason.DELEGATION_EXPIRED);
    }

    /// [DEL-3]
    @Test
    void each_verb_needs_its_scope() {
        var verbs = new TreeMap<Integer, List<Deed>>();
        verbs.put(
                Terms.SCOPE_INFERENCE,
                List.of(
                        opens("gateway", TINY, 20_000_000, 60, "ann"),
                        topsUp("gateway", 1, 0, 5),
                        freezes("gateway", 1, 0),
                        moves("gateway", 1, 0, 1, 5),
                        closes("gateway", 1)));
        verbs.put(
                Terms.SCOPE_HOST,
                List.of(
                        registers("gateway", "h9"),
                        updates("gateway", "h1", "http://x"),
                        retires("gateway", "h1"),
                        deposits("gateway", "h1", 5),
                        withdraws("gateway", "h1", 5),
                        settles("gateway"),
                        posts("gateway", 1, 0, address("h1"), 0)));
        verbs.put(Terms.SCOPE_TRANSFER, List.of(pays("gateway", "bob", 5)));
        verbs.forEach((scope, deeds) -> {
            for (var deed : deeds)
                given().when(delegates(
                                "ann", delegate("gateway").scopes(15 & ~scope).terms()))
                        .when(under(1, "gateway", deed))
                        .refused(Reason.SCOPE_MISSING);
        });
    }

    /// [DEL-3]
    @Test
    void a_delegation_for_one_model_is_for_no_other() {
        var story = given(world -> world.host("h1", "olga", stoa(1_000), 1_000, TINY, BIG))
                .when(delegates("ann", delegate("gateway").models(TINY).terms()));
        story.when(under(1, "gateway", opens("gateway", BIG, 20_000_000, 60, "ann")))
                .refused(Reason.MODEL_NOT_DELEGATED);
        story.when(opensForAnn(20_000_000)).accepted();
        story.when(under(1, "gateway", updates("gateway", "h1", "http://x", TINY, BIG)))
                .refused(Reason.MODEL_NOT_DELEGATED);
    }

    /// [DEL-3]
    @Test
    void an_act_holds_no_other() {
        given().when(GRANT)
                .when(under(1, "gateway", under(1, "gateway", pays("gateway", "bob", 5))))
                .refused(Reason.ACT_NESTED);
    }

    /// [DEL-3] [ACC-3]
    @Test
    void coin_comes_from_the_owner_and_not_with_the_transaction() {
        var act = new Verb.Act(1, address("bob"), new Coin(5, 1), new Verb.Transfer(address("bob")));
        given().when(GRANT)
                .when(does("gateway", act, new Coin(0, 1)))
                .refused(Reason.VALUE_NOT_TAKEN)
                .when(does("gateway", act))
                .accepted()
                .then(story -> assertEquals(new Coin(stoa(1_000) + 5, 1), Facts.balanceOf(story, "bob")));
    }

    /// [DEL-3]
    @Test
    void a_host_operator_runs_its_owners_hosts() {
        var register = new Verb.RegisterHost(
                address("h9"), address("ann"), "https://h9", List.of(TINY), SIGNATURE, address("h9"));
        given().when(delegates(
                        "ann", delegate("operator").scopes(Terms.SCOPE_HOST).terms()))
                .when(under(1, "operator", does("operator", register)))
                .accepted()
                .when(under(1, "operator", deposits("operator", "h9", 50_000_000)))
                .accepted()
                .then(story ->
                        assertEquals(new Amount(50_000_000), host(story, "h9").collateral()))
                .when(under(1, "operator", registers("operator", "h8", TINY)))
                .refused(Reason.HOST_NOT_YOURS);
    }

    /// [COL-1] [DEL-3]
    @Test
    void a_delegate_cannot_make_its_owners_money_the_collateral_of_somebody_elses_host() {
        given().when(registers("gateway", "h9", TINY), GRANT)
                .accepted()
                .when(under(1, "gateway", deposits("gateway", "h9", 50_000_000)))
                .refused(Reason.HOST_NOT_YOURS)
                .then(balance("ann", stoa(1_000)));
    }

    /// [DEL-7]
    @Test
    void what_a_delegates_session_leaves_over_returns_to_the_owner_only() {
        given().when(GRANT)
                .when(under(1, "gateway", opens("gateway", TINY, 20_000_000, 60, "gateway")))
                .refused(Reason.REFUND_NOT_OWNER);
    }

    /// [DEL-7]
    @Test
    void a_delegate_touches_only_sessions_opened_under_its_delegation_or_below() {
        var story = given().when(
                        GRANT, passesOn("gateway", 1, delegate("app").depth(1).terms()), opens("ann", 20_000_000))
                .when(under(2, "app", opens("app", TINY, 20_000_000, 60, "ann")))
                .when();
        story.when(under(1, "gateway", closes("gateway", 1))).refused(Reason.SESSION_NOT_YOURS);
        story.when(under(1, "gateway", topsUp("gateway", 2, 0, 5))).accepted();
        story.when(under(1, "gateway", opens("gateway", TINY, 20_000_000, 60, "ann")));
        story.when(under(2, "app", closes("app", 3))).refused(Reason.SESSION_NOT_YOURS);
        story.when(closes("gateway", 3)).refused(Reason.SESSION_NOT_YOURS);
        story.when(closes("ann", 2)).accepted().then(phase(2, SessionPhase.CLOSING));
    }

    /// [DEL-7]
    @Test
    void a_session_does_not_outlive_its_delegation() {
        given().when(delegates(
                        "ann", delegate("gateway").valid(START, START + 20).terms()))
                .when(opensForAnn(20_000_000))
                .accepted()
                .then(story -> assertEquals(START + 20, session(story, 1).closesSeconds()))
                .later(17)
                .then(phase(1, SessionPhase.OPEN))
                .later(1)
                .then(phase(1, SessionPhase.CLOSING));
    }
}
