// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.types.Bytes;
import stoa.types.state.StateKey;

/// A state in memory: the store's twin for tests and simulations.
public final class MemoryState implements State {
    private final NavigableMap<StateKey, byte[]> records = new TreeMap<>();

    @Override
    public byte @Nullable [] get(StateKey key) {
        return records.get(key);
    }

    @Override
    public List<Entry> scan(byte table, byte[] from, byte[] prefix, int limit) {
        var found = new ArrayList<Entry>();
        var start = Bytes.compare(from, prefix) > 0 ? from : prefix;
        for (var record : records.tailMap(new StateKey(table, start), true).entrySet()) {
            var key = record.getKey();
            if (found.size() >= limit || key.table() != table || !Draft.startsWith(key.key(), prefix)) break;
            found.add(new Entry(key, record.getValue()));
        }
        return found;
    }

    /// Commits a block.
    public void apply(Changes changes) {
        for (var write : changes.writes()) {
            byte[] value = write.value();
            if (value == null) records.remove(write.key());
            else records.put(write.key(), value);
        }
    }

    /// An independent copy.
    public MemoryState copy() {
        var copy = new MemoryState();
        copy.records.putAll(records);
        return copy;
    }

    public int size() {
        return records.size();
    }
}
