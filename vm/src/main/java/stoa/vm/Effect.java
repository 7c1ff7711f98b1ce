// SPDX-License-Identifier: Apache-2.0
package stoa.vm;

import java.math.BigInteger;
import java.util.List;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.codec.Calldata;

/// What a call does to the world beside its storage, in the order in which it did it.
public sealed interface Effect {
    /// When a message leaves.
    enum On {
        ACCEPTED,
        FINALIZED
    }

    /// A message to a contract, executed later as a transaction of its own.
    record Message(Address to, byte[] calldata, BigInteger value, On on) implements Effect {}

    /// A deployment; its address is known now if it has a salt.
    record Deployment(
            byte[] code,
            byte[] calldata,
            BigInteger saltNonce,
            BigInteger value,
            On on,
            java.util.Optional<Address> address)
            implements Effect {}

    /// A call of an Ethereum contract, or a plain transfer; leaves when the call is final.
    record EthereumMessage(Address to, byte[] data, BigInteger value) implements Effect {}

    /// A log: one to four topics and a map.
    record Event(List<Hash> topics, Calldata blob) implements Effect {
        public Event {
            topics = List.copyOf(topics);
        }
    }
}
