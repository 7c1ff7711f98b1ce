// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.sessions;

import java.util.ArrayList;
import java.util.List;
import stoa.protocol.Actor;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.protocol.accounts.Accounts;
import stoa.protocol.delegations.Spending;
import stoa.protocol.due.Step;
import stoa.types.event.Event;
import stoa.types.state.DelegationSession;
import stoa.types.state.DrawKey;
import stoa.types.state.Due;
import stoa.types.state.One;
import stoa.types.state.Session;
import stoa.types.state.SessionPhase;
import stoa.types.state.SessionStep;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// A session ends: by its payer, by expiry or by revocation. Hosts have one settle window; then the rest returns by
/// itself.
public final class Closing {
    private Closing() {}

    // ── rules ──

    /// [MKT-11] By the payer.
    public static Verdict close(State state, World world, Actor actor, Verb.CloseSession verb) {
        var refused = Sessions.refused(state, actor, verb.session());
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        return Verdict.accepted(
                leave(state, world, verb.session(), Sessions.of(state, verb.session()), SessionStep.CLOSE));
    }

    /// [MKT-11] By time: an open session expires, a closing one ends.
    public static Step turn(State state, World world, Due.SessionTurn due) {
        var session = Sessions.of(state, due.session());
        if (session.closesSeconds() > world.timeSeconds()) return Step.NOTHING;
        return switch (session.phase()) {
            case DRAWING, OPEN -> Step.of(leave(state, world, due.session(), session, SessionStep.EXPIRE));
            case CLOSING -> Step.of(end(state, due.session(), session, SessionStep.FINISH));
            case CLOSED -> Step.NOTHING;
        };
    }

    /// [DEL-5] By revocation: the next session under the delegation, one at a time.
    public static Step revocation(State state, World world, Due.Revocation due) {
        var from = Tables.DELEGATION_SESSIONS.keys().encode(new DelegationSession(due.delegation(), due.after() + 1));
        var rows = state.scan(Tables.DELEGATION_SESSIONS, from, Tables.sessionsOf(due.delegation()), 1);
        if (rows.isEmpty()) return Step.NOTHING;
        long id = rows.getFirst().key().session();
        var session = Sessions.of(state, id);
        boolean runs = session.phase() == SessionPhase.DRAWING || session.phase() == SessionPhase.OPEN;
        List<Event> events = runs ? leave(state, world, id, session, SessionStep.REVOKE) : List.of();
        return Step.of(events).andThen(new Due.Revocation(due.seconds(), due.delegation(), id));
    }

    /// An open session takes `step` and begins to close; one that is not drawn yet ends at once.
    private static List<Event> leave(State state, World world, long id, Session session, SessionStep step) {
        if (session.phase() == SessionPhase.DRAWING) return end(state, id, session, SessionStep.CANCEL);
        long until = world.timeSeconds() + world.params().settleWindowSeconds();
        return List.of(new Event.SessionStepped(id, step, until));
    }

    /// [MKT-12] The rest returns, to the delegation's budget too.
    static List<Event> end(State state, long id, Session session, SessionStep step) {
        var events = new ArrayList<Event>();
        var rest = session.rest();
        if (!rest.isZero()) events.add(new Event.SessionReturned(id, session.refundTo(), rest));
        events.addAll(Spending.giveBack(state, session.delegation(), id, rest));
        events.add(new Event.SessionStepped(id, step, 0));
        return events;
    }

    // ── evolve ──

    public static void stepped(Draft draft, Event.SessionStepped event) {
        var before = Sessions.of(draft, event.session());
        var after = Sessions.after(before, event.step(), event.untilSeconds());
        draft.put(Tables.SESSIONS, event.session(), after);
        draft.remove(Tables.DUE, new Due.SessionTurn(before.closesSeconds(), event.session()));
        if (before.phase() == SessionPhase.DRAWING)
            draft.remove(Tables.DRAWS, new DrawKey(before.openedHeight(), event.session()));
        if (after.phase() == SessionPhase.CLOSED) Spending.forget(draft, before.delegation(), event.session());
        else draft.put(Tables.DUE, new Due.SessionTurn(event.untilSeconds(), event.session()), One.ONE);
    }

    public static void returned(Draft draft, Event.SessionReturned event) {
        var session = Sessions.of(draft, event.session());
        draft.put(
                Tables.SESSIONS,
                event.session(),
                session.withDeposit(session.deposit().minus(event.amount())));
        Accounts.credit(draft, event.to(), event.amount());
    }
}
