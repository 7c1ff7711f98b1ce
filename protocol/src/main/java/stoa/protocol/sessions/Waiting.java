// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.sessions;

import stoa.protocol.World;
import stoa.types.Amount;
import stoa.types.state.Host;

/// How long a payment stays pending. [MKT-8]
///
/// @param covered the part that the host's collateral covers beside all that is pending already; it waits the check
/// window
/// @param bucket number of the bucket of time it falls into
record Waiting(Amount covered, long bucket, long coveredDueSeconds, long uncoveredDueSeconds) {

    /// Counted from the bucket's end, so that nothing in a bucket waits for less than its window.
    static Waiting of(World world, Host host, Amount paid) {
        var params = world.params();
        long bucket = world.timeSeconds() / params.bucketSeconds();
        long end = (bucket + 1) * params.bucketSeconds();
        long free = Math.max(0, host.collateral().obol() - host.pending().obol());
        long covered = end + params.checkWindowSeconds();
        long uncovered = end + params.uncoveredEpochs() * params.epochSeconds();
        return new Waiting(paid.min(new Amount(free)), bucket, covered, Math.max(covered, uncovered));
    }
}
