// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Amount;

/// What a live session locked last under a delegation, so that its return goes back to the period it was spent in.
/// Rule DEL-6.
///
/// @param period the newest period of the delegation in which the session locked money
/// @param amount locked in that period; whatever else the session holds was locked in earlier ones
public record Locked(long period, Amount amount) {}
