// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.types.state.StateKey;
import stoa.types.state.Table;

/// Ordered tables to read from: a committed version of the store, or a [Draft] over one. Byte arrays handed in or out
/// are not copied; nobody may write into them.
public interface State {

    /// The record under `key`, or null.
    byte @Nullable [] get(StateKey key);

    /// Records of one table in the order of their keys' bytes (unsigned): those whose key begins with `prefix` and is
    /// not below `from`, at most `limit` of them.
    ///
    /// @param table as [Table#prefix]
    /// @param from empty for the beginning of the prefix
    List<Entry> scan(byte table, byte[] from, byte[] prefix, int limit);

    /// One record as it lies in the store.
    record Entry(StateKey key, byte[] value) {}

    /// One record, read.
    record Row<K, V>(K key, V value) {}

    default <K, V> Optional<V> find(Table<K, V> table, K key) {
        byte[] bytes = get(table.key(key));
        return bytes == null ? Optional.empty() : Optional.of(table.decode(bytes));
    }

    /// As [#scan(byte, byte[], byte[], int)], read.
    default <K, V> List<Row<K, V>> scan(Table<K, V> table, byte[] from, byte[] prefix, int limit) {
        var rows = new ArrayList<Row<K, V>>();
        for (var entry : scan(table.prefix(), from, prefix, limit))
            rows.add(new Row<>(table.keyOf(entry.key()), table.decode(entry.value())));
        return rows;
    }
}
