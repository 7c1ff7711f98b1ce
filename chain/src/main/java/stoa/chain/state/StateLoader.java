// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import org.jspecify.annotations.Nullable;
import stoa.chain.store.Batch;
import stoa.protocol.Changes;
import stoa.types.Hash;

/// Fills an empty store with the state of one height, part by part: a genesis or a snapshot too large for one batch.
/// Until [#finish] is committed the store still counts as empty; what a loader that died left behind is overwritten by
/// the next one.
public final class StateLoader {
    private final StateStore store;
    private final long height;
    private @Nullable Slot slot;

    StateLoader(StateStore store, long height) {
        this.store = store;
        this.height = height;
    }

    /// Takes more records, none of them twice; they are written without waiting for the disk.
    public void add(Changes changes) {
        slot = store.load(height, slot, changes);
    }

    /// The root over everything added.
    public Hash root() {
        return slot == null ? Hash.ZERO : slot.hash();
    }

    /// Adds to `batch` what makes the loaded state the newest one; call [StateStore#reload] once that is committed.
    public void finish(Batch batch) {
        HeightTable.putRoot(batch, height, slot);
        HeightTable.putNewest(batch, height);
        HeightTable.putOldest(batch, height);
    }
}
