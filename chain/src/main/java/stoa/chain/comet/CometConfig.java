// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.net.URI;
import java.nio.file.Path;

/// @param listen where CometBFT finds us: `unix:///path` or `tcp://127.0.0.1:port`
/// @param rpc CometBFT's own RPC, where our transactions are handed in
/// @param snapshots directory of the snapshots we offer to nodes that join
/// @param snapshotEvery blocks from one snapshot to the next; 0 for none
/// @param snapshotsKept the newest so many
/// @param blocksKept CometBFT's blocks that are kept, the newest so many; 0 keeps all, as an archive does
public record CometConfig(
        String listen, URI rpc, Path snapshots, long snapshotEvery, int snapshotsKept, long blocksKept) {
    /// So that evidence of misbehaviour can still be judged, and a joining node finds the blocks after a snapshot.
    public static final long BLOCKS_LEAST = 100;

    public CometConfig {
        if (snapshotEvery < 0) throw new IllegalArgumentException("chain.snapshot-every is 0 or more blocks");
        if (snapshotsKept < 1) throw new IllegalArgumentException("chain.snapshots-kept is at least 1");
        if (blocksKept != 0 && blocksKept < BLOCKS_LEAST)
            throw new IllegalArgumentException("chain.blocks-kept is 0 for all, or at least " + BLOCKS_LEAST);
    }
}
