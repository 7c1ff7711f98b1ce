// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.delegations;

import java.util.ArrayList;
import java.util.List;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.types.Amount;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Delegation;
import stoa.types.state.DelegationSession;
import stoa.types.state.Locked;
import stoa.types.state.Tables;
import stoa.types.state.Terms;

/// Budgets: money counts when it is locked, in the delegation and in each above it, and is given back to the period
/// it was locked in.
public final class Spending {
    private Spending() {}

    // ── rules ──

    /// [DEL-4] The events that count `amount` under the delegation and all above it, or the budget that it breaks.
    ///
    /// @param delegation 0 for none, which nothing limits
    public static Verdict lock(State state, World world, long delegation, Amount amount) {
        var events = new ArrayList<Event>();
        if (delegation == 0) return Verdict.accepted(events);
        var chain = Chain.find(state, delegation);
        if (chain.isEmpty()) return Verdict.rejected(Reason.DELEGATION_UNKNOWN);
        for (var link : chain.get().links()) {
            var terms = link.delegation().terms();
            long period = period(terms, world.timeSeconds());
            if (terms.perRequest().below(amount)) return Verdict.rejected(Reason.PER_REQUEST_EXCEEDED);
            if (exceeds(spentIn(link.delegation(), period), amount, terms.perPeriod()))
                return Verdict.rejected(Reason.PERIOD_SPENT);
            if (exceeds(link.delegation().spent(), amount, terms.total())) return Verdict.rejected(Reason.TOTAL_SPENT);
            if (!amount.isZero()) events.add(new Event.DelegationSpent(link.id(), period, amount));
        }
        return Verdict.accepted(events);
    }

    /// [DEL-6] The events that give back what a session returns: what was locked last counts as unspent first.
    public static List<Event> giveBack(State state, long delegation, long session, Amount rest) {
        var events = new ArrayList<Event>();
        if (delegation == 0 || rest.isZero()) return events;
        for (var link : Chain.find(state, delegation).orElseThrow().links()) {
            var locked = state.find(Tables.DELEGATION_SESSIONS, new DelegationSession(link.id(), session))
                    .orElseThrow();
            var newest = rest.min(locked.amount());
            var older = rest.minus(newest);
            if (!newest.isZero()) events.add(new Event.DelegationReturned(link.id(), locked.period(), newest));
            if (!older.isZero()) events.add(new Event.DelegationReturned(link.id(), locked.period() - 1, older));
        }
        return events;
    }

    /// The number of the period a moment lies in, counted from `notBefore`.
    public static long period(Terms terms, long nowSeconds) {
        return Math.max(0, nowSeconds - terms.notBefore()) / terms.periodSeconds();
    }

    /// The period of `delegation` now; 0 for none.
    public static long period(State state, World world, long delegation) {
        if (delegation == 0) return 0;
        return period(state.find(Tables.DELEGATIONS, delegation).orElseThrow().terms(), world.timeSeconds());
    }

    private static Amount spentIn(Delegation delegation, long period) {
        return delegation.period() == period ? delegation.spentInPeriod() : Amount.ZERO;
    }

    private static boolean exceeds(Amount spent, Amount more, Amount most) {
        return spent.obol() + more.obol() > most.obol(); // each at most 10^18: the sum fits
    }

    // ── evolve ──

    public static void spent(Draft draft, Event.DelegationSpent event) {
        var before = draft.find(Tables.DELEGATIONS, event.delegation()).orElseThrow();
        var inPeriod = spentIn(before, event.period()).plus(event.amount());
        var spent = before.spent().plus(event.amount());
        draft.put(Tables.DELEGATIONS, event.delegation(), before.withSpent(event.period(), inPeriod, spent));
    }

    public static void returned(Draft draft, Event.DelegationReturned event) {
        var before = draft.find(Tables.DELEGATIONS, event.delegation()).orElseThrow();
        boolean newest = before.period() == event.period();
        var inPeriod = newest ? before.spentInPeriod().minus(event.amount()) : before.spentInPeriod();
        var spent = before.spent().minus(event.amount());
        draft.put(Tables.DELEGATIONS, event.delegation(), before.withSpent(before.period(), inPeriod, spent));
    }

    /// Notes under the delegation and all above it that a session locked money in their periods of now.
    public static void remember(Draft draft, World world, long delegation, long session, Amount amount) {
        if (delegation == 0) return;
        for (var link : Chain.find(draft, delegation).orElseThrow().links()) {
            var key = new DelegationSession(link.id(), session);
            long period = period(link.delegation().terms(), world.timeSeconds());
            var before = draft.find(Tables.DELEGATION_SESSIONS, key);
            boolean same = before.isPresent() && before.get().period() == period;
            var locked = same ? before.get().amount().plus(amount) : amount;
            draft.put(Tables.DELEGATION_SESSIONS, key, new Locked(period, locked));
        }
    }

    /// The session is closed: nothing of it can be given back any more.
    public static void forget(Draft draft, long delegation, long session) {
        if (delegation == 0) return;
        for (var link : Chain.find(draft, delegation).orElseThrow().links())
            draft.remove(Tables.DELEGATION_SESSIONS, new DelegationSession(link.id(), session));
    }
}
