// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.List;
import stoa.protocol.accounts.Accounts;
import stoa.protocol.contracts.Calls;
import stoa.protocol.contracts.ContractKind;
import stoa.protocol.court.Court;
import stoa.protocol.delegations.Acts;
import stoa.protocol.delegations.Delegations;
import stoa.protocol.due.Step;
import stoa.protocol.epochs.Epochs;
import stoa.protocol.hosts.Collateral;
import stoa.protocol.hosts.Hosts;
import stoa.protocol.models.Models;
import stoa.protocol.prices.PriceSteps;
import stoa.protocol.sessions.Closing;
import stoa.protocol.sessions.Lanes;
import stoa.protocol.sessions.Opening;
import stoa.protocol.sessions.OwnReceipts;
import stoa.protocol.sessions.Payments;
import stoa.protocol.sessions.Seats;
import stoa.protocol.sessions.Settlement;
import stoa.types.Draw;
import stoa.types.Hashing;
import stoa.types.ModelId;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.CaseKind;
import stoa.types.state.Due;
import stoa.types.tx.Verb;

/// The first version: from each verb and each kind of due work to its rule.
record RulesV1(Hashing hashing, Court court, Calls calls) implements Rules {
    RulesV1(Hashing hashing) {
        this(hashing, new Court(hashing, List.of(new ContractKind(hashing))));
    }

    RulesV1(Hashing hashing, Court court) {
        this(hashing, court, new Calls(hashing, court));
    }

    @Override
    public Verdict decide(State state, World world, Actor actor, Verb verb) {
        if (!actor.value().isZero() && !takesValue(verb)) return Verdict.rejected(Reason.VALUE_NOT_TAKEN);
        return switch (verb) {
            case Verb.Transfer v -> Accounts.transfer(state, world, actor, v);
            case Verb.Delegate v -> Delegations.delegate(state, world, actor, v);
            case Verb.Revoke v -> Delegations.revoke(state, actor, v);
            case Verb.Act v -> Acts.act(state, world, actor, v, (owner, inner) -> decide(state, world, owner, inner));
            case Verb.AddModel v -> Models.add(state, world, actor, v);
            case Verb.RetireModel v -> Models.retire(state, world, actor, v);
            case Verb.RegisterHost v -> Hosts.register(state, world, actor, v);
            case Verb.UpdateHost v -> Hosts.update(state, actor, v);
            case Verb.RetireHost v -> Hosts.retire(state, actor, v);
            case Verb.DepositCollateral v -> Collateral.deposit(state, world, actor, v);
            case Verb.WithdrawCollateral v -> Collateral.withdraw(state, world, actor, v);
            case Verb.OpenSession v -> Opening.open(state, world, actor, v);
            case Verb.TopUp v -> Lanes.topUp(state, world, actor, v);
            case Verb.FreezeLane v -> Lanes.freeze(state, actor, v);
            case Verb.Move v -> Lanes.move(state, world, actor, v);
            case Verb.Settle v -> Settlement.settle(state, world, v);
            case Verb.PostReceipts v -> OwnReceipts.post(state, world, v);
            case Verb.CloseSession v -> Closing.close(state, world, actor, v);
            case Verb.Court v -> court.decide(state, world, actor, v);
            case Verb.Contracts v -> calls.decide(state, world, actor, v);
        };
    }

    /// [ACC-3] Coin that a verb has no use for would be lost.
    private static boolean takesValue(Verb verb) {
        return switch (verb) {
            case Verb.Transfer _, Verb.DepositCollateral _, Verb.Court.Appeal _, Verb.Court.Prepay _ -> true;
            case Verb.Contracts.AddTransaction _, Verb.Contracts.AddTransactionUntil _, Verb.Contracts.SubmitAppeal _ ->
                true;
            default -> false;
        };
    }

    @Override
    public Step due(State state, World world, Due due) {
        return switch (due) {
            case Due.Decide _ -> Epochs.decide(state, world);
            case Due.PriceStep d -> PriceSteps.step(state, world, d);
            case Due.SessionTurn d -> Closing.turn(state, world, d);
            case Due.Release d -> Payments.release(state, world, d);
            case Due.Unbond d -> Collateral.unbond(state, d);
            case Due.Revocation d -> Closing.revocation(state, world, d);
            case Due.CaseTurn d -> court.due(state, world, d);
        };
    }

    @Override
    public List<Draw.Entrant> entrants(State state, ModelId model) {
        return Seats.entrants(state, model);
    }

    @Override
    public List<Event> draw(State state, World world, long session, List<Draw.Entrant> entrants) {
        return Seats.draw(hashing, state, world, session, entrants);
    }

    @Override
    public List<Draw.Entrant> bench(State state, World world, CaseKind kind) {
        return court.bench(state, world, kind);
    }

    @Override
    public List<Event> panel(State state, World world, long caseId, List<Draw.Entrant> bench) {
        return court.seat(state, world, caseId, bench);
    }
}
