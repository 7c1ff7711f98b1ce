// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.contracts;

import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import stoa.protocol.State;
import stoa.protocol.World;
import stoa.protocol.court.Bench;
import stoa.protocol.court.Cases;
import stoa.protocol.court.KindRules;
import stoa.types.Address;
import stoa.types.Draw;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.contract.Outcome;
import stoa.types.event.Event;
import stoa.types.state.Case;
import stoa.types.state.CaseKind;
import stoa.types.state.CasePhase;
import stoa.types.state.RoundResult;
import stoa.types.state.Tables;

/// What a contract's transaction is to the court: a leader executes it, the others execute it again.
public record ContractKind(Hashing hashing) implements KindRules {

    @Override
    public CaseKind kind() {
        return CaseKind.CONTRACT;
    }

    @Override
    public boolean led() {
        return true;
    }

    @Override
    public long voteSeconds(World world) {
        return world.params().court().executeSeconds();
    }

    @Override
    public List<Draw.Entrant> bench(State state, World world) {
        return Bench.entrants(state, world);
    }

    @Override
    public TreeSet<Address> parties(State state, long caseId, Case at) {
        var call = Queue.call(state, caseId);
        return new TreeSet<>(List.of(at.opener(), call.sender(), call.origin()));
    }

    /// [CTR-6] The bait takes the place of the run's digest; what the leader posted beside it stays bound.
    @Override
    public Hash bait(State state, long caseId, Hash bait) {
        return state.find(Tables.OUTCOMES, caseId)
                .map(outcome -> Outcome.result(hashing, bait, outcome))
                .orElse(bait);
    }

    /// [CTR-5] The contract has the value from its transaction's first panel on.
    @Override
    public List<Event> seated(State state, World world, long caseId, Case at) {
        var plan = new Plan(hashing, state, world);
        var call = Queue.call(state, caseId);
        if (!call.credited()) {
            plan.move(Queue.ESCROW, call.contract(), call.value());
            plan.add(new Event.Contracts.TransactionCredited(caseId));
        }
        return plan.events();
    }

    /// [CTR-4] [CTR-7] [CTR-9] The next in the queue has its turn, on what was accepted.
    @Override
    public List<Event> decided(State state, World world, long caseId, Case at, RoundResult result) {
        var plan = new Plan(hashing, state, world);
        var call = Queue.call(state, caseId);
        if (result == RoundResult.AGREE) {
            var outcome = Storage.outcome(state, caseId);
            if (outcome.returned()) {
                plan.add(new Event.Contracts.OutcomeAccepted(caseId));
                plan.send(call, at, outcome, true);
            }
        }
        plan.free(call.contract());
        return plan.events();
    }

    /// [CTR-8] Everything younger on the contract waits again, and what it and they wrote is undone.
    @Override
    public List<Event> reopened(State state, World world, long caseId, Case at) {
        var plan = new Plan(hashing, state, world);
        var call = Queue.call(state, caseId);
        for (var younger : Queue.after(state, call.contract(), call.place() + 1))
            if (Cases.of(state, younger.value()).phase() != CasePhase.QUEUED)
                for (var event : Cases.rollBack(state, younger.value())) plan.add(event);
        plan.add(new Event.Contracts.StorageRolledBack(call.contract(), call.place()));
        plan.add(new Event.Contracts.ContractTurned(call.contract(), call.place() + 1, true));
        return plan.events();
    }

    /// [CTR-10] In the order of the queue.
    @Override
    public boolean finalizable(State state, long caseId, Case at) {
        var call = Queue.call(state, caseId);
        return Queue.after(state, call.contract(), 0, 1).getFirst().value() == caseId;
    }

    /// [CTR-9] [CTR-10]
    @Override
    public List<Event> finalized(State state, World world, long caseId, Case at) {
        var plan = new Plan(hashing, state, world);
        var call = Queue.call(state, caseId);
        if (call.accepted()) {
            plan.add(new Event.Contracts.OutcomeFinalized(caseId));
            plan.send(call, at, Storage.outcome(state, caseId), false);
        }
        plan.add(new Event.Contracts.TransactionClosed(caseId, true));
        return plan.events();
    }

    /// [CTR-11] A value that never reached the contract goes back.
    @Override
    public List<Event> canceled(State state, World world, long caseId, Case at) {
        var plan = new Plan(hashing, state, world);
        var call = Queue.call(state, caseId);
        if (!call.credited()) plan.move(Queue.ESCROW, call.sender(), call.value());
        plan.add(new Event.Contracts.TransactionClosed(caseId, false));
        if (at.phase() == CasePhase.DRAWING) plan.free(call.contract());
        return plan.events();
    }

    @Override
    public OptionalLong next(State state, long caseId, Case at) {
        var call = Queue.call(state, caseId);
        var rows = Queue.after(state, call.contract(), call.place() + 1, 1);
        if (rows.isEmpty()) return OptionalLong.empty();
        long next = rows.getFirst().value();
        return Cases.of(state, next).phase() == CasePhase.READY ? OptionalLong.of(next) : OptionalLong.empty();
    }
}
