// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import stoa.types.Amount;

/// Whether an answer, or its next increment, may be served on a lane.
public sealed interface Admission {
    /// The money is vouched for, or within the credit granted, and reserved now.
    record Admitted() implements Admission {}

    /// A voucher with at least this ceiling is needed first.
    record NeedsVoucher(Amount ceiling) implements Admission {}

    /// The lane's allowance cannot carry it; a top-up or another session can.
    ///
    /// @param ceiling what a voucher would have to have
    record AllowanceEnded(Amount allowance, Amount ceiling) implements Admission {}

    /// The lane takes no new answers.
    record Barred(Bar bar) implements Admission {}

    /// Why a lane takes no new answers although its session is open.
    enum Bar {
        /// Too many receipts wait for a voucher.
        UNVOUCHED,
        /// The payer voided receipts and nobody can tell which.
        ROOT_UNKNOWN
    }
}
