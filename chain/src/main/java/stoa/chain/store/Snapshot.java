// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

/// The store as it was when the snapshot was taken, all columns together. To be closed soon: while it is open nothing
/// it shows can be cleared away.
public interface Snapshot extends Reads, AutoCloseable {
    @Override
    void close();
}
