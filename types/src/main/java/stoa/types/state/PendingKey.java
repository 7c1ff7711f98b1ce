// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;

/// @param bucket unix seconds / bucketSeconds
/// @param uncovered whether it is the part above the host's active collateral, which waits longer
public record PendingKey(Address host, long session, long bucket, boolean uncovered) implements Comparable<PendingKey> {
    /// The order of the keys' bytes.
    @Override
    public int compareTo(PendingKey other) {
        int order = host.compareTo(other.host);
        if (order == 0) order = Long.compare(session, other.session);
        if (order == 0) order = Long.compare(bucket, other.bucket);
        return order != 0 ? order : Boolean.compare(uncovered, other.uncovered);
    }
}
