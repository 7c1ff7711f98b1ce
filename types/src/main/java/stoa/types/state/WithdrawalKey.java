// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;

/// Collateral of `host` that is unbonding.
///
/// @param dueSeconds when it returns
/// @param number tells withdrawals of one host and second apart
public record WithdrawalKey(Address host, long dueSeconds, long number) implements Comparable<WithdrawalKey> {
    /// The order of the keys' bytes.
    @Override
    public int compareTo(WithdrawalKey other) {
        int order = host.compareTo(other.host);
        if (order == 0) order = Long.compare(dueSeconds, other.dueSeconds);
        return order != 0 ? order : Long.compare(number, other.number);
    }
}
