// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.chain.store.Batch;
import stoa.chain.store.Column;
import stoa.chain.store.KeyValue;
import stoa.chain.store.Snapshot;

/// A store that outlives whoever thinks it closed it, as files do.
public record Unclosing(KeyValue store) implements KeyValue {
    @Override
    public void write(Batch batch, boolean sync) {
        store.write(batch, sync);
    }

    @Override
    public void recover() {
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
        return store.snapshot();
    }

    @Override
    public void close() {}
}
