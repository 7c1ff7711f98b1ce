// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.protocol.Courtroom.RIGHT;
import static stoa.protocol.Courtroom.WRONG;
import static stoa.protocol.Courtroom.wallet;
import static stoa.protocol.Names.address;
import static stoa.protocol.Verbs.does;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.court.Ballot;
import stoa.types.court.Panels;
import stoa.types.event.Event;
import stoa.types.state.CasePhase;
import stoa.types.state.Offence;
import stoa.types.state.RoundKind;
import stoa.types.state.RoundResult;
import stoa.types.state.Tables;
import stoa.types.state.Terms;
import stoa.types.state.Vote;
import stoa.types.tx.Verb;

/// A case from its panel to its end, and everything that may go wrong on the way.
class CourtTest {
    private static final Hash SALT = new Hash(9, 9, 9, 9);

    // ── panels ──

    /// [CRT-1] [CRT-5] [CRT-13]
    @Test
    void a_case_that_all_agree_on_pays_its_panel_and_returns_the_rest() {
        var room = new Courtroom(20);
        var ann = wallet(room.story, "ann");
        room.open(5, 0, 0).propose(RIGHT).vote(5, Vote.AGREE, Vote.AGREE).phase(CasePhase.ACCEPTED);
        var leader = room.name(room.seats().getFirst()).replace('v', 'o');
        var before = wallet(room.story, leader);
        room.end();
        assertEquals(before.plus(new Amount(100 + 200)), wallet(room.story, leader), "leader and voter");
        assertEquals(ann.minus(new Amount(100 + 5 * 200)), wallet(room.story, "ann"));
        assertEquals(List.of("seated", "decided AGREE", "finalized AGREE"), room.kind.told());
    }

    /// [CRT-5] No party, and no owner twice.
    @Test
    void panels_have_no_party_and_no_owner_twice() {
        var room = new Courtroom(12);
        var owners = new TreeSet<String>();
        room.open(11, 0, 0);
        for (var seat : room.seats()) assertTrue(owners.add(room.name(seat)), "nobody sits twice");
        assertEquals(11, owners.size());
        var own = new Courtroom(12);
        own.caseId = 1;
        own.story.when(Verbs.pays("ann", "o3", 1_000_000));
        own.door("o3", TestKind.Door.OPEN + "11 0 0");
        own.drawn();
        for (var seat : own.seats()) assertNotEquals("v3", own.name(seat), "the opener's host does not sit");
    }

    /// [CRT-4]
    @Test
    void a_host_joins_and_leaves_the_bench_with_its_links() {
        var room = new Courtroom(5);
        var story = room.story;
        story.when(does("o1", new Verb.Court.Enlist(address("nobody"), RIGHT))).refused(Reason.HOST_UNKNOWN);
        story.when(does("o1", new Verb.Court.Discharge(address("nobody")))).refused(Reason.HOST_UNKNOWN);
        story.when(does("o1", new Verb.Court.Enlist(address("v2"), RIGHT))).refused(Reason.HOST_NOT_YOURS);
        story.when(does("o1", new Verb.Court.Discharge(address("v2")))).refused(Reason.HOST_NOT_YOURS);
        story.when(does("o2", new Verb.Court.Enlist(address("v2"), Hash.ZERO))).refused(Reason.ROOT_ZERO);
        story.when(does("v2", new Verb.Court.Discharge(address("v2")))).accepted();
        story.when(does("v2", new Verb.Court.Discharge(address("v2")))).refused(Reason.NOT_ON_BENCH);
        room.open(5, 0, 0);
        assertEquals(4, room.seats().size(), "whoever left is not drawn");
        var host = room.name(room.seats().get(1));
        story.when(does(host, new Verb.Court.Enlist(address(host), RIGHT))).refused(Reason.BENCH_SEATED);
        story.when(does("o2", new Verb.RetireHost(address("v2")))).accepted();
        story.when(does("o2", new Verb.Court.Enlist(address("v2"), RIGHT))).refused(Reason.HOST_RETIRED);
        story.when(Verbs.withdraws(host.replace('v', 'o'), host, 5)).refused(Reason.COLLATERAL_FROZEN);
        room.propose(RIGHT);
        story.when(does(host, new Verb.Court.Discharge(address(host)))).accepted();
        room.vote(5, Vote.AGREE, Vote.AGREE).phase(CasePhase.ACCEPTED).end();
        assertTrue(story.state.find(Tables.BENCH, address(host)).isEmpty(), "it left when its last seat was free");
        story.when(Verbs.withdraws(host.replace('v', 'o'), host, 5)).accepted();
    }

    // ── votes ──

    /// [CRT-6]
    @Test
    void a_vote_is_fixed_before_any_other_is_known() {
        var room = new Courtroom(10).open(5, 0, 0);
        var story = room.story;
        var one = room.name(room.seats().get(1));
        var hash = room.commitment(new Ballot(Vote.AGREE, RIGHT, Hash.ZERO, SALT), address(one));
        story.when(commits(room, one, 1, hash)).refused(Reason.CASE_PHASE_WRONG);
        room.propose(RIGHT);
        story.when(commits(room, one, 2, hash)).refused(Reason.SEAT_NOT_YOURS);
        story.when(commits(room, one, 5, hash)).refused(Reason.SEAT_UNKNOWN);
        story.when(commits(room, one, 1 << 20, hash)).refused(Reason.SEAT_UNKNOWN);
        story.when(commits(room, one, 1, Hash.ZERO)).refused(Reason.VOTE_MALFORMED);
        story.when(does(one, new Verb.Court.CommitVote(room.caseId, 7, 1, hash)))
                .refused(Reason.ROUND_WRONG);
        story.when(does(one, new Verb.Court.CommitVote(99, 0, 1, hash))).refused(Reason.CASE_UNKNOWN);
        story.when(commits(room, one, 1, hash)).accepted();
        story.when(commits(room, one, 1, RIGHT)).refused(Reason.VOTE_COMMITTED);
        var ballot = new Ballot(Vote.AGREE, RIGHT, Hash.ZERO, SALT);
        story.when(reveals(room, one, 1, ballot)).refused(Reason.CASE_PHASE_WRONG);
        room.commit(i -> i == 4 ? null : Vote.AGREE).phase(CasePhase.COMMITTING);
        story.later(61).when(); // the last seat's alternate has its time too
        for (int i = 0; i < 6 && room.at().phase() == CasePhase.COMMITTING; i++) story.later(61);
        room.phase(CasePhase.REVEALING);
        story.when(reveals(room, one, 1, new Ballot(Vote.DISAGREE, RIGHT, Hash.ZERO, SALT)))
                .refused(Reason.VOTE_OTHER);
        story.when(reveals(room, one, 1, new Ballot(Vote.IDLE, RIGHT, Hash.ZERO, SALT)))
                .refused(Reason.VOTE_MALFORMED);
        var last = room.name(room.seats().get(4));
        story.when(reveals(room, last, 4, ballot)).refused(Reason.VOTE_NOT_COMMITTED);
        story.when(reveals(room, one, 1, ballot)).accepted();
        story.when(reveals(room, one, 1, ballot)).refused(Reason.VOTE_COMMITTED);
    }

    /// [CRT-8] Idle votes count as disagreeing, and cost.
    @Test
    void whoever_does_not_reveal_is_idle_and_pays() {
        var room = new Courtroom(10).open(5, 0, 0).propose(RIGHT).commit(_ -> Vote.AGREE);
        long before = room.collateral();
        room.reveal(i -> i < 2 ? Vote.AGREE : null);
        room.phase(CasePhase.REVEALING);
        room.story.later(6);
        room.phase(CasePhase.UNDETERMINED);
        assertEquals(RoundResult.DISAGREE, room.at().standing());
        assertEquals(before - 3 * Story.stoa(10), room.collateral(), "a hundredth each");
        assertEquals(3, room.story.events(Event.Court.Slashed.class).size());
    }

    /// [CRT-6] [CRT-7]
    @Test
    void alternates_take_the_seats_of_those_who_do_not_come() {
        var room = new Courtroom(20).open(5, 0, 0);
        var silent = room.seats().getFirst().host();
        room.story.later(61);
        assertNotEquals(silent, room.seats().getFirst().host(), "another leader");
        room.propose(RIGHT).commit(i -> i < 3 ? Vote.AGREE : null);
        var absent = room.seats().get(3).host();
        room.story.later(61);
        assertNotEquals(absent, room.seats().get(3).host(), "another voter");
        room.vote(5, Vote.AGREE, Vote.AGREE).phase(CasePhase.ACCEPTED);
        assertEquals(3, room.story.events(Event.Court.SeatReplaced.class).size());
        for (var slashed : room.story.events(Event.Court.Slashed.class)) assertEquals(Offence.IDLE, slashed.offence());
    }

    /// [CRT-6] Whoever left the bench meanwhile is not called.
    @Test
    void alternates_that_left_the_bench_are_passed_over() {
        var room = new Courtroom(20).open(5, 0, 0);
        var alternates = room.round().alternates();
        room.story
                .when(does(room.names.get(alternates.getFirst()), new Verb.Court.Discharge(alternates.getFirst())))
                .accepted();
        room.story.later(61);
        assertEquals(alternates.get(1), room.seats().getFirst().host());
    }

    /// [CRT-7]
    @Test
    void without_a_leader_left_the_case_is_a_leader_timeout_and_the_last_one_gets_nothing() {
        var room = new Courtroom(5).open(5, 0, 0);
        var owner = room.name(room.seats().getFirst()).replace('v', 'o');
        var before = wallet(room.story, owner);
        room.story.later(61);
        room.phase(CasePhase.LEADER_TIMEOUT).end();
        assertEquals(before, wallet(room.story, owner));
    }

    /// [CRT-8]
    @Test
    void the_next_seat_leads_when_the_panel_does_not_agree() {
        var room = new Courtroom(20).open(5, 2, 0);
        var first = room.seats();
        room.propose(WRONG).vote(1, Vote.AGREE, Vote.DISAGREE).phase(CasePhase.PROPOSING);
        assertEquals(first.get(1).host(), room.seats().getFirst().host());
        assertFalse(room.seats().stream()
                .anyMatch(seat -> seat.host().equals(first.getFirst().host())));
        room.propose(WRONG).vote(1, Vote.AGREE, Vote.DISAGREE).phase(CasePhase.PROPOSING);
        room.propose(WRONG).vote(1, Vote.AGREE, Vote.DISAGREE).phase(CasePhase.UNDETERMINED);
        assertEquals(3, room.at().rounds());
    }

    /// [CRT-1] A kind may do without leaders.
    @Test
    void a_case_without_a_leader_is_voted_on_at_once() {
        var room = new Courtroom(9, Courtroom.court(32), false).open(5, 3, 0).phase(CasePhase.COMMITTING);
        room.vote(3, Vote.AGREE, Vote.DISAGREE).phase(CasePhase.ACCEPTED);
        var other = new Courtroom(9, Courtroom.court(32), false).open(5, 3, 0);
        other.vote(3, Vote.DISAGREE, Vote.AGREE).phase(CasePhase.UNDETERMINED);
    }

    // ── links and traps ──

    /// [CRT-9]
    @Test
    void a_leader_opens_the_link_of_its_round_and_no_other() {
        var room = new Courtroom(10).open(5, 0, 0).propose(RIGHT);
        var story = room.story;
        story.block(0, room.opens()).refused(Reason.CASE_PHASE_WRONG);
        room.commit(_ -> Vote.AGREE);
        var leader = room.name(room.seats().getFirst());
        var links = Courtroom.links(leader);
        var other = room.name(room.seats().get(1));
        story.block(0, does(other, new Verb.Court.OpenLink(room.caseId, 0, links.link(0), links.path(0))))
                .refused(Reason.LEADER_ONLY);
        story.block(0, does(leader, new Verb.Court.OpenLink(room.caseId, 0, links.link(1), links.path(1))))
                .refused(Reason.LINK_WRONG);
        story.block(0, does(leader, new Verb.Court.OpenLink(room.caseId, 0, links.link(0), List.of())))
                .refused(Reason.LINK_WRONG);
        story.block(0, does(leader, new Verb.Court.OpenLink(99, 0, links.link(0), links.path(0))))
                .refused(Reason.CASE_UNKNOWN);
        story.block(0, room.opens()).accepted();
        story.block(0, room.opens()).refused(Reason.LINK_OPENED);
    }

    /// [CRT-9]
    @Test
    void a_leader_that_keeps_its_link_is_idle() {
        var room = new Courtroom(10).open(5, 0, 0).propose(RIGHT).commit(_ -> Vote.AGREE);
        var leader = room.name(room.seats().getFirst()).replace('v', 'o');
        var before = wallet(room.story, leader);
        room.reveal(_ -> Vote.AGREE, false);
        room.phase(CasePhase.REVEALING);
        room.story.later(6);
        room.phase(CasePhase.ACCEPTED).end();
        assertEquals(before, wallet(room.story, leader), "neither a leader's fee nor a voter's");
    }

    /// [CRT-9] With one bit, every second round is a trap.
    @Test
    void who_agrees_with_a_trap_pays_and_the_panel_is_drawn_again_at_nobodys_cost() {
        var room = new Courtroom(20, Courtroom.court(1), true).open(5, 0, 0);
        while (!trap(room))
            room.propose(RIGHT).vote(5, Vote.AGREE, Vote.AGREE).end().open(5, 0, 0);
        var ann = wallet(room.story, "ann");
        long before = room.collateral();
        room.propose(bait(room)).vote(2, Vote.AGREE, Vote.VIOLATION).phase(CasePhase.DRAWING);
        room.drawn();
        while (trap(room)) {
            room.propose(bait(room)).vote(1, Vote.AGREE, Vote.VIOLATION).drawn();
        }
        room.propose(RIGHT).vote(5, Vote.AGREE, Vote.AGREE).end();
        assertEquals(before - 128 * 200, room.collateral(), "one voter agreed with the trap");
        var advance = new Amount(100 + 5 * 200);
        assertEquals(ann, wallet(room.story, "ann"), "the advance was exactly spent: " + advance);
    }

    /// [CRT-9]
    @Test
    void a_leader_that_sets_no_trap_where_it_must_is_found_out() {
        var room = new Courtroom(20, Courtroom.court(1), true).open(5, 0, 0);
        while (!trap(room))
            room.propose(RIGHT).vote(5, Vote.AGREE, Vote.AGREE).end().open(5, 0, 0);
        var leader = room.seats().getFirst().host();
        room.propose(RIGHT).vote(5, Vote.AGREE, Vote.AGREE).phase(CasePhase.ACCEPTED);
        var slashed = room.story.event(Event.Court.Slashed.class);
        assertEquals(leader, slashed.host());
        assertEquals(Offence.NO_TRAP, slashed.offence());
        assertEquals(new Amount(128 * 200), slashed.amount());
    }

    static boolean trap(Courtroom room) {
        var link = Courtroom.links(room.name(room.seats().getFirst()))
                .link(room.round().leaf());
        return Ballot.trap(TestHashing.HASHING, link, room.round().seed(), room.caseId, room.number(), 1);
    }

    static Hash bait(Courtroom room) {
        var link = Courtroom.links(room.name(room.seats().getFirst()))
                .link(room.round().leaf());
        return Ballot.bait(TestHashing.HASHING, link, room.caseId, room.number());
    }

    // ── appeals ──

    /// [CRT-10] [CRT-12]
    @Test
    void an_appeal_needs_a_decision_a_window_and_a_bond() {
        var room = new Courtroom(20).open(5, 0, 0);
        var story = room.story;
        story.when(room.appeals("bob")).refused(Reason.NOT_APPEALABLE);
        room.propose(RIGHT).vote(5, Vote.AGREE, Vote.AGREE);
        story.when(does("bob", new Verb.Court.Appeal(99))).refused(Reason.CASE_UNKNOWN);
        story.when(does("bob", new Verb.Court.Appeal(room.caseId), new Coin(1_499, 0)))
                .refused(Reason.BOND_TOO_SMALL);
        story.when(does("bob", new Verb.Court.Appeal(room.caseId), new Coin(9_000, 1)))
                .refused(Reason.VALUE_NOT_WHOLE);
        long price = 1_500 + 5_650 - 1_100;
        story.when(does("bob", new Verb.Court.Appeal(room.caseId), new Coin(price - 1, 0)))
                .refused(Reason.BOND_TOO_SMALL);
        story.when(does("ghost", new Verb.Court.Appeal(room.caseId), new Coin(price, 0)))
                .refused(Reason.BALANCE_TOO_LOW);
        story.when(does("ann", new Verb.Court.Prepay(room.caseId, 0))).refused(Reason.PREPAY_COUNT);
        story.when(does("ann", new Verb.Court.Prepay(99, 1))).refused(Reason.CASE_UNKNOWN);
        story.when(does("ann", new Verb.Court.Prepay(room.caseId, 17))).refused(Reason.PREPAY_COUNT);
        story.when(does("ann", new Verb.Court.Prepay(room.caseId, 1), new Coin(4_549, 0)))
                .refused(Reason.BOND_TOO_SMALL);
        story.when(does("ann", new Verb.Court.Prepay(room.caseId, 1), new Coin(4_550, 0)))
                .accepted();
        var before = wallet(story, "bob");
        story.when(does("bob", new Verb.Court.Appeal(room.caseId), new Coin(1_500, 0)))
                .accepted();
        assertEquals(before.minus(new Amount(1_500)), wallet(story, "bob"), "the bond alone, for ann paid the rest");
        room.drawn().vote(7, Vote.AGREE, Vote.AGREE).phase(CasePhase.ACCEPTED);
        story.later(40, room.appeals("bob")).refused(Reason.APPEAL_TOO_LATE);
    }

    /// [CRT-11] Thirty seconds, then four fifths of them.
    @Test
    void an_appeal_stops_the_window_and_shortens_it_when_it_fails() {
        var room = new Courtroom(20).open(5, 0, 2).propose(RIGHT).vote(5, Vote.AGREE, Vote.AGREE);
        long decided = room.story.now;
        assertEquals(decided + 30, room.at().dueSeconds());
        room.story.later(10, room.appeals("bob")).accepted();
        room.drawn().story.later(20);
        room.vote(7, Vote.AGREE, Vote.AGREE).phase(CasePhase.ACCEPTED);
        long appeal = room.story.now - (decided + 10);
        assertEquals(decided + appeal + 24, room.at().dueSeconds());
        assertEquals(1, room.at().failedAppeals());
    }

    /// [CRT-10]
    @Test
    void a_case_has_a_last_appeal_and_a_bench_of_one_none() {
        var court = new stoa.types.CourtParams(
                60, 1, 5, 30, 20, 1, 1_000, 5, 10_000, 10_000, 50_000, 32, 128, 1_000_000_000, true, 1 << 19, 9);
        var room = new Courtroom(20, court, true).open(5, 0, 1).propose(RIGHT).vote(5, Vote.AGREE, Vote.AGREE);
        room.appeal("bob").vote(7, Vote.AGREE, Vote.AGREE);
        room.story.when(room.appeals("bob")).refused(Reason.APPEALS_SPENT);
        var alone = new Courtroom(1).open(5, 0, 1).propose(RIGHT).commit(_ -> Vote.AGREE);
        alone.reveal(_ -> Vote.AGREE).phase(CasePhase.ACCEPTED);
        alone.story.when(alone.appeals("bob")).refused(Reason.APPEAL_NO_PANEL);
    }

    /// [CRT-5] A small bench judges again with those it has, but never the leader.
    @Test
    void on_a_small_bench_those_who_sat_judge_the_appeal() {
        var room = new Courtroom(5).open(5, 0, 1).propose(RIGHT).vote(5, Vote.AGREE, Vote.AGREE);
        var leader = room.seats().getFirst().host();
        room.appeal("bob").phase(CasePhase.APPEAL_COMMITTING);
        assertEquals(4, room.seats().size());
        for (var seat : room.seats()) assertNotEquals(leader, seat.host());
        room.vote(4, Vote.DISAGREE, Vote.DISAGREE).drawn().phase(CasePhase.PROPOSING);
        assertTrue(room.kind.told().contains("reopened"));
        for (var seat : room.seats()) assertNotEquals(leader, seat.host());
    }

    /// [CRT-5] [CRT-11]
    @Test
    void when_the_bench_is_gone_an_appeal_fails_for_free_and_a_case_is_canceled() {
        var room = new Courtroom(5).open(5, 0, 1).propose(RIGHT).vote(5, Vote.AGREE, Vote.AGREE);
        var before = wallet(room.story, "bob");
        var gone = new ArrayList<Story.Deed>();
        gone.add(room.appeals("bob"));
        for (int i = 0; i < 5; i++) gone.add(does("v" + i, new Verb.Court.Discharge(address("v" + i))));
        room.story.when(gone.toArray(Story.Deed[]::new)).accepted();
        room.drawn().phase(CasePhase.APPEAL_DRAWING);
        room.story.later(61);
        room.phase(CasePhase.ACCEPTED).end();
        assertEquals(before, wallet(room.story, "bob"), "the bond came back");
        room.caseId = 2;
        var ann = wallet(room.story, "ann");
        room.door("ann", TestKind.Door.OPEN + "5 0 0");
        room.drawn().phase(CasePhase.DRAWING);
        room.story.later(61);
        assertFalse(room.open(), "nobody could be drawn");
        assertEquals(ann, wallet(room.story, "ann"), "everything came back");
        assertTrue(room.kind.told().contains("canceled"));
    }

    /// [CRT-15]
    @Test
    void a_case_that_is_at_work_is_not_canceled() {
        var room = new Courtroom(5).open(5, 0, 0);
        room.story
                .when(Courtroom.deed("ann", TestKind.Door.CANCEL + room.caseId))
                .refused(Reason.CASE_PHASE_WRONG);
    }

    /// [CRT-14]
    @Test
    void a_case_that_is_rolled_back_waits_again_and_its_bonds_return() {
        var room = new Courtroom(20).open(5, 0, 1).propose(RIGHT).vote(5, Vote.AGREE, Vote.AGREE);
        var bob = wallet(room.story, "bob");
        room.appeal("bob").phase(CasePhase.APPEAL_COMMITTING);
        room.story
                .when(Courtroom.deed("ann", TestKind.Door.ROLL_BACK + room.caseId))
                .accepted();
        room.phase(CasePhase.QUEUED);
        assertEquals(bob, wallet(room.story, "bob"));
        assertEquals(new Amount(5_650), room.at().held());
        assertTrue(FullScan.all(room.story.state, Tables.CASE_SEATS).isEmpty(), "nobody sits on it");
    }

    /// [CRT-16]
    @Test
    void a_case_never_pays_more_than_it_holds() {
        var room = new Courtroom(20).open(5, 0, 0);
        room.open(5, 0, 0);
        room.story.when(Courtroom.deed("ann", TestKind.Door.STEAL + "1 1101"));
        assertEquals(
                java.util.Optional.of(Reason.INTERNAL),
                room.story.last.txs().getFirst().refused());
        room.story.when(Courtroom.deed("ann", TestKind.Door.STEAL + "1 1100")).accepted();
    }

    /// [CRT-3]
    @Test
    void panels_grow_with_each_appeal_up_to_a_limit() {
        assertEquals(0, Panels.place(0));
        assertEquals(1, Panels.place(6));
        assertEquals(4, Panels.place(Long.MAX_VALUE));
        assertEquals(
                List.of(5, 11, 23, 1_535),
                List.of(0, 1, 2, 30).stream().map(Panels::normal).toList());
        assertEquals(
                List.of(7, 13, 25, 1_537),
                List.of(0, 1, 2, 30).stream().map(Panels::appeal).toList());
    }

    /// [DEL-3] A delegate appeals with its owner's money, and sits for its owner's host.
    @Test
    void a_delegate_appeals_and_votes_for_its_owner() {
        var room = new Courtroom(10);
        room.story.when(
                Verbs.delegates(
                        "ann",
                        TermsFor.delegate("app").scopes(Terms.SCOPE_CONTRACT).terms()),
                Verbs.delegates(
                        "o1",
                        TermsFor.delegate("agent").scopes(Terms.SCOPE_HOST).terms()));
        room.open(5, 0, 1).propose(RIGHT).vote(5, Vote.AGREE, Vote.AGREE);
        var bond = new Coin(1_500, 0);
        room.story
                .when(Verbs.under(1, "app", does("ann", new Verb.Court.Appeal(room.caseId), bond)))
                .accepted();
        assertEquals(
                address("ann"), room.story.event(Event.Court.Appealed.class).appellant());
        assertEquals(
                RoundKind.VALIDATOR_APPEAL,
                room.story.event(Event.Court.Appealed.class).kind());
        room.story
                .when(Verbs.under(2, "agent", does("o1", new Verb.Court.Appeal(room.caseId), bond)))
                .refused(Reason.SCOPE_MISSING);
        room.story
                .when(Verbs.under(2, "agent", does("o1", new Verb.Court.Discharge(address("v1")))))
                .accepted();
    }

    // ── words ──

    private static Story.Deed commits(Courtroom room, String who, int seat, Hash commitment) {
        return does(who, new Verb.Court.CommitVote(room.caseId, room.number(), seat, commitment));
    }

    private static Story.Deed reveals(Courtroom room, String who, int seat, Ballot ballot) {
        return does(who, new Verb.Court.RevealVote(room.caseId, room.number(), seat, ballot));
    }
}
