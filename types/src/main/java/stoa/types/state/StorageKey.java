// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;
import stoa.types.Hash;

/// A page of 256 bytes of a slot of a contract.
///
/// @param finalized whether it is what is final, and not what was accepted last
/// @param page offset ÷ 256
public record StorageKey(Address contract, boolean finalized, Hash slot, long page) implements Comparable<StorageKey> {
    public static final int PAGE = 256;

    /// The order of the keys' bytes.
    @Override
    public int compareTo(StorageKey other) {
        int order = contract.compareTo(other.contract);
        if (order == 0) order = Boolean.compare(finalized, other.finalized);
        if (order == 0) order = slot.compareTo(other.slot);
        return order != 0 ? order : Long.compare(page, other.page);
    }
}
