// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.List;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Totals;
import stoa.types.tx.Tx;

/// What came of a block. Nothing is stored yet: the caller commits `changes`, all or nothing.
///
/// @param txs the included ones, in the order of the block
/// @param excluded those whose nonce, gas or fee cannot hold: they left no trace. A proposer drops them; a proposal
/// that holds one is rejected
/// @param beginEvents the seed and the draws it decided
/// @param endEvents due work
/// @param seed of this height
public record BlockResult(
        List<TxResult> txs,
        List<Excluded> excluded,
        List<Event> beginEvents,
        List<Event> endEvents,
        Changes changes,
        Totals totals,
        Hash seed) {
    public BlockResult {
        txs = List.copyOf(txs);
        excluded = List.copyOf(excluded);
        beginEvents = List.copyOf(beginEvents);
        endEvents = List.copyOf(endEvents);
    }

    public record Excluded(Tx tx, Reason reason) {}

    public long gasUsed() {
        long sum = 0;
        for (var tx : txs) sum = Math.addExact(sum, tx.gasUsed());
        return sum;
    }
}
