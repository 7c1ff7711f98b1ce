// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import stoa.types.Amount;
import stoa.types.Hash;

/// What the session key signs (EIP-712, `Typed.voucher`): cumulative, so only the newest matters. Rule MKT-5.
///
/// @param count receipts 0..count−1 are vouched for
/// @param earned the sum of their costs
/// @param ceiling earned and the increments open right now; never below earned
/// @param receiptsRoot root of the Merkle mountain range over their leaves
public record Voucher(long session, int lane, long count, Amount earned, Amount ceiling, Hash receiptsRoot) {
    public Voucher {
        if (session < 0 || lane < 0 || lane > 255 || count < 0)
            throw new ArithmeticException("a voucher's numbers are out of range");
    }
}
