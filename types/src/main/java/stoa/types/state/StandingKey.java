// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;
import stoa.types.ModelId;

/// Ordered by model, then by host.
public record StandingKey(ModelId model, Address host) implements Comparable<StandingKey> {
    /// The order of the keys' bytes.
    @Override
    public int compareTo(StandingKey other) {
        int order = model.compareTo(other.model);
        return order != 0 ? order : host.compareTo(other.host);
    }
}
