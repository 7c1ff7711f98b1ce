// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.types.Bytes;
import stoa.types.state.StateKey;
import stoa.types.state.Table;

/// Writes laid over a state, committed or dropped whole. A transaction gets a draft over the block's draft; the block's
/// draft becomes [Changes]. Records are kept as they are and encoded once, at the end: a block touches the same few of
/// them thousands of times.
public final class Draft implements State {
    private final State base;
    private final NavigableMap<StateKey, Slot<?>> slots = new TreeMap<>();

    public Draft(State base) {
        this.base = base;
    }

    /// A record read or written here.
    ///
    /// @param value null when there is none
    /// @param written false for one that was only read
    private record Slot<V>(Table<?, V> table, @Nullable V value, boolean written) {
        byte @Nullable [] bytes() {
            return value == null ? null : table.encode(value);
        }
    }

    public <K, V> void put(Table<K, V> table, K key, V value) {
        slots.put(table.key(key), new Slot<>(table, value, true));
    }

    public <K, V> void remove(Table<K, V> table, K key) {
        slots.put(table.key(key), new Slot<>(table, null, true));
    }

    @Override
    public byte @Nullable [] get(StateKey key) {
        var slot = slots.get(key);
        return slot == null ? base.get(key) : slot.bytes();
    }

    @Override
    public <K, V> Optional<V> find(Table<K, V> table, K key) {
        return Optional.ofNullable(read(table, table.key(key)));
    }

    private <V> @Nullable V read(Table<?, V> table, StateKey at) {
        var slot = slots.get(at);
        if (slot != null) return value(slot);
        if (base instanceof Draft below) return below.read(table, at);
        byte[] bytes = base.get(at);
        V value = bytes == null ? null : table.decode(bytes);
        slots.put(at, new Slot<>(table, value, false));
        return value;
    }

    /// A key's first byte is its table's alone, so whoever asks with a table gets that table's values.
    @SuppressWarnings("unchecked")
    private static <V> @Nullable V value(Slot<?> slot) {
        return (V) slot.value();
    }

    @Override
    public List<Entry> scan(byte table, byte[] from, byte[] prefix, int limit) {
        var found = new ArrayList<Entry>();
        var below = new Below(table, from, prefix, limit);
        var above = written(table, from, prefix);
        var mine = next(above);
        while (found.size() < limit) {
            var theirs = below.peek();
            if (mine == null && theirs == null) break;
            int order = mine == null ? 1 : theirs == null ? -1 : mine.key().compareTo(theirs.key());
            if (order >= 0) below.skip();
            if (order > 0) found.add(theirs);
            if (order > 0 || mine == null) continue;
            byte[] bytes = mine.slot().bytes();
            if (bytes != null) found.add(new Entry(mine.key(), bytes));
            mine = next(above);
        }
        return found;
    }

    /// The base's entries, fetched a few at a time: most of what a queue's scan meets first was removed in this draft.
    private final class Below {
        private final byte table;
        private final byte[] prefix;
        private final int chunk;
        private List<Entry> entries;
        private int at;

        Below(byte table, byte[] from, byte[] prefix, int limit) {
            this.table = table;
            this.prefix = prefix;
            this.chunk = limit;
            this.entries = base.scan(table, from, prefix, limit);
        }

        @Nullable
        Entry peek() {
            if (at == entries.size() && at == chunk) {
                byte[] last = entries.getLast().key().key();
                entries = base.scan(table, Arrays.copyOf(last, last.length + 1), prefix, chunk);
                at = 0;
            }
            return at < entries.size() ? entries.get(at) : null;
        }

        void skip() {
            at++;
        }
    }

    private record Written(StateKey key, Slot<?> slot) {}

    private Iterator<Written> written(byte table, byte[] from, byte[] prefix) {
        var start = Bytes.compare(from, prefix) > 0 ? from : prefix;
        return slots.tailMap(new StateKey(table, start), true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().table() == table
                        && startsWith(entry.getKey().key(), prefix))
                .filter(entry -> entry.getValue().written())
                .map(entry -> new Written(entry.getKey(), entry.getValue()))
                .iterator();
    }

    private static @Nullable Written next(Iterator<Written> all) {
        return all.hasNext() ? all.next() : null;
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.mismatch(key, 0, prefix.length, prefix, 0, prefix.length) < 0;
    }

    /// Whether anything was written.
    public boolean isEmpty() {
        return slots.values().stream().noneMatch(Slot::written);
    }

    /// Lays these writes into the draft below, which this one was made over.
    void commit() {
        if (!(base instanceof Draft below)) throw new IllegalStateException("there is no draft below");
        slots.forEach((key, slot) -> {
            if (slot.written()) below.slots.put(key, slot);
        });
    }

    /// What was written, in the order of keys. A removal of a record that the base never had is left out.
    public Changes changes() {
        var writes = new ArrayList<Changes.Write>();
        slots.forEach((key, slot) -> {
            if (!slot.written()) return;
            byte[] bytes = slot.bytes();
            if (bytes != null || base.get(key) != null) writes.add(new Changes.Write(key, bytes));
        });
        return new Changes(writes);
    }
}
