// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.delegations;

import stoa.protocol.Actor;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Counter;
import stoa.types.state.Delegation;
import stoa.types.state.DelegationChild;
import stoa.types.state.Due;
import stoa.types.state.One;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Granting and revoking.
public final class Delegations {
    private Delegations() {}

    // ── rules ──

    /// [DEL-1] [DEL-2] Grants a part of one's own rights, or passes on a part of what one was given.
    public static Verdict delegate(State state, World world, Actor actor, Verb.Delegate verb) {
        return verb.parent() == 0 ? root(state, world, actor, verb) : child(state, world, actor, verb);
    }

    private static Verdict root(State state, World world, Actor actor, Verb.Delegate verb) {
        var owner = actor.account();
        if (!TermsRules.sound(verb.terms(), world.timeSeconds())) return Verdict.rejected(Reason.DELEGATION_MALFORMED);
        if (verb.terms().delegate().equals(owner)) return Verdict.rejected(Reason.DELEGATION_TO_SELF);
        return Verdict.accepted(new Event.Delegated(nextId(state), owner, owner, 0, verb.terms()));
    }

    private static Verdict child(State state, World world, Actor actor, Verb.Delegate verb) {
        var chain = Chain.find(state, verb.parent());
        if (chain.isEmpty()) return Verdict.rejected(Reason.DELEGATION_UNKNOWN);
        var parent = chain.get().leaf();
        var granter = actor.account();
        var owner = parent.owner();
        if (!parent.terms().delegate().equals(granter)) return Verdict.rejected(Reason.DELEGATION_NOT_YOURS);
        var lapsed = chain.get().lapsed(world.timeSeconds());
        if (lapsed.isPresent()) return Verdict.rejected(lapsed.get());
        if (!TermsRules.sound(verb.terms(), world.timeSeconds())) return Verdict.rejected(Reason.DELEGATION_MALFORMED);
        var delegate = verb.terms().delegate();
        if (delegate.equals(owner) || delegate.equals(granter)) return Verdict.rejected(Reason.DELEGATION_TO_SELF);
        if (parent.terms().depth() == 0) return Verdict.rejected(Reason.DEPTH_EXCEEDED);
        if (!TermsRules.within(verb.terms(), parent.terms())) return Verdict.rejected(Reason.CHILD_EXCEEDS_PARENT);
        if (parent.children() >= world.params().maxChildrenPerDelegation())
            return Verdict.rejected(Reason.TOO_MANY_DELEGATIONS);
        return Verdict.accepted(new Event.Delegated(nextId(state), owner, granter, verb.parent(), verb.terms()));
    }

    /// [DEL-5] By the owner, or by a delegate further up.
    public static Verdict revoke(State state, Actor actor, Verb.Revoke verb) {
        var chain = Chain.find(state, verb.delegation());
        if (chain.isEmpty()) return Verdict.rejected(Reason.DELEGATION_UNKNOWN);
        if (!above(chain.get(), actor.account())) return Verdict.rejected(Reason.NOT_GRANTER);
        for (var link : chain.get().links())
            if (link.delegation().revoked()) return Verdict.rejected(Reason.DELEGATION_REVOKED);
        return Verdict.accepted(new Event.Revoked(verb.delegation(), actor.account()));
    }

    private static boolean above(Chain chain, Address account) {
        if (chain.owner().equals(account)) return true;
        var links = chain.links();
        for (var link : links.subList(1, links.size()))
            if (link.delegation().terms().delegate().equals(account)) return true;
        return false;
    }

    private static long nextId(State state) {
        return state.find(Tables.COUNTERS, Counter.DELEGATIONS).orElse(0L) + 1;
    }

    // ── evolve ──

    public static void delegated(Draft draft, Event.Delegated event) {
        draft.put(Tables.COUNTERS, Counter.DELEGATIONS, event.delegation());
        draft.put(
                Tables.DELEGATIONS,
                event.delegation(),
                new Delegation(
                        event.owner(),
                        event.granter(),
                        event.parent(),
                        event.terms(),
                        0,
                        Amount.ZERO,
                        Amount.ZERO,
                        0,
                        false));
        if (event.parent() == 0) return;
        countChildren(draft, event.parent(), 1);
        draft.put(Tables.DELEGATION_CHILDREN, new DelegationChild(event.parent(), event.delegation()), One.ONE);
    }

    /// [DEL-5] The sessions under it are closed one by one, from this block's end on.
    public static void revoked(Draft draft, World world, Event.Revoked event) {
        var delegation = draft.find(Tables.DELEGATIONS, event.delegation()).orElseThrow();
        draft.put(Tables.DELEGATIONS, event.delegation(), delegation.asRevoked());
        draft.put(Tables.DUE, new Due.Revocation(world.timeSeconds(), event.delegation(), 0), One.ONE);
        if (delegation.parent() == 0) return;
        countChildren(draft, delegation.parent(), -1);
        draft.remove(Tables.DELEGATION_CHILDREN, new DelegationChild(delegation.parent(), event.delegation()));
    }

    private static void countChildren(Draft draft, long parent, int more) {
        var delegation = draft.find(Tables.DELEGATIONS, parent).orElseThrow();
        draft.put(Tables.DELEGATIONS, parent, delegation.withChildren(delegation.children() + more));
    }
}
