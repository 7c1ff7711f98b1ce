// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.CourtParams;
import stoa.types.Hash;
import stoa.types.court.Panels;
import stoa.types.state.Case;
import stoa.types.state.CaseKind;
import stoa.types.state.CasePhase;
import stoa.types.state.Offence;
import stoa.types.state.Round;
import stoa.types.state.RoundKind;
import stoa.types.state.RoundResult;
import stoa.types.state.Seat;
import stoa.types.state.Vote;

/// The worked numbers: a leader's fee of 100, a vote's of 200, panels of 5, 7 and 11, a bond of 1,500. [CRT-13]
class PayoutTest {
    private static final Amount LEADER = new Amount(100);
    private static final Amount VOTER = new Amount(200);
    private static final Address ANN = Address.parse("0x" + "a1".repeat(20));
    private static final Address BOB = Address.parse("0x" + "b2".repeat(20));

    private final List<Payout.Sat> rounds = new ArrayList<>();
    private int appeals;

    @Test
    void what_is_paid_in_advance_covers_panels_and_half_the_bond() {
        assertEquals(1_100, Panels.prepaid(0, 0, 0, LEADER, VOTER).obol());
        assertEquals(5_650, Panels.prepaid(0, 0, 1, LEADER, VOTER).obol());
        assertEquals(1_500, Panels.bond(0, LEADER, VOTER).obol());
        assertEquals(5 * 4 * 200 + 100, Panels.first(0, 3, LEADER, VOTER).obol());
    }

    @Test
    void agreed() {
        normal(RoundResult.AGREE, 3, 2);
        expect(400, "leader 100", "voter 600", "lost 400");
    }

    @Test
    void undetermined() {
        normal(RoundResult.NO_MAJORITY, 2, 2, 1);
        expect(0, "leader 100", "voter 1000");
    }

    @Test
    void disagreed_or_timed_out() {
        normal(RoundResult.DISAGREE, 2, 3);
        expect(400, "leader 100", "voter 600", "lost 400");
        rounds.clear();
        normal(RoundResult.TIMEOUT, 2, 0, 3);
        expect(400, "leader 100", "voter 600", "lost 400");
    }

    @Test
    void the_leader_was_late() {
        normal(RoundResult.LEADER_TIMEOUT);
        expect(1_050, "leader 50");
    }

    @Test
    void agreed_and_overturned_and_then_nothing() {
        normal(RoundResult.AGREE, 3, 2);
        appeal(RoundKind.VALIDATOR_APPEAL, RoundResult.NO_MAJORITY, 3, 3, 1);
        expect(1_800, "leader 100", "voter 600", "lost 400", "appellant 2250", "voter 2400");
    }

    @Test
    void agreed_and_upheld() {
        normal(RoundResult.AGREE, 3, 2);
        appeal(RoundKind.VALIDATOR_APPEAL, RoundResult.AGREE, 4, 3);
        expect(4_950, "leader 100", "voter 600", "lost 400", "voter 800", "lost 600", "burned 700");
    }

    @Test
    void agreed_and_overturned_and_agreed() {
        normal(RoundResult.AGREE, 3, 2);
        appeal(RoundKind.VALIDATOR_APPEAL, RoundResult.NO_MAJORITY, 3, 3, 1);
        normal(RoundResult.AGREE, 6, 5);
        expect(1_200, "appellant 2250", "voter 2400", "leader 100", "voter 1200", "lost 1000");
    }

    @Test
    void undetermined_and_then_agreed_by_a_larger_panel() {
        normal(RoundResult.NO_MAJORITY, 2, 2, 1);
        appeal(RoundKind.LEADER_APPEAL, RoundResult.OPEN);
        normal(RoundResult.AGREE, 6, 5);
        expect(3_600, "appellant 2250", "leader 100", "voter 1200", "lost 1000");
    }

    @Test
    void undetermined_twice() {
        normal(RoundResult.NO_MAJORITY, 2, 2, 1);
        appeal(RoundKind.LEADER_APPEAL, RoundResult.OPEN);
        normal(RoundResult.NO_MAJORITY, 4, 4, 3);
        expect(4_550, "leader 100", "voter 1000", "leader 100", "voter 1397", "burned 3");
    }

    @Test
    void disagreed_and_then_undetermined() {
        normal(RoundResult.DISAGREE, 2, 3);
        appeal(RoundKind.LEADER_APPEAL, RoundResult.OPEN);
        normal(RoundResult.NO_MAJORITY, 4, 4, 3);
        expect(4_950, "leader 100", "voter 600", "lost 400", "leader 100", "voter 1397", "burned 3");
    }

    @Test
    void late_and_then_agreed() {
        normal(RoundResult.LEADER_TIMEOUT);
        appeal(RoundKind.LEADER_TIMEOUT_APPEAL, RoundResult.OPEN);
        normal(RoundResult.AGREE, 6, 5);
        expect(3_550 - 50, "appellant 2250", "leader 150", "refund 50", "voter 1200", "lost 1000");
    }

    @Test
    void late_twice() {
        normal(RoundResult.LEADER_TIMEOUT);
        appeal(RoundKind.LEADER_TIMEOUT_APPEAL, RoundResult.OPEN);
        normal(RoundResult.LEADER_TIMEOUT);
        expect(5_600, "leader 50", "leader 750", "refund 750");
    }

    @Test
    void a_leader_that_was_rotated_away_gets_no_fee_and_its_panel_is_paid_for_its_votes() {
        normal(RoundResult.DISAGREE, 2, 3);
        rotate();
        normal(RoundResult.AGREE, 3, 2);
        expect(400 - 600, "voter 600", "lost 400", "leader 100", "voter 600", "lost 400");
    }

    @Test
    void the_idle_are_not_paid() {
        rounds.add(new Payout.Sat(round(RoundKind.NORMAL, RoundResult.AGREE, Amount.ZERO), idle(seats(3, 1), 1)));
        expect(400, "leader 100", "voter 600", "lost 200");
    }

    @Test
    void whose_deterministic_result_nobody_shares_loses_a_part_of_its_collateral() {
        var seats = new ArrayList<Seat>();
        for (int i = 0; i < 5; i++)
            seats.add(seat(
                    i, i == 0 ? Vote.AGREE : Vote.VIOLATION, i == 0 ? new Hash(6, 6, 6, 6) : new Hash(5, 5, 5, 5)));
        rounds.add(new Payout.Sat(round(RoundKind.NORMAL, RoundResult.NO_MAJORITY, Amount.ZERO), seats));
        expect(0, "leader 100", "voter 1000", "part VIOLATION 50000");
    }

    @Test
    void agreeing_with_a_trap_is_dear_and_the_case_pays_nothing_for_it() {
        rounds.add(new Payout.Sat(
                round(RoundKind.NORMAL, RoundResult.TRAPPED, Amount.ZERO),
                List.of(
                        seat(0, Vote.AGREE, Hash.ZERO),
                        seat(1, Vote.AGREE, Hash.ZERO),
                        seat(2, Vote.VIOLATION, Hash.ZERO))));
        normal(RoundResult.AGREE, 3, 2);
        expect(400, "consoled 500", "trapped 25600", "leader 100", "voter 600", "lost 400");
    }

    @Test
    void an_appeal_that_nobody_could_judge_returns_its_bond() {
        normal(RoundResult.AGREE, 3, 2);
        appeal(RoundKind.VALIDATOR_APPEAL, RoundResult.OPEN);
        expect(4_950, "leader 100", "voter 600", "lost 400", "appellant 1500");
    }

    // ── the rounds ──

    private void normal(RoundResult result, int... votes) {
        rounds.add(
                new Payout.Sat(round(RoundKind.NORMAL, result, Amount.ZERO), votes.length == 0 ? one() : seats(votes)));
    }

    private void rotate() {
        var last = rounds.removeLast();
        rounds.add(new Payout.Sat(last.round().with(last.round().result(), true), last.seats()));
    }

    private void appeal(RoundKind kind, RoundResult result, int... votes) {
        appeals++;
        rounds.add(new Payout.Sat(round(kind, result, Panels.bond(0, LEADER, VOTER)), seats(votes)));
    }

    private static Round round(RoundKind kind, RoundResult result, Amount bond) {
        return Seating.empty(kind, 0, kind == RoundKind.NORMAL, bond.isZero() ? Address.ZERO : BOB, bond)
                .with(result, false);
    }

    /// So many agree, disagree, time out; the leader is the first.
    private List<Seat> seats(int... votes) {
        var all = List.of(Vote.AGREE, Vote.DISAGREE, Vote.TIMEOUT);
        var seats = new ArrayList<Seat>();
        for (int k = 0; k < votes.length; k++)
            for (int i = 0; i < votes[k]; i++) seats.add(seat(seats.size(), all.get(k), Hash.ZERO));
        return seats;
    }

    private static List<Seat> idle(List<Seat> seats, int more) {
        for (int i = 0; i < more; i++) seats.add(seat(seats.size(), Vote.IDLE, Hash.ZERO));
        return seats;
    }

    private static List<Seat> one() {
        return List.of(seat(0, Vote.NONE, Hash.ZERO));
    }

    private static Seat seat(int i, Vote vote, Hash result) {
        return new Seat(new Address(1, 1, i + 1), Hash.ZERO, vote, result, Hash.ZERO);
    }

    /// @param refund what is left of the advance for this many appeals, and of the bonds
    /// @param flows each round's, in the order of rounds
    private void expect(long refund, String... flows) {
        long advance = appeals == 0 ? 1_100 : 5_650;
        var at = new Case(
                CaseKind.CONTRACT,
                CasePhase.READY,
                Hash.ZERO,
                ANN,
                Amount.ZERO,
                LEADER,
                VOTER,
                0,
                0,
                0,
                appeals,
                appeals,
                0,
                RoundResult.OPEN,
                rounds.size(),
                0,
                0,
                0,
                0,
                0);
        long left = advance + appeals * 1_500L;
        var told = new ArrayList<String>();
        var all = Payout.of(at, rounds, CourtParams.mainnet());
        for (int i = 0; i < rounds.size(); i++) {
            var sums = new TreeMap<String, Long>();
            for (var flow : all) {
                if (flow.round() != i) continue;
                switch (flow) {
                    case Flow.Earned f ->
                        sums.merge(word(f.payment().name()), f.amount().obol(), Long::sum);
                    case Flow.Returned f ->
                        sums.merge(word(f.payment().name()), f.amount().obol(), Long::sum);
                    case Flow.Lost f ->
                        sums.merge(
                                f.offence() == Offence.MINORITY ? "lost" : "trapped",
                                f.amount().obol(),
                                Long::sum);
                    case Flow.LostPart f -> sums.merge("part " + f.offence(), (long) f.ppm(), Long::sum);
                    case Flow.Burned f -> sums.merge("burned", f.amount().obol(), Long::sum);
                    case Flow.Consoled f -> sums.merge("consoled", f.amount().obol(), Long::sum);
                }
                if (flow instanceof Flow.Earned f) left -= f.amount().obol();
                if (flow instanceof Flow.Returned f) left -= f.amount().obol();
                if (flow instanceof Flow.Burned f) left -= f.amount().obol();
            }
            for (var order : List.of("appellant", "consoled", "trapped", "leader", "refund", "voter", "lost", "burned"))
                if (sums.containsKey(order)) told.add(order + " " + sums.remove(order));
            sums.forEach((what, sum) -> told.add(what + " " + sum));
        }
        assertEquals(List.of(flows), told);
        assertEquals(refund, left);
    }

    private static String word(String name) {
        return name.toLowerCase(java.util.Locale.ROOT);
    }
}
