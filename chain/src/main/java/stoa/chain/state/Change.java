// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import org.jspecify.annotations.Nullable;
import stoa.types.Hash;
import stoa.types.state.StateKey;

/// One write of a block, at its place in the tree.
///
/// @param value null for a removal
record Change(Hash path, StateKey key, byte @Nullable [] value) implements Comparable<Change> {
    @Override
    public int compareTo(Change other) {
        return path.compareTo(other.path);
    }
}
