// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// A seat of a round's panel, numbered from 0; where there is a leader it sits on 0.
public record SeatKey(long caseId, int round, int seat) implements Comparable<SeatKey> {
    /// The order of the keys' bytes.
    @Override
    public int compareTo(SeatKey other) {
        int order = Long.compare(caseId, other.caseId);
        if (order == 0) order = Integer.compare(round, other.round);
        return order != 0 ? order : Integer.compare(seat, other.seat);
    }
}
