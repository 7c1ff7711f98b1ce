// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.sessions;

import java.util.ArrayList;
import stoa.protocol.Actor;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.protocol.accounts.Accounts;
import stoa.protocol.delegations.Spending;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.market.SignedRelease;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// What a payer does with its lanes: more money, none any more, money elsewhere.
public final class Lanes {
    private Lanes() {}

    // ── rules ──

    /// [MKT-6] More money for one lane. It counts in the delegation the session was opened under, whoever sends it.
    public static Verdict topUp(State state, World world, Actor actor, Verb.TopUp verb) {
        var refused = Sessions.refused(state, actor, verb.session(), verb.lane());
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        if (Sessions.lane(state, verb.session(), verb.lane()).frozen()) return Verdict.rejected(Reason.LANE_FROZEN);
        if (verb.amount().isZero()) return Verdict.rejected(Reason.AMOUNT_ZERO);
        long delegation = Sessions.of(state, verb.session()).delegation();
        var spending = Spending.lock(state, world, delegation, verb.amount());
        if (!(spending instanceof Verdict.Accepted spent)) return spending;
        if (!Accounts.holds(state, actor.account(), verb.amount())) return Verdict.rejected(Reason.BALANCE_TOO_LOW);
        var events = new ArrayList<Event>(spent.events());
        events.add(new Event.ToppedUp(
                verb.session(),
                verb.lane(),
                actor.account(),
                verb.amount(),
                delegation,
                Spending.period(state, world, delegation)));
        return Verdict.accepted(events);
    }

    /// [MKT-7] The host has one settle window to settle its newest voucher; then the rest can be moved without it.
    public static Verdict freeze(State state, Actor actor, Verb.FreezeLane verb) {
        var refused = Sessions.refused(state, actor, verb.session(), verb.lane());
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        var lane = Sessions.lane(state, verb.session(), verb.lane());
        if (lane.frozen()) return Verdict.rejected(Reason.LANE_FROZEN);
        return Verdict.accepted(new Event.LaneFrozen(verb.session(), verb.lane(), lane.host()));
    }

    /// [MKT-7] Only what no settled voucher speaks for moves, and only with the host's word or after a freeze.
    public static Verdict move(State state, World world, Actor actor, Verb.Move verb) {
        var refused = Sessions.refused(state, actor, verb.session(), verb.from())
                .or(() -> Sessions.refused(state, actor, verb.session(), verb.to()));
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        if (verb.from() == verb.to()) return Verdict.rejected(Reason.LANES_SAME);
        if (verb.amount().isZero()) return Verdict.rejected(Reason.AMOUNT_ZERO);
        if (Sessions.lane(state, verb.session(), verb.to()).frozen()) return Verdict.rejected(Reason.LANE_FROZEN);
        var from = Sessions.lane(state, verb.session(), verb.from());
        if (verb.release().isPresent()) {
            if (!releases(verb.release().get(), verb, from)) return Verdict.rejected(Reason.RELEASE_INVALID);
        } else if (!thawed(from, world)) {
            return Verdict.rejected(Reason.LANE_NOT_FROZEN);
        }
        if (from.allowance().obol() - from.ceiling().max(from.paid()).obol()
                < verb.amount().obol()) return Verdict.rejected(Reason.LANE_SHORT);
        boolean released = verb.release().isPresent();
        return Verdict.accepted(
                new Event.AllowanceMoved(verb.session(), verb.from(), verb.to(), verb.amount(), released));
    }

    /// Releases are cumulative: the total names all released before and this one, so none is used twice.
    private static boolean releases(SignedRelease signed, Verb.Move verb, Lane from) {
        var release = signed.release();
        return signed.signer().equals(from.host())
                && release.session() == verb.session()
                && release.lane() == verb.from()
                && release.amount().equals(verb.amount())
                && release.total().obol()
                        == from.released().obol() + verb.amount().obol();
    }

    private static boolean thawed(Lane lane, World world) {
        return lane.frozen()
                && world.timeSeconds() >= lane.frozenSeconds() + world.params().settleWindowSeconds();
    }

    // ── evolve ──

    public static void toppedUp(Draft draft, World world, Event.ToppedUp event) {
        Accounts.debit(draft, event.payer(), event.amount());
        var session = Sessions.of(draft, event.session());
        draft.put(
                Tables.SESSIONS,
                event.session(),
                session.withDeposit(session.deposit().plus(event.amount())));
        var lane = Sessions.lane(draft, event.session(), event.lane());
        draft.put(
                Tables.LANES,
                new LaneKey(event.session(), event.lane()),
                lane.withAllowance(lane.allowance().plus(event.amount()), lane.released()));
        Spending.remember(draft, world, event.delegation(), event.session(), event.amount());
    }

    public static void frozen(Draft draft, World world, Event.LaneFrozen event) {
        var lane = Sessions.lane(draft, event.session(), event.lane());
        draft.put(Tables.LANES, new LaneKey(event.session(), event.lane()), lane.asFrozen(world.timeSeconds()));
    }

    public static void moved(Draft draft, Event.AllowanceMoved event) {
        var from = Sessions.lane(draft, event.session(), event.from());
        var released = event.released() ? from.released().plus(event.amount()) : from.released();
        draft.put(
                Tables.LANES,
                new LaneKey(event.session(), event.from()),
                from.withAllowance(from.allowance().minus(event.amount()), released));
        var to = Sessions.lane(draft, event.session(), event.to());
        draft.put(
                Tables.LANES,
                new LaneKey(event.session(), event.to()),
                to.withAllowance(to.allowance().plus(event.amount()), to.released()));
    }
}
