// SPDX-License-Identifier: Apache-2.0
package stoa.chain.block;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import stoa.chain.state.HeightUnavailable;
import stoa.chain.store.Batch;
import stoa.chain.store.Column;
import stoa.chain.store.KeyValue;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;

/// Committed blocks by height, and heights by hashes. All are kept. Any thread.
public final class BlockStore {
    private static final byte[] OLDEST = {'b', 'o'};
    private static final byte BLOCK = 'b';
    private static final byte TX = 't';

    private final KeyValue store;

    public BlockStore(KeyValue store) {
        this.store = store;
    }

    /// Adds a block's writes to the batch that commits it.
    void put(Batch batch, CommittedBlock block) {
        long height = block.height();
        batch.put(Column.BLOCKS, Bytes.ofLong(height), block.encode());
        batch.put(Column.LOOKUP, key(BLOCK, block.hash()), Bytes.ofLong(height));
        for (var tx : block.txs()) {
            var place = new byte[12];
            Bytes.putLong(place, 0, height);
            Bytes.putInt(place, 8, tx.index());
            batch.put(Column.LOOKUP, key(TX, tx.hash()), place);
        }
    }

    /// Marks the first block of this store: the genesis block, or the one that came with a snapshot.
    public void putOldest(Batch batch, CommittedBlock block) {
        batch.put(Column.META, OLDEST, Bytes.ofLong(block.height()));
        put(batch, block);
    }

    /// The first height whose block is here; empty in an empty store.
    public OptionalLong oldest() {
        byte[] bytes = store.get(Column.META, OLDEST);
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(Bytes.getLong(bytes, 0));
    }

    public Optional<CommittedBlock> find(long height) {
        if (height < 0) return Optional.empty();
        byte[] bytes = store.get(Column.BLOCKS, Bytes.ofLong(height));
        return bytes == null ? Optional.empty() : Optional.of(CommittedBlock.decode(bytes));
    }

    /// A block that must be here: at most `newest`, the caller's newest height.
    public CommittedBlock get(long height, long newest) {
        if (height > newest) throw HeightUnavailable.ahead(height, newest);
        return find(height).orElseThrow(() -> HeightUnavailable.noBlock(height, oldest().orElse(newest)));
    }

    public Optional<CommittedBlock> find(Hash hash) {
        byte[] bytes = store.get(Column.LOOKUP, key(BLOCK, hash));
        return bytes == null ? Optional.empty() : find(Bytes.getLong(bytes, 0));
    }

    /// Where a committed transaction stands.
    public Optional<TxPlace> place(Hash tx) {
        byte @Nullable [] bytes = store.get(Column.LOOKUP, key(TX, tx));
        return bytes == null
                ? Optional.empty()
                : Optional.of(new TxPlace(Bytes.getLong(bytes, 0), Bytes.getInt(bytes, 8)));
    }

    private static byte[] key(byte kind, Hash hash) {
        return Bytes.concat(new byte[] {kind}, hash.bytes());
    }
}
