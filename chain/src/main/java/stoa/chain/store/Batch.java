// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes that belong together, in order; a later one of the same key wins.
public final class Batch {
    private final List<Write> writes = new ArrayList<>();
    private long bytes;

    /// @param value null for a removal
    public record Write(Column column, byte[] key, byte @Nullable [] value) {}

    /// Both arrays are kept, not copied.
    public Batch put(Column column, byte[] key, byte[] value) {
        writes.add(new Write(column, key, value));
        bytes += key.length + value.length;
        return this;
    }

    public Batch remove(Column column, byte[] key) {
        writes.add(new Write(column, key, null));
        bytes += key.length;
        return this;
    }

    public Batch addAll(Batch other) {
        writes.addAll(other.writes);
        bytes += other.bytes;
        return this;
    }

    public List<Write> writes() {
        return Collections.unmodifiableList(writes);
    }

    /// Keys and values together.
    public long bytes() {
        return bytes;
    }
}
