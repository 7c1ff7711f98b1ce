// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import java.util.ArrayList;
import java.util.List;
import stoa.protocol.State;
import stoa.protocol.World;
import stoa.protocol.due.Step;
import stoa.types.event.Event;
import stoa.types.state.Case;
import stoa.types.state.CasePhase;
import stoa.types.state.CaseStep;
import stoa.types.state.Offence;

/// A case's phase ends because its time is over. [CRT-2]
record Turns(Deciding deciding) {

    Step turn(State state, World world, KindRules kind, long caseId) {
        var found = Cases.find(state, caseId);
        if (found.isEmpty()) return Step.NOTHING;
        var at = found.get();
        boolean early =
                at.phase() != CasePhase.READY && (at.dueSeconds() == 0 || at.dueSeconds() > world.timeSeconds());
        if (early) return Step.NOTHING;
        return switch (at.phase()) {
            case DRAWING -> Step.of(Ending.cancel(state, world, kind, caseId, at));
            case APPEAL_DRAWING -> Step.of(deciding.upheld(world, caseId, at));
            case PROPOSING -> Step.of(silent(state, world, kind, caseId, at));
            case COMMITTING, APPEAL_COMMITTING -> Step.of(missing(state, world, kind, caseId, at));
            case REVEALING, APPEAL_REVEALING -> Step.of(decide(state, world, kind, caseId, at));
            case ACCEPTED, UNDETERMINED, VALIDATORS_TIMEOUT, LEADER_TIMEOUT, READY ->
                Ending.finalize(state, world, kind, caseId, at);
            case QUEUED, FINALIZED, CANCELED -> Step.NOTHING;
        };
    }

    private List<Event> decide(State state, World world, KindRules kind, long caseId, Case at) {
        int number = at.rounds() - 1;
        return deciding.decide(
                state,
                world,
                kind,
                caseId,
                number,
                Cases.round(state, caseId, number),
                Cases.seats(state, caseId, number));
    }

    /// [CRT-7] A silent leader pays and an alternate leads; without one the case ends with nothing proposed.
    private List<Event> silent(State state, World world, KindRules kind, long caseId, Case at) {
        int number = at.rounds() - 1;
        var round = Cases.round(state, caseId, number);
        var leader = Cases.seats(state, caseId, number).getFirst().host();
        var slashes = new Deciding.Slashes(state, caseId);
        slashes.part(leader, Offence.IDLE, world.params().court().idlePpm());
        var events = new ArrayList<Event>(slashes.events());
        var alternates = Bench.present(state, round.alternates());
        if (alternates.isEmpty()) {
            events.addAll(deciding.giveUp(state, world, kind, caseId, at, number, true));
            return events;
        }
        events.add(new Event.Court.SeatReplaced(
                caseId, number, 0, leader, alternates.getFirst(), world.timeSeconds() + kind.voteSeconds(world)));
        return events;
    }

    /// [CRT-6] Whoever did not commit pays and leaves its seat to an alternate while there are any; then the reveals
    /// begin without the rest.
    private List<Event> missing(State state, World world, KindRules kind, long caseId, Case at) {
        int number = at.rounds() - 1;
        var round = Cases.round(state, caseId, number);
        var seats = Cases.seats(state, caseId, number);
        var slashes = new Deciding.Slashes(state, caseId);
        var replaced = new ArrayList<Event>();
        long until = world.timeSeconds() + kind.voteSeconds(world);
        var alternates = Bench.present(state, round.alternates());
        int next = 0;
        for (int i = 0; i < seats.size() && next < alternates.size(); i++) {
            if (seats.get(i).committed()) continue;
            var absent = seats.get(i).host();
            slashes.part(absent, Offence.IDLE, world.params().court().idlePpm());
            replaced.add(new Event.Court.SeatReplaced(caseId, number, i, absent, alternates.get(next++), until));
        }
        if (replaced.isEmpty()) {
            var step = at.phase() == CasePhase.COMMITTING ? CaseStep.COMMIT : CaseStep.APPEAL_COMMIT;
            return List.of(Cases.step(
                    caseId, step, world.timeSeconds() + world.params().court().revealSeconds()));
        }
        var events = new ArrayList<Event>(slashes.events());
        events.addAll(replaced);
        return events;
    }
}
