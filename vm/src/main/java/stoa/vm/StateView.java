// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.math.BigInteger;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.Hash;

/// The state a call reads, frozen at one height: the side that holds state implements it. Must give the same answers
/// for
/// as long as the call runs, and be safe for several threads.
public interface StateView {
    /// The two states of a contract: as of what was accepted, or of what is final.
    enum Kind {
        ACCEPTED,
        FINAL
    }

    /// `length` bytes of a slot from `offset` (unsigned) on; what was never written is zero.
    byte[] storage(Address contract, Kind kind, Hash slot, int offset, int length);

    /// Wei of an account or contract; for the contract that is called, with the call's value.
    BigInteger balance(Address account, Kind kind);

    /// The answer of an Ethereum contract to a reading call, or empty when it reverts or there is none.
    default Optional<byte[]> ethereumCall(Address contract, byte[] calldata) {
        return Optional.empty();
    }
}
