// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reading, from the newest content or from a [Snapshot]. Keys are ordered by their bytes, unsigned. Arrays handed in
/// or out are not copied; nobody may write into them. Any thread.
public interface Reads {
    byte @Nullable [] get(Column column, byte[] key);

    /// The values in the order of the keys; null where there is none.
    List<byte @Nullable []> getAll(Column column, List<byte[]> keys);

    /// Visits entries in order, from `from` inclusive to `until` exclusive, as they were at the call.
    ///
    /// @param until empty for the column's end
    void scan(Column column, byte[] from, byte[] until, Visitor visitor);

    /// Sees one entry and says whether it wants the next. It may read from the store, but not write.
    @FunctionalInterface
    interface Visitor {
        boolean visit(byte[] key, byte[] value);
    }
}
