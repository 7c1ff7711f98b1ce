// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import stoa.types.Amount;

/// A host's signed word (EIP-712, `Typed.release`) that it gives back `amount` of a lane's allowance for a move.
/// Cumulative per lane: `total` is the sum of all released so far, this one included, so none is used twice.
public record Release(long session, int lane, Amount amount, Amount total) {}
