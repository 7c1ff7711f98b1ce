// SPDX-License-Identifier: Apache-2.0
package stoa.views;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
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

    /// In the order of their numbers.
    public List<Entry> of(CommittedBlock block) {
        var entries = new ArrayList<Entry>();
        forEach(block, entries::add);
        entries.sort(Comparator.comparingInt(Entry::number));
        return entries;
    }

    /// One by one in the order in which they happened, which is not that of their numbers: a block's begin comes first.
    /// One by one, because a genesis block may hold a million.
    void forEach(CommittedBlock block, Consumer<Entry> receiver) {
        int ofTxs = 0;
        for (var tx : block.txs()) ofTxs += tx.events().size();
        int own = block.txs().size();
        var ownTx = blockTx(block.height());
        int behindBegin = tell(receiver, ofTxs, own, ownTx, block.beginEvents());
        int number = 0;
        for (var tx : block.txs()) number = tell(receiver, number, tx.index(), tx.hash(), tx.events());
        tell(receiver, behindBegin, own, ownTx, block.endEvents());
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

    private int tell(Consumer<Entry> receiver, int first, int place, Hash tx, List<Event> events) {
        int number = first;
        for (var event : events) receiver.accept(new Entry(number++, place, tx, event, table.encode(event)));
        return number;
    }
}
