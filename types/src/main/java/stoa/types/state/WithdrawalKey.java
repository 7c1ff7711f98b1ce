// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;

/// Collateral of `host` that is unbonding.
///
/// @param dueSeconds when it returns
/// @param number tells withdrawals of one host and second apart
public record WithdrawalKey(Address host, long dueSeconds, long number) {}
