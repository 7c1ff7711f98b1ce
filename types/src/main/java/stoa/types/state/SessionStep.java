// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// The legal steps of a session's life; `docs/generated/session-life.md` is printed from here.
/// The order is wire format: append only.
public enum SessionStep {
    DRAW(SessionPhase.DRAWING, SessionPhase.OPEN),
    /// No host could be drawn: everything returns at once.
    DRAW_EMPTY(SessionPhase.DRAWING, SessionPhase.CLOSED),
    /// Closed by the payer or by revocation before the draw: everything returns at once.
    CANCEL(SessionPhase.DRAWING, SessionPhase.CLOSED),
    CLOSE(SessionPhase.OPEN, SessionPhase.CLOSING),
    EXPIRE(SessionPhase.OPEN, SessionPhase.CLOSING),
    REVOKE(SessionPhase.OPEN, SessionPhase.CLOSING),
    FINISH(SessionPhase.CLOSING, SessionPhase.CLOSED);

    private final SessionPhase from;
    private final SessionPhase to;

    SessionStep(SessionPhase from, SessionPhase to) {
        this.from = from;
        this.to = to;
    }

    public SessionPhase from() {
        return from;
    }

    public SessionPhase to() {
        return to;
    }
}
