// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Amount;
import stoa.types.ModelId;

/// Payments of one (host, session, bucket of time) waiting for their check window. On conviction they return to the
/// payer.
///
/// @param amount not yet released
/// @param dueSeconds when it splits into burn, checks and host
public record Pending(ModelId model, Amount amount, long dueSeconds) {}
