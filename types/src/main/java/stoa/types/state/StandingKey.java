// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;
import stoa.types.ModelId;

/// Ordered by model, then by host.
public record StandingKey(ModelId model, Address host) {}
