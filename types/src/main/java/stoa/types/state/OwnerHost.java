// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;

/// A host under its owner, so that an owner's hosts count as one.
public record OwnerHost(Address owner, Address host) implements Comparable<OwnerHost> {
    /// The order of the keys' bytes.
    @Override
    public int compareTo(OwnerHost other) {
        int order = owner.compareTo(other.owner);
        return order != 0 ? order : host.compareTo(other.host);
    }
}
