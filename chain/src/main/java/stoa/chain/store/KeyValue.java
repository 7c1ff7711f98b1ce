// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

/// An ordered key-value store whose writes are atomic. Every method may throw [StoreFailure]; after [#close] all do.
public interface KeyValue extends Reads, AutoCloseable {

    /// Applies the whole batch or nothing of it. With `sync` it survives a loss of power once this returns, and
    /// everything written before it does too; without, it survives the death of the process.
    ///
    /// After a failure nobody knows whether the batch was applied: call [#recover], then look.
    void write(Batch batch, boolean sync);

    Snapshot snapshot();

    /// Makes the store usable again after a failed write, or throws what still keeps it from being so. Snapshots taken
    /// before are useless afterwards.
    void recover();

    @Override
    void close();
}
