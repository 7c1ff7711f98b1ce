// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.types.state.StateKey;

/// Everything a block wrote, one write per key, in the order of keys: the same on every node.
public record Changes(List<Write> writes) {
    public Changes {
        writes = List.copyOf(writes);
    }

    /// @param value the record's new bytes; null when it is removed
    public record Write(StateKey key, byte @Nullable [] value) {}
}
