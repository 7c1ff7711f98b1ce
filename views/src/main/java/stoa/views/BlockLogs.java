// SPDX-License-Identifier: Apache-2.0
package stoa.views;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.chain.CommittedBlock;
import stoa.types.codec.Utf8;
import stoa.types.event.Event;
import stoa.types.event.EventTable;
import stoa.types.event.Log;

/// A block's events as Ethereum logs, numbered as everyone sees them: those of each transaction in turn, then those of
/// the block itself (its begin, then its end) under a pseudo-transaction that stands behind the last real one.
public final class BlockLogs {
    private static final byte[] BLOCK = Utf8.encode("block");

    private final Hashing hashing;
    private final EventTable table;

    public BlockLogs(Hashing hashing) {
        this.hashing = hashing;
        this.table = new EventTable(hashing);
    }

    /// One event and its log.
    ///
    /// @param number of the log in the block, from 0
    /// @param place of the transaction in the block; the number of real transactions for the pseudo-transaction
    public record Entry(int number, int place, Hash tx, Event event, Log log) {}

    public List<Entry> of(CommittedBlock block) {
        var entries = new ArrayList<Entry>();
        for (var tx : block.txs()) add(entries, tx.index(), tx.hash(), tx.events());
        var own = blockTx(block.height());
        add(entries, block.txs().size(), own, block.beginEvents());
        add(entries, block.txs().size(), own, block.endEvents());
        return entries;
    }

    /// The hash of the pseudo-transaction of a height: keccak-256("block" ‖ height as eight bytes).
    public Hash blockTx(long height) {
        return hashing.keccak256(BLOCK, Bytes.ofLong(height));
    }

    /// The place of the pseudo-transaction; empty when the block itself did nothing.
    public static OptionalInt blockTxPlace(CommittedBlock block) {
        return block.beginEvents().isEmpty() && block.endEvents().isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(block.txs().size());
    }

    private void add(List<Entry> entries, int place, Hash tx, List<Event> events) {
        for (var event : events) entries.add(new Entry(entries.size(), place, tx, event, table.encode(event)));
    }
}
