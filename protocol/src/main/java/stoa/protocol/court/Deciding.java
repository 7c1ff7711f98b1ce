// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import java.util.ArrayList;
import java.util.List;
import stoa.protocol.State;
import stoa.protocol.World;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Arith;
import stoa.types.Hashing;
import stoa.types.court.Ballot;
import stoa.types.event.Event;
import stoa.types.state.Case;
import stoa.types.state.CasePhase;
import stoa.types.state.CaseStep;
import stoa.types.state.Offence;
import stoa.types.state.Round;
import stoa.types.state.RoundKind;
import stoa.types.state.RoundResult;
import stoa.types.state.Seat;
import stoa.types.state.Tables;
import stoa.types.state.Vote;

/// What a round comes to, and what follows from it.
record Deciding(Hashing hashing) {

    /// [CRT-2] All have committed: the reveals begin.
    List<Event> reveal(World world, long caseId, Case at) {
        boolean appeal = at.phase() == CasePhase.APPEAL_COMMITTING;
        long until = world.timeSeconds() + world.params().court().revealSeconds();
        return List.of(Cases.step(caseId, appeal ? CaseStep.APPEAL_COMMIT : CaseStep.COMMIT, until));
    }

    /// [CRT-8] The round is over, whoever has not come.
    ///
    /// @param round and `seats` as they are now, with what the present transaction adds
    List<Event> decide(
            State state, World world, KindRules kind, long caseId, int number, Round round, List<Seat> seats) {
        var at = Cases.of(state, caseId);
        var votes = votes(round, seats);
        var slashes = new Slashes(state, caseId);
        for (var seat : votes)
            if (seat.vote() == Vote.IDLE)
                slashes.part(seat.host(), Offence.IDLE, world.params().court().idlePpm());
        var events = round.kind() == RoundKind.NORMAL
                ? normal(state, world, kind, caseId, at, number, round, votes, slashes)
                : appeal(state, world, kind, caseId, at, number, round, votes);
        var all = new ArrayList<Event>(slashes.events());
        all.addAll(events);
        return all;
    }

    private List<Event> normal(
            State state,
            World world,
            KindRules kind,
            long caseId,
            Case at,
            int number,
            Round round,
            List<Seat> votes,
            Slashes slashes) {
        var events = new ArrayList<Event>();
        if (round.led() && !round.link().isZero()) {
            boolean trap = Ballot.trap(
                    hashing,
                    round.link(),
                    round.seed(),
                    caseId,
                    number,
                    world.params().court().trapBits());
            boolean baited = round.outcome()
                    .equals(kind.bait(state, caseId, Ballot.bait(hashing, round.link(), caseId, number)));
            if (trap && baited) {
                events.add(decided(caseId, number, RoundResult.TRAPPED, false, votes));
                events.add(Cases.step(caseId, CaseStep.REDRAW, drawUntil(world)));
                return events;
            }
            if (trap)
                slashes.amount(
                        votes.getFirst().host(),
                        Offence.NO_TRAP,
                        at.validatorFee().obol() * world.params().court().trapFactor());
        }
        var result = result(votes);
        if (result == RoundResult.AGREE) return settled(state, world, kind, caseId, at, number, result, votes);
        if (result == RoundResult.TIMEOUT) return settled(state, world, kind, caseId, at, number, result, votes);
        if (!round.led() || at.rotationsLeft() == 0)
            return settled(state, world, kind, caseId, at, number, result, votes);
        events.add(decided(caseId, number, result, true, votes));
        events.add(rotated(state, world, caseId, number, round, votes));
        events.add(Cases.step(caseId, CaseStep.ROTATE, world.timeSeconds() + kind.voteSeconds(world)));
        return events;
    }

    /// [CRT-8] The panel stays, the next seat leads, and an alternate takes the place of the leader that failed.
    private static Event rotated(State state, World world, long caseId, int number, Round round, List<Seat> votes) {
        var seats = new ArrayList<Address>();
        for (var seat : votes.subList(1, votes.size())) seats.add(seat.host());
        var alternates = new ArrayList<>(Bench.present(state, round.alternates()));
        seats.add(alternates.isEmpty() ? votes.getFirst().host() : alternates.removeFirst());
        return new Event.Court.PanelSeated(
                caseId,
                number + 1,
                RoundKind.NORMAL,
                round.place(),
                true,
                world.height(),
                round.seed(),
                seats,
                alternates);
    }

    /// A decision stands until it is appealed or final.
    private List<Event> settled(
            State state,
            World world,
            KindRules kind,
            long caseId,
            Case at,
            int number,
            RoundResult result,
            List<Seat> votes) {
        var events = new ArrayList<Event>();
        events.add(decided(caseId, number, result, false, votes));
        var step =
                switch (result) {
                    case AGREE -> CaseStep.ACCEPT;
                    case TIMEOUT -> CaseStep.TIME_OUT;
                    case LEADER_TIMEOUT -> CaseStep.GIVE_UP;
                    default -> CaseStep.LEAVE_OPEN;
                };
        events.add(Cases.step(caseId, step, world.timeSeconds() + window(world, at.failedAppeals())));
        events.addAll(kind.decided(state, world, caseId, at, result));
        return events;
    }

    /// [CRT-7] No leader brought an outcome.
    ///
    /// @param silent whether it did not even say so
    List<Event> giveUp(State state, World world, KindRules kind, long caseId, Case at, int number, boolean silent) {
        var votes = new ArrayList<>(Cases.seats(state, caseId, number));
        if (silent) votes.set(0, idle(votes.getFirst()));
        return settled(state, world, kind, caseId, at, number, RoundResult.LEADER_TIMEOUT, votes);
    }

    /// [CRT-10] [CRT-11] What stood stays when most of the appeal's panel say the same; otherwise it falls.
    private List<Event> appeal(
            State state, World world, KindRules kind, long caseId, Case at, int number, Round round, List<Seat> votes) {
        var result = result(votes);
        var events = new ArrayList<Event>();
        events.add(decided(caseId, number, result, false, votes));
        if (result == at.standing()) {
            events.add(upheld(world, caseId, at));
            return events;
        }
        events.addAll(kind.reopened(state, world, caseId, at));
        events.add(Cases.step(caseId, CaseStep.OVERTURN, 0));
        events.add(Cases.step(caseId, CaseStep.ACTIVATE, drawUntil(world)));
        return events;
    }

    /// [CRT-11] The window goes on where the appeal stopped it, and is shorter by the appeal that failed.
    Event upheld(World world, long caseId, Case at) {
        long paused = at.pausedSeconds() + world.timeSeconds() - at.appealedSeconds();
        long until = at.decidedSeconds() + paused + window(world, at.failedAppeals() + 1);
        var step = at.standing() == RoundResult.AGREE ? CaseStep.UPHOLD : CaseStep.UPHOLD_TIMEOUT;
        return Cases.step(caseId, step, Math.max(until, world.timeSeconds() + 1));
    }

    static long drawUntil(World world) {
        return world.timeSeconds() + world.params().court().executeSeconds();
    }

    private static long window(World world, int failedAppeals) {
        var court = world.params().court();
        long seconds = court.appealSeconds();
        for (int i = 0; i < failedAppeals; i++) seconds = Arith.mulDiv(seconds, 100 - court.appealShrinkPercent(), 100);
        return Math.max(1, seconds);
    }

    private static Event decided(long caseId, int number, RoundResult result, boolean rotated, List<Seat> votes) {
        var counts = new ArrayList<Integer>();
        for (var vote : Vote.values()) counts.add(count(votes, vote));
        return new Event.Court.RoundDecided(caseId, number, result, rotated, counts);
    }

    // ── counting ──

    /// [CRT-8] Who owed something and did not bring it is idle; so is a leader that kept its link.
    static List<Seat> votes(Round round, List<Seat> seats) {
        var votes = new ArrayList<Seat>(seats.size());
        for (int i = 0; i < seats.size(); i++) {
            var seat = seats.get(i);
            boolean linkless = round.led()
                    && i == 0
                    && round.link().isZero()
                    && !round.outcome().isZero();
            boolean missing = seat.vote() == Vote.NONE
                    && (!round.led() || !round.outcome().isZero());
            votes.add(linkless || missing ? idle(seat) : seat);
        }
        return votes;
    }

    static Seat idle(Seat seat) {
        return seat.with(Vote.IDLE, seat.result(), seat.evidence());
    }

    /// [CRT-8] More than half of all seats; the idle count as disagreeing, violations for nobody.
    static RoundResult result(List<Seat> votes) {
        int seats = votes.size();
        if (2 * count(votes, Vote.AGREE) > seats) return RoundResult.AGREE;
        if (2 * count(votes, Vote.TIMEOUT) > seats) return RoundResult.TIMEOUT;
        if (2 * (count(votes, Vote.DISAGREE) + count(votes, Vote.IDLE)) > seats) return RoundResult.DISAGREE;
        return RoundResult.NO_MAJORITY;
    }

    static int count(List<Seat> votes, Vote vote) {
        int count = 0;
        for (var seat : votes) if (seat.vote() == vote) count++;
        return count;
    }

    /// What hosts lose in one step, never more than they have.
    static final class Slashes {
        private final State state;
        private final long caseId;
        private final java.util.TreeMap<Address, Long> lost = new java.util.TreeMap<>();
        private final List<Event> events = new ArrayList<>();

        Slashes(State state, long caseId) {
            this.state = state;
            this.caseId = caseId;
        }

        List<Event> events() {
            return events;
        }

        void part(Address host, Offence offence, int ppm) {
            amount(host, offence, Arith.mulDiv(left(host), ppm, 1_000_000));
        }

        void amount(Address host, Offence offence, long obol) {
            take(host, offence, obol, Address.ZERO);
        }

        /// @param to gets half of it; zero for nobody
        void take(Address host, Offence offence, long obol, Address to) {
            long taken = Math.min(obol, left(host));
            if (taken == 0) return;
            lost.merge(host, taken, Long::sum);
            long awarded = to.isZero() ? 0 : taken / 2;
            events.add(new Event.Court.Slashed(host, caseId, offence, new Amount(taken), to, new Amount(awarded)));
        }

        private long left(Address host) {
            return state.find(Tables.HOSTS, host).orElseThrow().collateral().obol() - lost.getOrDefault(host, 0L);
        }
    }
}
