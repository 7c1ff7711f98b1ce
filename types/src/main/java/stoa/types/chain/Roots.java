// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import java.util.ArrayList;
import java.util.List;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Writer;
import stoa.types.event.Event;

/// The two list roots of a header: RFC 6962 tree hashes with SHA-256, which ICS-23 calls the Tendermint spec.
public final class Roots {
    private static final byte[] LEAF = {0};
    private static final byte[] INNER = {1};

    private Roots() {}

    /// Leaves are the transactions' hashes.
    public static Hash txs(List<CommittedTx> txs, Hashing hashing) {
        var leaves = new ArrayList<byte[]>(txs.size());
        for (var tx : txs) leaves.add(tx.hash().bytes());
        return root(leaves, hashing);
    }

    /// Leaves are the begin events, then each transaction's refusal, gas, fee and events, then the end events.
    public static Hash results(List<Event> beginEvents, List<CommittedTx> txs, List<Event> endEvents, Hashing hashing) {
        var leaves = new ArrayList<byte[]>(txs.size() + 2);
        leaves.add(EventCodec.encodeAll(beginEvents));
        for (var tx : txs) {
            var out = new Writer(256);
            tx.writeResult(out);
            leaves.add(out.toBytes());
        }
        leaves.add(EventCodec.encodeAll(endEvents));
        return root(leaves, hashing);
    }

    /// The tree hash of any list; of an empty one SHA-256 of nothing.
    public static Hash root(List<byte[]> leaves, Hashing hashing) {
        return switch (leaves.size()) {
            case 0 -> hashing.sha256();
            case 1 -> hashing.sha256(LEAF, leaves.getFirst());
            default -> {
                int left = Integer.highestOneBit(leaves.size() - 1); // the largest power of two below the size
                yield hashing.sha256(
                        INNER,
                        root(leaves.subList(0, left), hashing).bytes(),
                        root(leaves.subList(left, leaves.size()), hashing).bytes());
            }
        };
    }
}
