// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.sessions;

import java.util.Optional;
import stoa.protocol.Actor;
import stoa.protocol.Halt;
import stoa.protocol.State;
import stoa.protocol.delegations.Acts;
import stoa.types.Reason;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.Session;
import stoa.types.state.SessionPhase;
import stoa.types.state.SessionStep;
import stoa.types.state.Tables;

/// What all rules of sessions share.
final class Sessions {
    private Sessions() {}

    /// [MKT-6] Why the actor may not use the session as its payer now.
    static Optional<Reason> refused(State state, Actor actor, long id) {
        var session = state.find(Tables.SESSIONS, id);
        if (session.isEmpty()) return Optional.of(Reason.SESSION_UNKNOWN);
        if (!session.get().payer().equals(actor.account()) || !Acts.reaches(state, actor, id))
            return Optional.of(Reason.SESSION_NOT_YOURS);
        return switch (session.get().phase()) {
            case DRAWING, OPEN -> Optional.empty();
            case CLOSING, CLOSED -> Optional.of(Reason.SESSION_CLOSED);
        };
    }

    /// [MKT-6] As [#refused], and the seats must be drawn and the lane exist.
    static Optional<Reason> refused(State state, Actor actor, long id, int lane) {
        var refused = refused(state, actor, id);
        if (refused.isPresent()) return refused;
        var session = of(state, id);
        if (session.phase() == SessionPhase.DRAWING) return Optional.of(Reason.SESSION_NOT_DRAWN);
        return lane < session.lanes() ? Optional.empty() : Optional.of(Reason.LANE_UNKNOWN);
    }

    static Session of(State state, long id) {
        return state.find(Tables.SESSIONS, id).orElseThrow();
    }

    static Lane lane(State state, long session, int lane) {
        return state.find(Tables.LANES, new LaneKey(session, lane)).orElseThrow();
    }

    /// [MKT-13] The session after a step; a step that its phase does not allow is a bug of ours.
    static Session after(Session session, SessionStep step, long closesSeconds) {
        if (session.phase() != step.from())
            throw new Halt("a session cannot " + step + " while it is " + session.phase());
        return session.stepped(step.to(), closesSeconds);
    }
}
