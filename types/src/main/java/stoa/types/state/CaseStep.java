// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import static stoa.types.state.CasePhase.ACCEPTED;
import static stoa.types.state.CasePhase.APPEAL_COMMITTING;
import static stoa.types.state.CasePhase.APPEAL_DRAWING;
import static stoa.types.state.CasePhase.APPEAL_REVEALING;
import static stoa.types.state.CasePhase.CANCELED;
import static stoa.types.state.CasePhase.COMMITTING;
import static stoa.types.state.CasePhase.DRAWING;
import static stoa.types.state.CasePhase.FINALIZED;
import static stoa.types.state.CasePhase.LEADER_TIMEOUT;
import static stoa.types.state.CasePhase.PROPOSING;
import static stoa.types.state.CasePhase.QUEUED;
import static stoa.types.state.CasePhase.READY;
import static stoa.types.state.CasePhase.REVEALING;
import static stoa.types.state.CasePhase.UNDETERMINED;
import static stoa.types.state.CasePhase.VALIDATORS_TIMEOUT;

import java.util.List;

/// The legal steps of a case's life; `docs/generated/case-life.md` is printed from here. The order is wire format:
/// append only. Rule CRT-2.
public enum CaseStep {
    ACTIVATE(DRAWING, QUEUED),
    DRAW_LED(PROPOSING, DRAWING),
    DRAW(COMMITTING, DRAWING),
    PROPOSE(COMMITTING, PROPOSING),
    GIVE_UP(LEADER_TIMEOUT, PROPOSING),
    COMMIT(REVEALING, COMMITTING),
    ACCEPT(ACCEPTED, REVEALING),
    TIME_OUT(VALIDATORS_TIMEOUT, REVEALING),
    LEAVE_OPEN(UNDETERMINED, REVEALING),
    ROTATE(PROPOSING, REVEALING),
    REDRAW(DRAWING, REVEALING),
    APPEAL_VOTES(APPEAL_DRAWING, ACCEPTED, VALIDATORS_TIMEOUT),
    APPEAL_LEADER(DRAWING, UNDETERMINED, LEADER_TIMEOUT),
    APPEAL_DRAW(APPEAL_COMMITTING, APPEAL_DRAWING),
    APPEAL_COMMIT(APPEAL_REVEALING, APPEAL_COMMITTING),
    UPHOLD(ACCEPTED, APPEAL_REVEALING, APPEAL_DRAWING),
    UPHOLD_TIMEOUT(VALIDATORS_TIMEOUT, APPEAL_REVEALING, APPEAL_DRAWING),
    OVERTURN(QUEUED, APPEAL_REVEALING),
    CLOSE(READY, ACCEPTED, UNDETERMINED, VALIDATORS_TIMEOUT, LEADER_TIMEOUT),
    FINALIZE(FINALIZED, READY),
    CANCEL(CANCELED, QUEUED, DRAWING),
    ROLL_BACK(
            QUEUED,
            DRAWING,
            PROPOSING,
            COMMITTING,
            REVEALING,
            ACCEPTED,
            UNDETERMINED,
            VALIDATORS_TIMEOUT,
            LEADER_TIMEOUT,
            APPEAL_DRAWING,
            APPEAL_COMMITTING,
            APPEAL_REVEALING,
            READY);

    private final CasePhase to;
    private final List<CasePhase> from;

    CaseStep(CasePhase to, CasePhase... from) {
        this.to = to;
        this.from = List.of(from);
    }

    public List<CasePhase> from() {
        return from;
    }

    public CasePhase to() {
        return to;
    }
}
