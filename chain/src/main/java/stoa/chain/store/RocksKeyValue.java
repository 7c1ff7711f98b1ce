// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import stoa.chain.store.StoreFailure.Kind;
import stoa.types.Bytes;

/// The store on disk. Native memory must not be touched once it is released, so every use of the database holds a lock
/// that closing and reopening wait for.
public final class RocksKeyValue implements KeyValue {
    static {
        RocksDB.loadLibrary();
    }

    private final RocksConfig config;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final ReadOptions newest = new ReadOptions();
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final WriteOptions unsynced = new WriteOptions().setSync(false);
    private @Nullable RocksHandle handle;
    private boolean closed;

    private RocksKeyValue(RocksConfig config) {
        this.config = config;
        this.handle = RocksHandle.openAt(config);
    }

    public static RocksKeyValue open(RocksConfig config) {
        return new RocksKeyValue(config);
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
        return with(open -> get(open, newest, column, key));
    }

    @Override
    public List<byte @Nullable []> getAll(Column column, List<byte[]> keys) {
        return with(open -> getAll(open, newest, column, keys));
    }

    @Override
    public void scan(Column column, byte[] from, byte[] until, Visitor visitor) {
        with(open -> scan(open, newest, column, from, until, visitor));
    }

    @Override
    public void write(Batch batch, boolean sync) {
        with(open -> {
            try (var natively = new WriteBatch(
                    Math.toIntExact(batch.bytes() + 32L * batch.writes().size() + 64))) {
                for (var write : batch.writes()) {
                    byte[] value = write.value();
                    if (value == null) natively.delete(open.column(write.column()), write.key());
                    else natively.put(open.column(write.column()), write.key(), value);
                }
                open.db().write(sync ? synced : unsynced, natively);
                return true;
            } catch (RocksDBException e) {
                throw RocksFailures.translate(e, config.directory());
            }
        });
    }

    @Override
    public Snapshot snapshot() {
        return with(At::new);
    }

    @Override
    public void recover() {
        lock.writeLock().lock();
        try {
            if (closed) throw isClosed();
            var broken = handle;
            handle = null;
            if (broken != null) broken.close();
            handle = RocksHandle.openAt(config);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (closed) return;
            closed = true;
            if (handle != null) handle.close();
            handle = null;
            newest.close();
            synced.close();
            unsynced.close();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T extends @Nullable Object> T with(Function<RocksHandle, T> use) {
        lock.readLock().lock();
        try {
            if (closed) throw isClosed();
            var open = handle;
            if (open == null)
                throw new StoreFailure(
                        Kind.IO, "the store in " + config.directory() + " could not be opened again yet");
            return use.apply(open);
        } finally {
            lock.readLock().unlock();
        }
    }

    private StoreFailure isClosed() {
        return new StoreFailure(Kind.CLOSED, "the store in " + config.directory() + " is closed");
    }

    private byte @Nullable [] get(RocksHandle open, ReadOptions options, Column column, byte[] key) {
        try {
            return open.db().get(open.column(column), options, key);
        } catch (RocksDBException e) {
            throw RocksFailures.translate(e, config.directory());
        }
    }

    private List<byte @Nullable []> getAll(RocksHandle open, ReadOptions options, Column column, List<byte[]> keys) {
        try {
            return open.db().multiGetAsList(options, Collections.nCopies(keys.size(), open.column(column)), keys);
        } catch (RocksDBException e) {
            throw RocksFailures.translate(e, config.directory());
        }
    }

    private boolean scan(
            RocksHandle open, ReadOptions options, Column column, byte[] from, byte[] until, Visitor visitor) {
        try (var iterator = open.db().newIterator(open.column(column), options)) {
            for (iterator.seek(from); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (until.length > 0 && Bytes.compare(key, until) >= 0) return true;
                if (!visitor.visit(key, iterator.value())) return true;
            }
            iterator.status();
            return true;
        } catch (RocksDBException e) {
            throw RocksFailures.translate(e, config.directory());
        }
    }

    private final class At implements Snapshot {
        private final RocksHandle taken;
        private final org.rocksdb.Snapshot snapshot;
        private final ReadOptions options;
        private boolean open = true;

        At(RocksHandle taken) {
            this.taken = taken;
            this.snapshot = taken.db().getSnapshot();
            this.options = new ReadOptions().setSnapshot(snapshot);
        }

        @Override
        public byte @Nullable [] get(Column column, byte[] key) {
            return with(now -> RocksKeyValue.this.get(same(now), options, column, key));
        }

        @Override
        public List<byte @Nullable []> getAll(Column column, List<byte[]> keys) {
            return with(now -> RocksKeyValue.this.getAll(same(now), options, column, keys));
        }

        @Override
        public void scan(Column column, byte[] from, byte[] until, Visitor visitor) {
            with(now -> RocksKeyValue.this.scan(same(now), options, column, from, until, visitor));
        }

        @Override
        public synchronized void close() {
            if (!open) return;
            open = false;
            options.close();
            lock.readLock().lock();
            try {
                if (handle == taken) taken.db().releaseSnapshot(snapshot);
            } finally {
                lock.readLock().unlock();
            }
        }

        private RocksHandle same(RocksHandle now) {
            if (now != taken || !open)
                throw new StoreFailure(Kind.CLOSED, "this snapshot is closed, or the store was opened again since");
            return now;
        }
    }
}
