// SPDX-License-Identifier: Apache-2.0
package stoa.types.event;

import java.util.List;
import stoa.types.Address;
import stoa.types.Hash;

/// An event as Ethereum shows it.
///
/// @param address of the capability that emits it
/// @param topics the hash of the event's signature, then its indexed values
/// @param data the other values. Nobody may write into it
public record Log(Address address, List<Hash> topics, byte[] data) {
    public Log {
        topics = List.copyOf(topics);
    }
}
