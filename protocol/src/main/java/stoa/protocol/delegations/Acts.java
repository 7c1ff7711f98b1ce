// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.delegations;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import stoa.protocol.Actor;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.types.Capability;
import stoa.types.ModelId;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.DelegationSession;
import stoa.types.state.Tables;
import stoa.types.state.Terms;
import stoa.types.tx.Verb;

/// A delegate's verbs: who may act, and what for.
public final class Acts {
    private Acts() {}

    /// The rules of all verbs, as the inner verb needs them.
    @FunctionalInterface
    public interface Inner {
        Verdict decide(Actor actor, Verb verb);
    }

    /// [DEL-3] [DEL-8] The inner verb is decided for the owner, within the terms; the act itself is on record.
    public static Verdict act(State state, World world, Actor actor, Verb.Act verb, Inner inner) {
        var chain = Chain.find(state, verb.delegation());
        if (chain.isEmpty()) return Verdict.rejected(Reason.DELEGATION_UNKNOWN);
        var terms = chain.get().terms();
        if (!terms.delegate().equals(actor.sender())) return Verdict.rejected(Reason.DELEGATION_NOT_YOURS);
        var refused = chain.get().lapsed(world.timeSeconds()).or(() -> uncovered(terms, verb.inner()));
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        var owner = chain.get().owner();
        var verdict = inner.decide(actor.under(verb.delegation(), owner, verb.value()), verb.inner());
        if (!(verdict instanceof Verdict.Accepted accepted)) return verdict;
        var capability = verb.inner() instanceof Verb.Transfer ? Capability.ACCOUNTS.address() : verb.to();
        var events = new ArrayList<Event>();
        events.add(new Event.Acted(verb.delegation(), owner, actor.sender(), capability));
        events.addAll(accepted.events());
        return Verdict.accepted(events);
    }

    /// [DEL-7] Whether a session that belongs to the actor may be touched: a delegate touches only those opened under
    /// its delegation or under one below it.
    public static boolean reaches(State state, Actor actor, long session) {
        return !actor.delegated()
                || state.find(Tables.DELEGATION_SESSIONS, new DelegationSession(actor.delegation(), session))
                        .isPresent();
    }

    /// [DEL-7] When a session opened now must end: at the delegation's own end at the latest.
    public static long expires(State state, Actor actor, long expiresSeconds) {
        if (!actor.delegated()) return expiresSeconds;
        var delegation = state.find(Tables.DELEGATIONS, actor.delegation()).orElseThrow();
        return Math.min(expiresSeconds, delegation.terms().expires());
    }

    private static Optional<Reason> uncovered(Terms terms, Verb inner) {
        if (inner instanceof Verb.Act) return Optional.of(Reason.ACT_NESTED);
        var scope = scope(inner);
        if (scope.isEmpty()) return Optional.of(Reason.VERB_NOT_DELEGABLE);
        if ((terms.scopes() & scope.getAsInt()) == 0) return Optional.of(Reason.SCOPE_MISSING);
        boolean models = terms.models().isEmpty() || terms.models().containsAll(models(inner));
        return models ? Optional.empty() : Optional.of(Reason.MODEL_NOT_DELEGATED);
    }

    /// [DEL-3] The scope that covers a verb; empty for one that nobody does for another.
    private static OptionalInt scope(Verb verb) {
        return switch (verb) {
            case Verb.Transfer _ -> OptionalInt.of(Terms.SCOPE_TRANSFER);
            case Verb.OpenSession _ -> OptionalInt.of(Terms.SCOPE_INFERENCE);
            case Verb.TopUp _ -> OptionalInt.of(Terms.SCOPE_INFERENCE);
            case Verb.FreezeLane _ -> OptionalInt.of(Terms.SCOPE_INFERENCE);
            case Verb.Move _ -> OptionalInt.of(Terms.SCOPE_INFERENCE);
            case Verb.CloseSession _ -> OptionalInt.of(Terms.SCOPE_INFERENCE);
            case Verb.RegisterHost _ -> OptionalInt.of(Terms.SCOPE_HOST);
            case Verb.UpdateHost _ -> OptionalInt.of(Terms.SCOPE_HOST);
            case Verb.RetireHost _ -> OptionalInt.of(Terms.SCOPE_HOST);
            case Verb.DepositCollateral _ -> OptionalInt.of(Terms.SCOPE_HOST);
            case Verb.WithdrawCollateral _ -> OptionalInt.of(Terms.SCOPE_HOST);
            case Verb.Settle _ -> OptionalInt.of(Terms.SCOPE_HOST);
            case Verb.PostReceipts _ -> OptionalInt.of(Terms.SCOPE_HOST);
            case Verb.Delegate _ -> OptionalInt.empty();
            case Verb.Revoke _ -> OptionalInt.empty();
            case Verb.Act _ -> OptionalInt.empty();
            case Verb.AddModel _ -> OptionalInt.empty();
            case Verb.RetireModel _ -> OptionalInt.empty();
            case Verb.Court court -> OptionalInt.of(scope(court));
            case Verb.Contracts.ProposeOutcome _ -> OptionalInt.of(Terms.SCOPE_HOST);
            case Verb.Contracts _ -> OptionalInt.of(Terms.SCOPE_CONTRACT);
        };
    }

    private static int scope(Verb.Court verb) {
        return switch (verb) {
            case Verb.Court.Enlist _,
                    Verb.Court.Discharge _,
                    Verb.Court.CommitVote _,
                    Verb.Court.RevealVote _,
                    Verb.Court.OpenLink _ -> Terms.SCOPE_HOST;
            case Verb.Court.Appeal _, Verb.Court.Prepay _ -> Terms.SCOPE_CONTRACT;
        };
    }

    private static List<ModelId> models(Verb verb) {
        return switch (verb) {
            case Verb.OpenSession open -> List.of(open.model());
            case Verb.RegisterHost register -> register.models();
            case Verb.UpdateHost update -> update.models();
            default -> List.of();
        };
    }
}
