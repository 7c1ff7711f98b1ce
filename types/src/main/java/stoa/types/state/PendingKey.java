// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;

/// @param bucket unix seconds / bucketSeconds
/// @param uncovered whether it is the part above the host's active collateral, which waits longer
public record PendingKey(Address host, long session, long bucket, boolean uncovered) {}
