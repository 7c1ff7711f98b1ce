// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Hash;
import stoa.types.court.Links;

/// A host on the bench.
///
/// @param root of its links
/// @param used links that rounds it leads were given
/// @param seats of cases that are open; while there are any its collateral stays
/// @param leaving whether it takes no more seats
public record Sitter(Hash root, int used, int seats, boolean leaving) {
    /// Links kept for rounds that a host may be called to lead after it was drawn.
    private static final int SPARE = 64;

    /// Whether it can be drawn.
    public boolean ready() {
        return !leaving && used < Links.COUNT - SPARE;
    }
}
