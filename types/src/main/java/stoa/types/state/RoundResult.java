// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// What a round came to. The order is wire format: append only.
public enum RoundResult {
    OPEN(0),
    AGREE(6),
    DISAGREE(7),
    TIMEOUT(3),
    NO_MAJORITY(5),
    LEADER_TIMEOUT(3),
    /// The leader had set a trap: the round decides nothing.
    TRAPPED(0);

    private final int code;

    RoundResult(int code) {
        this.code = code;
    }

    /// The number under which unmodified clients know it.
    public int code() {
        return code;
    }

    /// Whether one bucket of votes had more than half.
    public boolean majority() {
        return this == AGREE || this == DISAGREE || this == TIMEOUT;
    }
}
