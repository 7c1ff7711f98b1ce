// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.List;

/// Units a model sold lately, in equal slices of the demand window; rule PRC-3.
///
/// @param slice number of the newest slice: unix seconds / slice length
/// @param units newest first
public record Demand(long slice, List<Long> units) {
    public Demand {
        units = List.copyOf(units);
    }
}
