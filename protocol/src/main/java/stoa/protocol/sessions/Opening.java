// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.sessions;

import java.util.ArrayList;
import java.util.Optional;
import stoa.protocol.Actor;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.protocol.accounts.Accounts;
import stoa.protocol.delegations.Acts;
import stoa.protocol.delegations.Spending;
import stoa.protocol.models.Models;
import stoa.types.Amount;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Counter;
import stoa.types.state.DrawKey;
import stoa.types.state.Due;
import stoa.types.state.One;
import stoa.types.state.Session;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// A session begins: money comes in, and the draw of its seats is waited for.
public final class Opening {
    private Opening() {}

    // ── rule ──

    /// [MKT-1] Anyone may; the price is locked from now on.
    public static Verdict open(State state, World world, Actor actor, Verb.OpenSession verb) {
        var refused = refused(state, world, actor, verb);
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        var spending = Spending.lock(state, world, actor.delegation(), verb.deposit());
        if (!(spending instanceof Verdict.Accepted spent)) return spending;
        if (!Accounts.holds(state, actor.account(), verb.deposit())) return Verdict.rejected(Reason.BALANCE_TOO_LOW);
        var events = new ArrayList<Event>(spent.events());
        events.add(new Event.SessionOpened(
                state.find(Tables.COUNTERS, Counter.SESSIONS).orElse(0L) + 1,
                actor.account(),
                verb.model(),
                verb.deposit(),
                state.find(Tables.MODELS, verb.model()).orElseThrow().prices(),
                verb.maxima(),
                Acts.expires(state, actor, world.timeSeconds() + verb.seconds()),
                verb.sessionKey(),
                verb.refundTo(),
                actor.delegation(),
                Spending.period(state, world, actor.delegation())));
        return Verdict.accepted(events);
    }

    private static Optional<Reason> refused(State state, World world, Actor actor, Verb.OpenSession verb) {
        var unusable = Models.unusable(state, verb.model());
        if (unusable.isPresent()) return unusable;
        if (verb.seconds() < 1 || verb.seconds() > world.params().epochSeconds())
            return Optional.of(Reason.SESSION_TOO_LONG);
        if (verb.deposit().below(new Amount(world.params().leastDepositObol())))
            return Optional.of(Reason.DEPOSIT_TOO_SMALL);
        if (Accounts.nobodys(verb.sessionKey())) return Optional.of(Reason.SESSION_KEY_INVALID);
        if (Accounts.nobodys(verb.refundTo())) return Optional.of(Reason.SYSTEM_ADDRESS);
        if (actor.delegated() && !verb.refundTo().equals(actor.account())) // [DEL-7]
        return Optional.of(Reason.REFUND_NOT_OWNER);
        var prices = state.find(Tables.MODELS, verb.model()).orElseThrow().prices();
        if (!prices.within(verb.maxima())) return Optional.of(Reason.PRICE_ABOVE_MAXIMUM);
        return Seats.any(state, verb.model()) ? Optional.empty() : Optional.of(Reason.NO_HOSTS);
    }

    // ── evolve ──

    public static void opened(Draft draft, World world, Event.SessionOpened event) {
        Accounts.debit(draft, event.payer(), event.deposit());
        draft.put(Tables.COUNTERS, Counter.SESSIONS, event.session());
        draft.put(
                Tables.SESSIONS,
                event.session(),
                new Session(
                        event.payer(),
                        event.delegation(),
                        event.period(),
                        event.model(),
                        event.sessionKey(),
                        event.refundTo(),
                        event.deposit(),
                        Amount.ZERO,
                        event.locked(),
                        event.maxima(),
                        world.height(),
                        world.timeSeconds(),
                        world.timeSeconds() + world.params().priceLockSeconds(),
                        event.expiresSeconds(),
                        0,
                        SessionPhase.DRAWING));
        draft.put(Tables.DRAWS, new DrawKey(world.height(), event.session()), One.ONE);
        draft.put(Tables.DUE, new Due.SessionTurn(event.expiresSeconds(), event.session()), One.ONE);
        Spending.remember(draft, world, event.delegation(), event.session(), event.deposit());
    }
}
