// SPDX-License-Identifier: Apache-2.0
package stoa.chain.driver;

import stoa.types.Hash;
import stoa.types.tx.Refused;

/// What moves a chain from block to block: one process alone, or consensus among many. Any thread.
public interface Driver extends AutoCloseable {
    void start();

    Health health();

    /// Lets a transaction wait for a block, or says why it never enters one in this form.
    ///
    /// @return its hash
    Hash submit(byte[] raw) throws Refused;

    /// Lets a block in progress be committed, then stops.
    @Override
    void close();
}
