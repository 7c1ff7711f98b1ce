// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import stoa.chain.store.Batch;
import stoa.chain.store.Column;
import stoa.chain.store.Reads;
import stoa.types.Bytes;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// The records by which heights are found: roots, stale lists, the newest and the oldest readable height.
final class HeightTable {
    private static final byte[] NEWEST = {'s', 'n'};
    private static final byte[] OLDEST = {'s', 'o'};
    private static final byte ROOT = 'r';
    private static final byte STALE = 's';

    private HeightTable() {}

    static OptionalLong newest(Reads store) {
        return height(store.get(Column.META, NEWEST));
    }

    static OptionalLong oldest(Reads store) {
        return height(store.get(Column.META, OLDEST));
    }

    static void putNewest(Batch batch, long height) {
        batch.put(Column.META, NEWEST, Bytes.ofLong(height));
    }

    static void putOldest(Batch batch, long height) {
        batch.put(Column.META, OLDEST, Bytes.ofLong(height));
    }

    /// Empty when no such height is here; inside, null for the empty tree.
    static Optional<Root> root(Reads store, long height) {
        byte[] bytes = store.get(Column.HEIGHTS, key(ROOT, height));
        if (bytes == null) return Optional.empty();
        var in = new Reader(bytes);
        var slot = in.optional(Slot::read).orElse(null);
        in.end();
        return Optional.of(new Root(slot));
    }

    record Root(@Nullable Slot slot) {}

    static void putRoot(Batch batch, long height, @Nullable Slot slot) {
        var out = new Writer().optional(Optional.ofNullable(slot), (to, root) -> root.write(to));
        batch.put(Column.HEIGHTS, key(ROOT, height), out.toBytes());
    }

    static void removeRoot(Batch batch, long height) {
        batch.remove(Column.HEIGHTS, key(ROOT, height));
    }

    static Optional<StaleRecord> stale(Reads store, long height) {
        byte[] bytes = store.get(Column.HEIGHTS, key(STALE, height));
        return bytes == null ? Optional.empty() : Optional.of(StaleRecord.decode(bytes));
    }

    static void putStale(Batch batch, long height, StaleRecord stale) {
        batch.put(Column.HEIGHTS, key(STALE, height), stale.encode());
    }

    static void removeStale(Batch batch, long height) {
        batch.remove(Column.HEIGHTS, key(STALE, height));
    }

    /// The least height whose stale list is still here.
    static OptionalLong firstStale(Reads store) {
        long[] first = {-1};
        store.scan(Column.HEIGHTS, new byte[] {STALE}, new byte[] {STALE + 1}, (key, _) -> {
            first[0] = Bytes.getLong(key, 1);
            return false;
        });
        return first[0] < 0 ? OptionalLong.empty() : OptionalLong.of(first[0]);
    }

    private static OptionalLong height(byte @Nullable [] bytes) {
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(Bytes.getLong(bytes, 0));
    }

    private static byte[] key(byte kind, long height) {
        return Bytes.concat(new byte[] {kind}, Bytes.ofLong(height));
    }
}
