// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.hosts;

import java.util.ArrayList;
import stoa.protocol.Actor;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.protocol.accounts.Accounts;
import stoa.protocol.court.Bench;
import stoa.protocol.delegations.Spending;
import stoa.protocol.due.Step;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Counter;
import stoa.types.state.Due;
import stoa.types.state.One;
import stoa.types.state.Tables;
import stoa.types.state.WithdrawalKey;
import stoa.types.tx.Verb;

/// What a host has to lose.
public final class Collateral {
    /// The range of `Params.maxWithdrawalsPerHost`.
    private static final int MOST_WITHDRAWALS = 1_000;

    private Collateral() {}

    // ── rules ──

    /// [COL-1] Anyone may add to a host's collateral; it is the host's owner's from then on. A delegate adds to its
    /// own owner's hosts only: otherwise it could hand the money to itself.
    public static Verdict deposit(State state, World world, Actor actor, Verb.DepositCollateral verb) {
        var host = state.find(Tables.HOSTS, verb.host());
        if (host.isEmpty()) return Verdict.rejected(Reason.HOST_UNKNOWN);
        if (host.get().retired()) return Verdict.rejected(Reason.HOST_RETIRED);
        if (actor.delegated() && !host.get().owner().equals(actor.account()))
            return Verdict.rejected(Reason.HOST_NOT_YOURS);
        if (!actor.value().isWhole()) return Verdict.rejected(Reason.VALUE_NOT_WHOLE);
        if (actor.value().isZero()) return Verdict.rejected(Reason.AMOUNT_ZERO);
        var amount = new Amount(actor.value().obol());
        var spending = Spending.lock(state, world, actor.delegation(), amount);
        if (!(spending instanceof Verdict.Accepted spent)) return spending;
        if (!Accounts.holds(state, actor.account(), amount)) return Verdict.rejected(Reason.BALANCE_TOO_LOW);
        var events = new ArrayList<Event>(spent.events());
        events.add(new Event.CollateralDeposited(verb.host(), actor.account(), amount));
        return Verdict.accepted(events);
    }

    /// [COL-2] It stops backing anything at once, can be lost until it is unbonded, and then returns by itself.
    public static Verdict withdraw(State state, World world, Actor actor, Verb.WithdrawCollateral verb) {
        var found = state.find(Tables.HOSTS, verb.host());
        if (found.isEmpty()) return Verdict.rejected(Reason.HOST_UNKNOWN);
        var host = found.get();
        if (!host.owner().equals(actor.account())) return Verdict.rejected(Reason.HOST_NOT_YOURS);
        if (verb.amount().isZero()) return Verdict.rejected(Reason.AMOUNT_ZERO);
        if (Bench.sits(state, verb.host())) return Verdict.rejected(Reason.COLLATERAL_FROZEN);
        if (host.collateral().below(verb.amount())) return Verdict.rejected(Reason.COLLATERAL_TOO_LOW);
        if (host.withdrawals() >= world.params().maxWithdrawalsPerHost())
            return Verdict.rejected(Reason.TOO_MANY_WITHDRAWALS);
        long number = state.find(Tables.COUNTERS, Counter.WITHDRAWALS).orElse(0L) + 1;
        long due = world.timeSeconds()
                + world.params().unbondingEpochs() * world.params().epochSeconds();
        return Verdict.accepted(new Event.CollateralUnbonding(verb.host(), number, verb.amount(), due));
    }

    /// [COL-2] Unbonding ends. Found by its number: late work may stand in the queue under a later second.
    public static Step unbond(State state, Due.Unbond due) {
        for (var row :
                state.scan(Tables.WITHDRAWALS, Bytes.EMPTY, Tables.withdrawalsOf(due.host()), MOST_WITHDRAWALS)) {
            if (row.key().number() != due.number()) continue;
            var owner = Hosts.of(state, due.host()).owner();
            return Step.of(new Event.CollateralReturned(
                    due.host(), due.number(), owner, row.value(), row.key().dueSeconds()));
        }
        return Step.NOTHING;
    }

    // ── evolve ──

    public static void deposited(Draft draft, Event.CollateralDeposited event) {
        Accounts.debit(draft, event.from(), event.amount());
        var host = Hosts.of(draft, event.host());
        draft.put(
                Tables.HOSTS,
                event.host(),
                host.withCollateral(host.collateral().plus(event.amount()), host.withdrawals()));
    }

    public static void unbonding(Draft draft, Event.CollateralUnbonding event) {
        var host = Hosts.of(draft, event.host());
        draft.put(
                Tables.HOSTS,
                event.host(),
                host.withCollateral(host.collateral().minus(event.amount()), host.withdrawals() + 1));
        draft.put(Tables.COUNTERS, Counter.WITHDRAWALS, event.number());
        draft.put(
                Tables.WITHDRAWALS,
                new WithdrawalKey(event.host(), event.dueSeconds(), event.number()),
                event.amount());
        draft.put(Tables.DUE, new Due.Unbond(event.dueSeconds(), event.host(), event.number()), One.ONE);
    }

    public static void returned(Draft draft, Event.CollateralReturned event) {
        Accounts.credit(draft, event.owner(), event.amount());
        var host = Hosts.of(draft, event.host());
        draft.put(Tables.HOSTS, event.host(), host.withCollateral(host.collateral(), host.withdrawals() - 1));
        draft.remove(Tables.WITHDRAWALS, new WithdrawalKey(event.host(), event.dueSeconds(), event.number()));
    }
}
