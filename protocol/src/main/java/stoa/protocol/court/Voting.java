// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import java.util.ArrayList;
import java.util.Optional;
import stoa.protocol.Actor;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.Reason;
import stoa.types.court.Ballot;
import stoa.types.court.Links;
import stoa.types.event.Event;
import stoa.types.state.Case;
import stoa.types.state.CasePhase;
import stoa.types.state.CaseStep;
import stoa.types.state.Round;
import stoa.types.state.RoundKey;
import stoa.types.state.RoundResult;
import stoa.types.state.Seat;
import stoa.types.state.SeatKey;
import stoa.types.state.Tables;
import stoa.types.state.Vote;
import stoa.types.tx.Verb;

/// What those who sit say: outcomes, commitments, votes, links.
record Voting(Hashing hashing, Deciding deciding) {

    // ── rules ──

    /// [CRT-7] The leader brings its outcome, which is its own vote as well; with `late` it says that its run took too
    /// long.
    ///
    /// @param outcome of the leader's run; not looked at when it is late
    Verdict propose(
            State state,
            World world,
            Actor actor,
            KindRules kind,
            long caseId,
            int number,
            Hash outcome,
            boolean late) {
        var refused = refused(state, caseId, number, CasePhase.PROPOSING, CasePhase.PROPOSING);
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        var at = Cases.of(state, caseId);
        var leader = seat(state, caseId, number, 0).orElseThrow();
        if (!speaks(state, actor, leader)) return Verdict.rejected(Reason.LEADER_ONLY);
        if (late) return Verdict.accepted(deciding.giveUp(state, world, kind, caseId, at, number, false));
        if (outcome.isZero()) return Verdict.rejected(Reason.VOTE_MALFORMED);
        var events = new ArrayList<Event>();
        events.add(new Event.Court.Proposed(caseId, number, leader.host(), outcome));
        events.add(Cases.step(caseId, CaseStep.PROPOSE, world.timeSeconds() + kind.voteSeconds(world)));
        var round = Cases.round(state, caseId, number);
        if (round.seats() == 1) events.addAll(deciding.reveal(world, caseId, at));
        return Verdict.accepted(events);
    }

    /// [CRT-6] Nobody's vote is known before all are fixed. The last commitment opens the reveals.
    Verdict commit(State state, World world, Actor actor, Verb.Court.CommitVote verb) {
        long id = verb.caseId();
        var refused = refused(state, id, verb.round(), CasePhase.COMMITTING, CasePhase.APPEAL_COMMITTING)
                .or(() -> seatRefused(state, actor, id, verb.round(), verb.seat()));
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        if (verb.commitment().isZero()) return Verdict.rejected(Reason.VOTE_MALFORMED);
        var seat = seat(state, id, verb.round(), verb.seat()).orElseThrow();
        if (seat.committed()) return Verdict.rejected(Reason.VOTE_COMMITTED);
        var events = new ArrayList<Event>();
        events.add(new Event.Court.VoteCommitted(id, verb.round(), verb.seat(), seat.host(), verb.commitment()));
        var round = Cases.round(state, id, verb.round());
        if (round.committed() + 1 == round.seats()) events.addAll(deciding.reveal(world, id, Cases.of(state, id)));
        return Verdict.accepted(events);
    }

    /// [CRT-6] The vote must be the one committed to. The last thing that is missing decides the round.
    Verdict reveal(State state, World world, Actor actor, KindRules kind, Verb.Court.RevealVote verb) {
        long id = verb.caseId();
        var refused = refused(state, id, verb.round(), CasePhase.REVEALING, CasePhase.APPEAL_REVEALING)
                .or(() -> seatRefused(state, actor, id, verb.round(), verb.seat()));
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        var seat = seat(state, id, verb.round(), verb.seat()).orElseThrow();
        var ballot = verb.ballot();
        if (ballot.vote() == Vote.NONE || ballot.vote() == Vote.IDLE) return Verdict.rejected(Reason.VOTE_MALFORMED);
        if (seat.vote() != Vote.NONE) return Verdict.rejected(Reason.VOTE_COMMITTED);
        if (!seat.committed()) return Verdict.rejected(Reason.VOTE_NOT_COMMITTED);
        var expected = ballot.commitment(hashing, world.genesis(), id, verb.round(), seat.host());
        if (!expected.equals(seat.commitment())) return Verdict.rejected(Reason.VOTE_OTHER);
        var revealed = new Event.Court.VoteRevealed(
                id, verb.round(), verb.seat(), seat.host(), ballot.vote(), ballot.result(), ballot.evidence());
        var events = new ArrayList<Event>();
        events.add(revealed);
        var before = Cases.round(state, id, verb.round());
        var round = before.counted(before.committed(), before.revealed() + 1);
        if (complete(round)) {
            var seats = new ArrayList<>(Cases.seats(state, id, verb.round()));
            seats.set(verb.seat(), seat.with(ballot.vote(), ballot.result(), ballot.evidence()));
            events.addAll(deciding.decide(state, world, kind, id, verb.round(), round, seats));
        }
        return Verdict.accepted(events);
    }

    /// [CRT-9] The leader opens its link once no vote can change any more.
    Verdict openLink(State state, World world, Actor actor, KindRules kind, Verb.Court.OpenLink verb) {
        long id = verb.caseId();
        var refused = refused(state, id, verb.round(), CasePhase.REVEALING, CasePhase.REVEALING);
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        var before = Cases.round(state, id, verb.round());
        var leader = seat(state, id, verb.round(), 0).orElseThrow();
        if (!before.led() || !speaks(state, actor, leader)) return Verdict.rejected(Reason.LEADER_ONLY);
        if (!before.link().isZero()) return Verdict.rejected(Reason.LINK_OPENED);
        var root = Bench.of(state, leader.host()).root();
        if (verb.link().isZero() || !Links.holds(hashing, root, before.leaf(), verb.link(), verb.path()))
            return Verdict.rejected(Reason.LINK_WRONG);
        boolean trap = Ballot.trap(
                hashing,
                verb.link(),
                before.seed(),
                id,
                verb.round(),
                world.params().court().trapBits());
        var events = new ArrayList<Event>();
        events.add(new Event.Court.LinkOpened(id, verb.round(), leader.host(), verb.link(), trap));
        var round = before.with(before.outcome(), verb.link());
        if (complete(round))
            events.addAll(
                    deciding.decide(state, world, kind, id, verb.round(), round, Cases.seats(state, id, verb.round())));
        return Verdict.accepted(events);
    }

    /// Whether nothing can come any more: everybody who committed has voted and the leader has opened its link.
    static boolean complete(Round round) {
        return round.revealed() == round.committed()
                && (!round.led() || !round.link().isZero());
    }

    private static Optional<Reason> refused(State state, long caseId, int round, CasePhase phase, CasePhase orPhase) {
        var found = Cases.find(state, caseId);
        if (found.isEmpty()) return Optional.of(Reason.CASE_UNKNOWN);
        Case at = found.get();
        if (round != at.rounds() - 1) return Optional.of(Reason.ROUND_WRONG);
        return at.phase() == phase || at.phase() == orPhase ? Optional.empty() : Optional.of(Reason.CASE_PHASE_WRONG);
    }

    private static Optional<Reason> seatRefused(State state, Actor actor, long caseId, int round, int place) {
        var seat = seat(state, caseId, round, place);
        if (seat.isEmpty()) return Optional.of(Reason.SEAT_UNKNOWN);
        return speaks(state, actor, seat.get()) ? Optional.empty() : Optional.of(Reason.SEAT_NOT_YOURS);
    }

    private static Optional<Seat> seat(State state, long caseId, int round, int place) {
        if (place > 0xffff) return Optional.empty();
        return state.find(Tables.CASE_SEATS, new SeatKey(caseId, round, place));
    }

    private static boolean speaks(State state, Actor actor, Seat seat) {
        return Bench.speaksFor(
                actor, seat.host(), state.find(Tables.HOSTS, seat.host()).orElseThrow());
    }

    // ── evolve ──

    static void proposed(Draft draft, Event.Court.Proposed event) {
        change(draft, event.caseId(), event.round(), 0, seat -> seat.with(Vote.AGREE, event.outcome(), Hash.ZERO));
        var key = new RoundKey(event.caseId(), event.round());
        var round = draft.find(Tables.ROUNDS, key).orElseThrow();
        draft.put(
                Tables.ROUNDS,
                key,
                round.with(event.outcome(), round.link()).counted(round.committed() + 1, round.revealed() + 1));
    }

    static void committed(Draft draft, Event.Court.VoteCommitted event) {
        change(draft, event.caseId(), event.round(), event.seat(), seat -> seat.with(event.commitment()));
        count(draft, event.caseId(), event.round(), 1, 0);
    }

    static void revealed(Draft draft, Event.Court.VoteRevealed event) {
        change(
                draft,
                event.caseId(),
                event.round(),
                event.seat(),
                seat -> seat.with(event.vote(), event.result(), event.evidence()));
        count(draft, event.caseId(), event.round(), 0, 1);
    }

    static void opened(Draft draft, Event.Court.LinkOpened event) {
        var key = new RoundKey(event.caseId(), event.round());
        var round = draft.find(Tables.ROUNDS, key).orElseThrow();
        draft.put(Tables.ROUNDS, key, round.with(round.outcome(), event.link()));
    }

    /// [CRT-8] Who owed something and did not bring it is idle.
    static void decided(Draft draft, Event.Court.RoundDecided event) {
        long id = event.caseId();
        var key = new RoundKey(id, event.round());
        var round = draft.find(Tables.ROUNDS, key).orElseThrow();
        var votes = Deciding.votes(round, Cases.seats(draft, id, event.round()));
        for (int i = 0; i < votes.size(); i++) {
            var vote = votes.get(i).vote();
            change(draft, id, event.round(), i, seat -> seat.with(vote, seat.result(), seat.evidence()));
        }
        boolean silent =
                event.result() == RoundResult.LEADER_TIMEOUT && event.votes().get(Vote.IDLE.ordinal()) > 0;
        if (silent) change(draft, id, event.round(), 0, Deciding::idle);
        draft.put(Tables.ROUNDS, key, round.with(event.result(), event.rotated()));
        var at = Cases.of(draft, id);
        if (event.rotated()) draft.put(Tables.CASES, id, at.withRounds(at.rounds(), at.rotationsLeft() - 1));
        else if (event.result() != RoundResult.TRAPPED) draft.put(Tables.CASES, id, at.withStanding(event.result()));
    }

    private static void count(Draft draft, long caseId, int number, int committed, int revealed) {
        var key = new RoundKey(caseId, number);
        var round = draft.find(Tables.ROUNDS, key).orElseThrow();
        draft.put(Tables.ROUNDS, key, round.counted(round.committed() + committed, round.revealed() + revealed));
    }

    private static void change(
            Draft draft, long caseId, int round, int place, java.util.function.UnaryOperator<Seat> change) {
        var key = new SeatKey(caseId, round, place);
        draft.put(
                Tables.CASE_SEATS,
                key,
                change.apply(draft.find(Tables.CASE_SEATS, key).orElseThrow()));
    }
}
