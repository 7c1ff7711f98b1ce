// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.CourtParams;
import stoa.types.Hash;
import stoa.types.state.Case;
import stoa.types.state.Offence;
import stoa.types.state.Payment;
import stoa.types.state.Round;
import stoa.types.state.RoundKind;
import stoa.types.state.RoundResult;
import stoa.types.state.Seat;
import stoa.types.state.Vote;

/// Who gets and who loses what when a case ends, round by round; what a round pays depends on what came after it.
/// [CRT-13] Whatever is left of what the case holds is the opener's.
final class Payout {
    /// A round and what its seats said.
    record Sat(Round round, List<Seat> seats) {}

    private final List<Sat> rounds;
    private final CourtParams params;
    private final long leaderFee;
    private final long validatorFee;
    private final List<Flow> flows = new ArrayList<>();

    private Payout(Case at, List<Sat> rounds, CourtParams params) {
        this.rounds = rounds;
        this.params = params;
        this.leaderFee = at.leaderFee().obol();
        this.validatorFee = at.validatorFee().obol();
    }

    /// @param rounds all of the case, in order
    static List<Flow> of(Case at, List<Sat> rounds, CourtParams params) {
        var payout = new Payout(at, rounds, params);
        for (int i = 0; i < rounds.size(); i++) payout.round(i, at.opener());
        return payout.flows;
    }

    private void round(int i, Address opener) {
        var sat = rounds.get(i);
        switch (sat.round.kind()) {
            case NORMAL -> normal(i, sat, opener);
            case VALIDATOR_APPEAL -> votes(i, sat);
            case LEADER_APPEAL, LEADER_TIMEOUT_APPEAL -> again(i, sat);
        }
    }

    // ── rounds that execute ──

    private void normal(int i, Sat sat, Address opener) {
        var result = sat.round.result();
        if (result == RoundResult.TRAPPED) {
            trapped(i, sat);
            return;
        }
        if (result == RoundResult.OPEN) return; // the case ended before the panel decided
        var appeal = appealBefore(i);
        boolean failed = appeal >= 0 && !sat.round.rotated() && !fell(appeal);
        var failedKind = failed ? rounds.get(appeal).round.kind() : RoundKind.NORMAL;
        if (failedKind == RoundKind.LEADER_TIMEOUT_APPEAL) {
            long bond = bond(appeal);
            leader(i, sat, bond / 2);
            returned(i, opener, Payment.REFUND, bond / 2);
            burn(i, bond - bond / 2 * 2);
            return;
        }
        if (failedKind == RoundKind.LEADER_APPEAL) {
            split(i, sat, bond(appeal));
            return;
        }
        if (!sat.round.rotated() && overturned(i)) return;
        if (result == RoundResult.LEADER_TIMEOUT) {
            leader(i, sat, leaderFee / 2);
            return;
        }
        boolean afterTimeout = appeal >= 0
                && !sat.round.rotated()
                && rounds.get(appeal).round.kind() == RoundKind.LEADER_TIMEOUT_APPEAL;
        if (!sat.round.rotated()) leader(i, sat, leaderFee + (afterTimeout ? leaderFee / 2 : 0));
        if (afterTimeout) returned(i, opener, Payment.REFUND, leaderFee / 2);
        shares(i, sat.seats, result, validatorFee);
        violations(i, sat.round, sat.seats);
    }

    /// The bond of the leader appeal that failed pays this round's leader and, in equal parts, its voters.
    private void split(int i, Sat sat, long bond) {
        leader(i, sat, leaderFee);
        long voters = 0;
        for (var seat : sat.seats) if (seat.vote() != Vote.IDLE) voters++;
        boolean leaderIdle = sat.seats.isEmpty() || sat.seats.getFirst().vote() == Vote.IDLE;
        long each = voters == 0 ? 0 : (bond - leaderFee) / voters;
        for (var seat : sat.seats) if (seat.vote() != Vote.IDLE) earned(i, seat.host(), Payment.VOTER, each);
        burn(i, bond - (leaderIdle ? 0 : leaderFee) - each * voters);
        violations(i, sat.round, sat.seats);
    }

    /// Most are paid, the others lose as much; where most are nobody, all are paid.
    private void shares(int i, List<Seat> seats, RoundResult result, long each) {
        for (var seat : seats) {
            if (seat.vote() == Vote.IDLE || seat.vote() == Vote.NONE) continue;
            if (!result.majority() || seat.vote() == vote(result)) earned(i, seat.host(), Payment.VOTER, each);
            else flows.add(new Flow.Lost(i, seat.host(), Offence.MINORITY, new Amount(validatorFee), Address.ZERO));
        }
    }

    /// Whoever's deterministic result differs from that of more than half.
    private void violations(int i, @Nullable Round led, List<Seat> seats) {
        var counts = new TreeMap<Hash, Integer>();
        for (var seat : seats) if (executed(seat)) counts.merge(seat.result(), 1, Integer::sum);
        var most = Hash.ZERO;
        for (var entry : counts.entrySet()) if (2 * entry.getValue() > seats.size()) most = entry.getKey();
        if (most.isZero()) return;
        for (int k = 0; k < seats.size(); k++) {
            var seat = seats.get(k);
            if (!executed(seat) || seat.result().equals(most)) continue;
            boolean leads = led != null && led.led() && k == 0;
            flows.add(new Flow.LostPart(
                    i, seat.host(), Offence.VIOLATION, leads ? params.leaderViolationPpm() : params.violationPpm()));
        }
    }

    private static boolean executed(Seat seat) {
        boolean voted = seat.vote() == Vote.AGREE || seat.vote() == Vote.DISAGREE || seat.vote() == Vote.VIOLATION;
        return voted && !seat.result().isZero();
    }

    /// [CRT-9] Who agreed with a trap did not execute. Nobody who asked the court pays for it.
    private void trapped(int i, Sat sat) {
        var leader = sat.seats.getFirst().host();
        flows.add(new Flow.Consoled(i, leader, new Amount(leaderFee + validatorFee)));
        for (var seat : sat.seats.subList(1, sat.seats.size())) {
            if (seat.vote() == Vote.AGREE)
                flows.add(new Flow.Lost(
                        i, seat.host(), Offence.TRAPPED, new Amount(validatorFee * params.trapFactor()), leader));
            else if (seat.vote() != Vote.IDLE) flows.add(new Flow.Consoled(i, seat.host(), new Amount(validatorFee)));
        }
    }

    // ── appeals ──

    private void votes(int i, Sat sat) {
        long bond = bond(i);
        if (sat.round.result() == RoundResult.OPEN) { // nobody was drawn, or the case ended before
            returned(i, sat.round.appellant(), Payment.APPELLANT, bond);
            return;
        }
        if (fell(i)) {
            returned(i, sat.round.appellant(), Payment.APPELLANT, bond + bond / 2);
            var judged = rounds.get(decidedBefore(i));
            var pool = new ArrayList<>(judged.seats);
            pool.addAll(sat.seats);
            shares(i, pool, Deciding.result(pool), validatorFee);
            violations(i, judged.round, pool);
            return;
        }
        long paid = 0;
        for (var seat : sat.seats) if (seat.vote() == vote(sat.round.result())) paid += validatorFee;
        shares(i, sat.seats, sat.round.result(), validatorFee);
        violations(i, null, sat.seats);
        burn(i, bond - paid);
    }

    /// An appeal that has a panel execute again; when it failed, the round after it takes the bond.
    private void again(int i, Sat sat) {
        int after = decidedAfter(i);
        if (after < 0) returned(i, sat.round.appellant(), Payment.APPELLANT, bond(i));
        else if (fell(i)) returned(i, sat.round.appellant(), Payment.APPELLANT, bond(i) + bond(i) / 2);
    }

    // ── what came before and after ──

    /// Whether what appeal `i` doubted fell.
    private boolean fell(int i) {
        var round = rounds.get(i).round;
        if (round.kind() == RoundKind.VALIDATOR_APPEAL)
            return round.result() != RoundResult.OPEN
                    && Appeals.fell(round.kind(), result(decidedBefore(i)), round.result());
        int after = decidedAfter(i);
        return after >= 0 && Appeals.fell(round.kind(), result(decidedBefore(i)), result(after));
    }

    /// Whether an appeal overturned round `i` and another panel decided after it: then it pays nothing.
    private boolean overturned(int i) {
        int after = decidedAfter(i);
        if (after < 0) return false;
        for (int k = i + 1; k < after; k++) if (rounds.get(k).round.kind() != RoundKind.NORMAL && fell(k)) return true;
        return false;
    }

    /// The appeal that had round `i`'s panel execute again; −1 for none.
    private int appealBefore(int i) {
        for (int k = i - 1; k >= 0; k--) {
            var round = rounds.get(k).round;
            if (round.kind() == RoundKind.LEADER_APPEAL || round.kind() == RoundKind.LEADER_TIMEOUT_APPEAL) return k;
            if (!undecided(round)) return -1;
        }
        return -1;
    }

    private int decidedBefore(int i) {
        for (int k = i - 1; k >= 0; k--) if (decides(rounds.get(k).round)) return k;
        throw new IllegalStateException("an appeal of nothing");
    }

    private int decidedAfter(int i) {
        for (int k = i + 1; k < rounds.size(); k++) if (decides(rounds.get(k).round)) return k;
        return -1;
    }

    private static boolean decides(Round round) {
        return round.kind() == RoundKind.NORMAL && !undecided(round);
    }

    /// A round of a panel that did not end its work: the next leader tried, it was a trap, or the case ended.
    private static boolean undecided(Round round) {
        boolean open = round.result() == RoundResult.OPEN || round.result() == RoundResult.TRAPPED;
        return round.kind() == RoundKind.NORMAL && (round.rotated() || open);
    }

    private RoundResult result(int i) {
        return rounds.get(i).round.result();
    }

    private long bond(int i) {
        return rounds.get(i).round.bond().obol();
    }

    private static Vote vote(RoundResult result) {
        return switch (result) {
            case AGREE -> Vote.AGREE;
            case DISAGREE -> Vote.DISAGREE;
            case TIMEOUT -> Vote.TIMEOUT;
            default -> Vote.NONE;
        };
    }

    // ── flows ──

    private void leader(int i, Sat sat, long amount) {
        if (!sat.round.led() || sat.seats.isEmpty()) return;
        var leader = sat.seats.getFirst();
        if (leader.vote() != Vote.IDLE) earned(i, leader.host(), Payment.LEADER, amount);
    }

    private void earned(int i, Address host, Payment payment, long amount) {
        if (amount > 0) flows.add(new Flow.Earned(i, host, payment, new Amount(amount)));
    }

    private void returned(int i, Address account, Payment payment, long amount) {
        if (amount > 0) flows.add(new Flow.Returned(i, account, payment, new Amount(amount)));
    }

    private void burn(int i, long amount) {
        if (amount > 0) flows.add(new Flow.Burned(i, new Amount(amount)));
    }
}
