// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.chain.store.Batch;
import stoa.chain.store.Column;
import stoa.chain.store.KeyValue;
import stoa.chain.store.Snapshot;
import stoa.chain.store.StoreFailure;

/// A store whose disk does what disks do.
public final class FaultyKeyValue implements KeyValue {
    private final KeyValue store;
    private volatile boolean full;
    private volatile boolean fullForCommits;
    private volatile boolean lying;
    private volatile @Nullable Error broken;
    private volatile StoreFailure.@Nullable Kind failing;

    public FaultyKeyValue(KeyValue store) {
        this.store = store;
    }

    /// No write succeeds, nor does opening again, until there is space.
    public void setFull(boolean full) {
        this.full = full;
    }

    /// Only writes that wait for the disk fail: what a block sends ahead of its commit is there already.
    public void setFullForCommits(boolean full) {
        fullForCommits = full;
    }

    /// The next write for the disk is done and reported as failed, as when only the answer is lost.
    public void lieOnce() {
        lying = true;
    }

    /// Every write fails like this.
    public void failWith(StoreFailure.Kind kind) {
        failing = kind;
    }

    /// Whoever scans meets this error: a bug in the core, as seen from the driver.
    public void breakScans(Error error) {
        broken = error;
    }

    @Override
    public void write(Batch batch, boolean sync) {
        var kind = failing;
        if (kind != null) throw new StoreFailure(kind, "the disk fails");
        requireSpace();
        if (sync && fullForCommits) throw new StoreFailure(StoreFailure.Kind.FULL, "no space left; free some");
        store.write(batch, sync);
        if (sync && lying) {
            lying = false;
            throw new StoreFailure(StoreFailure.Kind.IO, "the disk does not answer");
        }
    }

    @Override
    public void recover() {
        requireSpace();
        store.recover();
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
        return store.get(column, key);
    }

    @Override
    public List<byte @Nullable []> getAll(Column column, List<byte[]> keys) {
        return store.getAll(column, keys);
    }

    @Override
    public void scan(Column column, byte[] from, byte[] until, Visitor visitor) {
        store.scan(column, from, until, visitor);
    }

    @Override
    public Snapshot snapshot() {
        var error = broken;
        if (error != null) throw error;
        return store.snapshot();
    }

    @Override
    public void close() {
        store.close();
    }

    private void requireSpace() {
        if (full) throw new StoreFailure(StoreFailure.Kind.FULL, "no space left; free some");
    }
}
