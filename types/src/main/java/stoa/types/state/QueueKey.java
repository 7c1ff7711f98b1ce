// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;

/// A transaction's place in its contract's queue, from 0.
public record QueueKey(Address contract, long place) implements Comparable<QueueKey> {
    /// The order of the keys' bytes.
    @Override
    public int compareTo(QueueKey other) {
        int order = contract.compareTo(other.contract);
        return order != 0 ? order : Long.compare(place, other.place);
    }
}
