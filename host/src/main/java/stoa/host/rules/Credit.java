// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import stoa.types.Amount;

/// How much a host serves an owner beyond its vouchers. Rule [MKT-7]: nothing for a new owner, growing to 1 % of what
/// that owner has settled with it; nothing while the owner disputes receipts.
public final class Credit {
    private static final long PERCENT = 1;

    private Credit() {}

    /// @param settled by this owner with this host, ever
    /// @param disputed receipts of this owner now voided, in money
    public static Amount granted(Amount settled, Amount disputed) {
        return disputed.isZero() ? settled.shareDown(PERCENT, 100) : Amount.ZERO;
    }

    /// Whether to serve the owner at all: one that voids more than a fiftieth of what it settles is served no more.
    public static boolean trusted(Amount settled, Amount disputed) {
        return disputed.obol() <= Math.max(settled.obol() / 50, 1_000_000);
    }
}
