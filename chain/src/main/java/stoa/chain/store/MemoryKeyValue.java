// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import stoa.types.Bytes;

/// The store's twin in memory, for tests, simulations and replays. A key holds as many versions as open snapshots
/// need.
public final class MemoryKeyValue implements KeyValue {
    private static final long NEWEST = Long.MAX_VALUE;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<Column, NavigableMap<byte[], Version>> columns = new EnumMap<>(Column.class);
    private final NavigableMap<Long, Integer> snapshots = new TreeMap<>();
    private long sequence;
    private boolean closed;

    public MemoryKeyValue() {
        for (var column : Column.values()) columns.put(column, new TreeMap<>(Bytes::compare));
    }

    private record Version(
            long sequence,
            byte @Nullable [] value,
            @Nullable Version older) {}

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
        return get(column, key, NEWEST);
    }

    @Override
    public List<byte @Nullable []> getAll(Column column, List<byte[]> keys) {
        return getAll(column, keys, NEWEST);
    }

    @Override
    public void scan(Column column, byte[] from, byte[] until, Visitor visitor) {
        scan(column, from, until, visitor, NEWEST);
    }

    @Override
    public void write(Batch batch, boolean sync) {
        lock.writeLock().lock();
        try {
            requireOpen();
            sequence++;
            for (var write : batch.writes()) apply(write);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public Snapshot snapshot() {
        lock.writeLock().lock();
        try {
            requireOpen();
            snapshots.merge(sequence, 1, Integer::sum);
            return new At(sequence);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void recover() {
        requireOpen();
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        closed = true;
        lock.writeLock().unlock();
    }

    private void apply(Batch.Write write) {
        var column = column(write.column());
        var older = seen(column.get(write.key()));
        if (write.value() == null && older == null) column.remove(write.key());
        else column.put(write.key(), new Version(sequence, write.value(), older));
    }

    /// The versions that some open snapshot still sees; the same batch's own never.
    private @Nullable Version seen(@Nullable Version version) {
        if (version == null || snapshots.isEmpty()) return null;
        if (version.sequence == sequence) return version.older;
        Long oldest = snapshots.firstKey();
        return version.sequence <= oldest
                ? new Version(version.sequence, version.value, null)
                : new Version(version.sequence, version.value, seen(version.older));
    }

    private byte @Nullable [] get(Column column, byte[] key, long at) {
        lock.readLock().lock();
        try {
            requireOpen();
            return value(column(column).get(key), at);
        } finally {
            lock.readLock().unlock();
        }
    }

    private List<byte @Nullable []> getAll(Column column, List<byte[]> keys, long at) {
        lock.readLock().lock();
        try {
            var values = new ArrayList<byte @Nullable []>(keys.size());
            for (var key : keys) values.add(get(column, key, at));
            return values;
        } finally {
            lock.readLock().unlock();
        }
    }

    private void scan(Column column, byte[] from, byte[] until, Visitor visitor, long at) {
        lock.readLock().lock();
        try {
            requireOpen();
            for (var entry : column(column).tailMap(from, true).entrySet()) {
                if (until.length > 0 && Bytes.compare(entry.getKey(), until) >= 0) return;
                byte[] value = value(entry.getValue(), at);
                if (value != null && !visitor.visit(entry.getKey(), value)) return;
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    private static byte @Nullable [] value(@Nullable Version newest, long at) {
        var version = newest;
        while (version != null && version.sequence > at) version = version.older;
        return version == null ? null : version.value;
    }

    private NavigableMap<byte[], Version> column(Column column) {
        var map = columns.get(column);
        if (map == null) throw new IllegalStateException("no column " + column);
        return map;
    }

    private void requireOpen() {
        if (closed) throw new StoreFailure(StoreFailure.Kind.CLOSED, "the store is closed");
    }

    private final class At implements Snapshot {
        private final long at;
        private boolean open = true;

        At(long at) {
            this.at = at;
        }

        @Override
        public byte @Nullable [] get(Column column, byte[] key) {
            return MemoryKeyValue.this.get(column, key, at);
        }

        @Override
        public List<byte @Nullable []> getAll(Column column, List<byte[]> keys) {
            return MemoryKeyValue.this.getAll(column, keys, at);
        }

        @Override
        public void scan(Column column, byte[] from, byte[] until, Visitor visitor) {
            MemoryKeyValue.this.scan(column, from, until, visitor, at);
        }

        @Override
        public void close() {
            lock.writeLock().lock();
            try {
                if (open) snapshots.computeIfPresent(at, (_, count) -> count == 1 ? null : count - 1);
                open = false;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }
}
