// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;
import stoa.types.Hash;

/// One vote of a round, as far as it is known.
///
/// @param commitment zero before the voter committed
/// @param result the execution hash that came with the vote
/// @param evidence hash of what the voter keeps to explain its vote
public record Seat(Address host, Hash commitment, Vote vote, Hash result, Hash evidence) {
    public static Seat empty(Address host) {
        return new Seat(host, Hash.ZERO, Vote.NONE, Hash.ZERO, Hash.ZERO);
    }

    public boolean committed() {
        return !commitment.isZero() || vote != Vote.NONE;
    }

    public Seat with(Hash commitment) {
        return new Seat(host, commitment, vote, result, evidence);
    }

    public Seat with(Vote vote, Hash result, Hash evidence) {
        return new Seat(host, commitment, vote, result, evidence);
    }
}
