// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import stoa.types.Amount;

/// When a lane's newest voucher is worth a place in a settlement.
public final class Settling {
    private Settling() {}

    /// A growing lane waits until it has grown tenfold its fee; a closing one is settled if it pays its fee at all.
    ///
    /// @param growth earned by the newest voucher beyond what the ledger has
    /// @param fee of this lane's place in a settlement; zero on a sandbox
    /// @param closing whether the session ends
    public static boolean worth(Amount growth, Amount fee, boolean closing) {
        if (growth.isZero()) return false;
        return closing ? fee.below(growth) : fee.obol() <= growth.obol() / 10;
    }
}
