// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Amount;
import stoa.types.Coin;

/// The books: supply = balances + deposits + pending + collateral + pools, checked at every block end. Rule SUP-1.
///
/// @param balances of all accounts
/// @param deposits held by sessions: not yet settled, not yet returned
/// @param pending settled but not yet released
/// @param collateral bonded and unbonding
/// @param checks the pool that pays for checks
/// @param treasury the pool governance spends
/// @param supply everything that exists; burning lowers it
/// @param burned everything ever burned; no part of the supply
public record Totals(
        Coin balances,
        Amount deposits,
        Amount pending,
        Amount collateral,
        Amount checks,
        Amount treasury,
        Amount supply,
        Amount burned) {
    public static final Totals ZERO = new Totals(
            Coin.ZERO, Amount.ZERO, Amount.ZERO, Amount.ZERO, Amount.ZERO, Amount.ZERO, Amount.ZERO, Amount.ZERO);

    /// Whether the books balance.
    public boolean hold() {
        return balances.plus(deposits)
                .plus(pending)
                .plus(collateral)
                .plus(checks)
                .plus(treasury)
                .equals(Coin.of(supply));
    }
}
