// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.types.Bytes;
import stoa.types.state.StateKey;
import stoa.types.state.Table;

/// Writes laid over a state, committed or dropped whole. A transaction gets a draft over the block's draft; the
/// block's draft becomes [Changes].
///
/// Records are kept as they are under keys as they are, and written as bytes once, at the end: a block touches the
/// same few of them thousands of times.
public final class Draft implements State {
    /// Prefixes of tables lie below this.
    private static final int TABLES = 64;

    private final State base;
    private final @Nullable Store<?, ?>[] stores = new Store<?, ?>[TABLES];

    public Draft(State base) {
        this.base = base;
    }

    public <K, V> void put(Table<K, V> table, K key, V value) {
        store(table).put(key, new Slot<>(value, true));
    }

    public <K, V> void remove(Table<K, V> table, K key) {
        store(table).put(key, new Slot<>(null, true));
    }

    @Override
    public byte @Nullable [] get(StateKey key) {
        var store = stores[key.table()];
        return store == null ? base.get(key) : get(store, key);
    }

    private <K, V> byte @Nullable [] get(Store<K, V> store, StateKey at) {
        var slot = store.slots.get(store.table.keyOf(at));
        return slot == null ? base.get(at) : store.bytes(slot);
    }

    @Override
    public <K, V> Optional<V> find(Table<K, V> table, K key) {
        return Optional.ofNullable(read(table, key));
    }

    private <K, V> @Nullable V read(Table<K, V> table, K key) {
        Store<K, V> store = existing(table);
        Slot<V> slot = store == null ? null : store.slots.get(key);
        if (slot != null) return slot.value();
        if (base instanceof Draft below) return below.read(table, key);
        byte[] bytes = base.get(table.key(key));
        V value = bytes == null ? null : table.decode(bytes);
        store(table).slots.put(key, new Slot<>(value, false));
        return value;
    }

    @Override
    public List<Entry> scan(byte table, byte[] from, byte[] prefix, int limit) {
        var store = stores[table];
        return store == null ? base.scan(table, from, prefix, limit) : scan(store, from, prefix, limit);
    }

    private <K, V> List<Entry> scan(Store<K, V> store, byte[] from, byte[] prefix, int limit) {
        var found = new ArrayList<Entry>();
        var below = new Below(store.table.prefix(), from, prefix, limit);
        var above = new Above<>(store, from, prefix);
        while (found.size() < limit) {
            var theirs = below.peek();
            var mine = above.peek();
            if (mine == null && theirs == null) break;
            int order = mine == null ? 1 : theirs == null ? -1 : mine.getKey().compareTo(theirs.key());
            if (order >= 0) below.skip();
            if (order > 0) {
                found.add(theirs);
                continue;
            }
            byte[] bytes = store.bytes(mine.getValue());
            if (bytes != null) found.add(new Entry(mine.getKey(), bytes));
            above.skip();
        }
        return found;
    }

    /// Whether anything was written.
    public boolean isEmpty() {
        for (var store : stores)
            if (store != null && store.slots.values().stream().anyMatch(Slot::written)) return false;
        return true;
    }

    /// Lays these writes into the draft below, which this one was made over.
    void commit() {
        if (!(base instanceof Draft below)) throw new IllegalStateException("there is no draft below");
        for (var store : stores) if (store != null) lay(store, below);
    }

    private static <K, V> void lay(Store<K, V> store, Draft below) {
        var under = below.store(store.table);
        store.slots.forEach((key, slot) -> {
            if (slot.written()) under.put(key, slot);
        });
    }

    /// What was written, in the order of keys. A removal of a record that the base never had is left out.
    public Changes changes() {
        var writes = new ArrayList<Changes.Write>();
        for (var store : stores) if (store != null) changes(store, writes);
        return new Changes(writes);
    }

    private <K, V> void changes(Store<K, V> store, List<Changes.Write> writes) {
        store.slots.forEach((key, slot) -> {
            if (!slot.written()) return;
            var at = store.table.key(key);
            byte[] bytes = store.bytes(slot);
            if (bytes != null || base.get(at) != null) writes.add(new Changes.Write(at, bytes));
        });
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.mismatch(key, 0, prefix.length, prefix, 0, prefix.length) < 0;
    }

    private <K, V> Store<K, V> store(Table<K, V> table) {
        Store<K, V> store = existing(table);
        if (store == null) {
            store = new Store<>(table);
            stores[table.prefix()] = store;
        }
        return store;
    }

    /// A prefix is one table's alone, so what lies under it has that table's types.
    @SuppressWarnings("unchecked")
    private <K, V> @Nullable Store<K, V> existing(Table<K, V> table) {
        return (Store<K, V>) stores[table.prefix()];
    }

    /// A record read or written here.
    ///
    /// @param value null when there is none
    /// @param written false for one that was only read
    private record Slot<V>(@Nullable V value, boolean written) {}

    /// The slots of one table. Keys are ordered as their bytes.
    private static final class Store<K, V> {
        private final Table<K, V> table;
        private final NavigableMap<K, Slot<V>> slots = new TreeMap<>();
        /// The written slots by the bytes of their keys; made when the table is first scanned, for most never are.
        private @Nullable NavigableMap<StateKey, Slot<V>> scanned;

        Store(Table<K, V> table) {
            this.table = table;
        }

        void put(K key, Slot<V> slot) {
            slots.put(key, slot);
            if (scanned != null) scanned.put(table.key(key), slot);
        }

        NavigableMap<StateKey, Slot<V>> scanned() {
            var all = scanned;
            if (all == null) {
                var made = new TreeMap<StateKey, Slot<V>>();
                slots.forEach((key, slot) -> {
                    if (slot.written()) made.put(table.key(key), slot);
                });
                scanned = made;
                all = made;
            }
            return all;
        }

        byte @Nullable [] bytes(Slot<V> slot) {
            V value = slot.value();
            return value == null ? null : table.encode(value);
        }
    }

    /// What was written under a prefix, in order. Walked by hand: a stream would count the tail of the map first.
    private static final class Above<K, V> {
        private final byte[] prefix;
        private final Iterator<Map.Entry<StateKey, Slot<V>>> entries;
        private Map.@Nullable Entry<StateKey, Slot<V>> next;

        Above(Store<K, V> store, byte[] from, byte[] prefix) {
            this.prefix = prefix;
            var start = new StateKey(store.table.prefix(), Bytes.compare(from, prefix) > 0 ? from : prefix);
            this.entries = store.scanned().tailMap(start, true).entrySet().iterator();
            skip();
        }

        Map.@Nullable Entry<StateKey, Slot<V>> peek() {
            return next;
        }

        private void skip() {
            next = entries.hasNext() ? entries.next() : null;
            if (next != null && !startsWith(next.getKey().key(), prefix)) next = null;
        }
    }

    /// The base's entries, fetched a few at a time: most of what a queue's scan meets first was removed in this
    /// draft.
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
}
