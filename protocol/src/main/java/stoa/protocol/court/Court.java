// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import java.util.List;
import java.util.Optional;
import stoa.protocol.Actor;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.protocol.due.Step;
import stoa.types.Draw;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.CaseKind;
import stoa.types.state.CasePhase;
import stoa.types.state.Due;
import stoa.types.tx.Verb;

/// One bench for every question that no single machine can be trusted with.
///
/// A kind's own package opens cases ([Cases#open]), and hands on what its leaders propose ([#propose]); everything
/// between that and the end is here. `docs/generated/case-life.md` is the map.
public final class Court {
    private final List<KindRules> kinds;
    private final Hashing hashing;
    private final Deciding deciding;
    private final Voting voting;
    private final Turns turns;

    /// @param kinds each once
    public Court(Hashing hashing, List<KindRules> kinds) {
        this.hashing = hashing;
        this.kinds = List.copyOf(kinds);
        this.deciding = new Deciding(hashing);
        this.voting = new Voting(hashing, deciding);
        this.turns = new Turns(deciding);
    }

    // ── rules ──

    public Verdict decide(State state, World world, Actor actor, Verb.Court verb) {
        return switch (verb) {
            case Verb.Court.Enlist v -> Bench.enlist(state, actor, v);
            case Verb.Court.Discharge v -> Bench.discharge(state, actor, v);
            case Verb.Court.CommitVote v -> voting.commit(state, world, actor, v);
            case Verb.Court.RevealVote v ->
                kind(state, v.caseId())
                        .map(kind -> voting.reveal(state, world, actor, kind, v))
                        .orElseGet(Court::unknown);
            case Verb.Court.OpenLink v ->
                kind(state, v.caseId())
                        .map(kind -> voting.openLink(state, world, actor, kind, v))
                        .orElseGet(Court::unknown);
            case Verb.Court.Appeal v -> appeal(state, world, actor, v);
            case Verb.Court.Prepay v ->
                kind(state, v.caseId())
                        .map(_ -> Appeals.prepay(state, world, actor, v))
                        .orElseGet(Court::unknown);
        };
    }

    public Verdict appeal(State state, World world, Actor actor, Verb.Court.Appeal verb) {
        return kind(state, verb.caseId())
                .map(kind -> Appeals.appeal(state, world, actor, kind, verb))
                .orElseGet(Court::unknown);
    }

    /// [CRT-7] What a leader's run came to, in its kind's own verb.
    public Verdict propose(State state, World world, Actor actor, long caseId, int round, Hash outcome, boolean late) {
        return kind(state, caseId)
                .map(kind -> voting.propose(state, world, actor, kind, caseId, round, outcome, late))
                .orElseGet(Court::unknown);
    }

    /// [CRT-15] A case that nobody has worked on yet, or that is to be decided again, ends undecided.
    public Verdict cancel(State state, World world, long caseId) {
        var at = Cases.of(state, caseId);
        if (at.phase() != CasePhase.QUEUED && at.phase() != CasePhase.DRAWING)
            return Verdict.rejected(Reason.CASE_PHASE_WRONG);
        return Verdict.accepted(Ending.cancel(state, world, kind(at.kind()), caseId, at));
    }

    public Step due(State state, World world, Due.CaseTurn due) {
        return kind(state, due.caseId())
                .map(kind -> turns.turn(state, world, kind, due.caseId()))
                .orElse(Step.NOTHING);
    }

    /// The draw of the panel a case waits for; nothing while nobody may sit.
    public List<Event> seat(State state, World world, long caseId, List<Draw.Entrant> bench) {
        return Seating.seat(hashing, state, world, kind(Cases.of(state, caseId).kind()), caseId, bench);
    }

    /// Who may sit on cases of a kind.
    public List<Draw.Entrant> bench(State state, World world, CaseKind kind) {
        return kind(kind).bench(state, world);
    }

    private Optional<KindRules> kind(State state, long caseId) {
        return Cases.find(state, caseId).map(at -> kind(at.kind()));
    }

    private KindRules kind(CaseKind kind) {
        for (var each : kinds) if (each.kind() == kind) return each;
        throw new IllegalStateException("these rules know no cases of the kind " + kind);
    }

    private static Verdict unknown() {
        return Verdict.rejected(Reason.CASE_UNKNOWN);
    }

    // ── evolve ──

    public static void evolve(Draft draft, World world, Event.Court event) {
        switch (event) {
            case Event.Court.HostEnlisted e -> Bench.enlisted(draft, e);
            case Event.Court.CaseOpened e -> Cases.opened(draft, e);
            case Event.Court.CaseStepped e -> Cases.stepped(draft, world, e);
            case Event.Court.PanelSeated e -> Seating.seated(draft, e);
            case Event.Court.SeatReplaced e -> Seating.replaced(draft, e);
            case Event.Court.Proposed e -> Voting.proposed(draft, e);
            case Event.Court.VoteCommitted e -> Voting.committed(draft, e);
            case Event.Court.VoteRevealed e -> Voting.revealed(draft, e);
            case Event.Court.LinkOpened e -> Voting.opened(draft, e);
            case Event.Court.RoundDecided e -> Voting.decided(draft, e);
            case Event.Court.Appealed e -> Appeals.appealed(draft, e);
            case Event.Court.CasePrepaid e -> Appeals.prepaid(draft, e);
            case Event.Court.CasePaid e -> Cases.paid(draft, e);
            case Event.Court.CaseBurned e -> Cases.burned(draft, e);
            case Event.Court.Slashed e -> Money.slashed(draft, e);
            case Event.Court.TrapPaid e -> Money.trapPaid(draft, e);
        }
    }
}
