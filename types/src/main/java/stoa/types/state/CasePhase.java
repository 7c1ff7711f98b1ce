// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// Where a case stands. The order is wire format: append only.
public enum CasePhase {
    /// Waits for its turn.
    QUEUED(1),
    /// Waits for the seed that draws its panel.
    DRAWING(1),
    /// The leader executes.
    PROPOSING(2),
    COMMITTING(3),
    REVEALING(4),
    ACCEPTED(5),
    UNDETERMINED(6),
    VALIDATORS_TIMEOUT(12),
    LEADER_TIMEOUT(13),
    APPEAL_DRAWING(10),
    APPEAL_COMMITTING(10),
    APPEAL_REVEALING(9),
    /// Nobody can appeal any more; something before it is not final yet.
    READY(11),
    FINALIZED(7),
    CANCELED(8);

    private final int status;

    CasePhase(int status) {
        this.status = status;
    }

    /// The number under which unmodified clients know it.
    public int status() {
        return status;
    }

    /// Whether a panel is at work on what the case comes to.
    public boolean atWork() {
        return this == DRAWING || this == PROPOSING || this == COMMITTING || this == REVEALING;
    }

    /// Whether it waits for an appeal or for its window's end.
    public boolean decided() {
        return this == ACCEPTED || this == UNDETERMINED || this == VALIDATORS_TIMEOUT || this == LEADER_TIMEOUT;
    }

    public boolean ended() {
        return this == FINALIZED || this == CANCELED;
    }
}
