// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import stoa.types.Amount;

/// Whether a request, or its next increment, may be served on a lane.
public sealed interface Admission {
    /// The money is vouched for, or within the credit granted. Give the reservation back with what it came to.
    record Admitted(Amount reserved) implements Admission {}

    /// A voucher with at least this ceiling is needed first.
    record NeedsVoucher(Amount ceiling) implements Admission {}

    /// The lane's allowance cannot carry it; a top-up or another session can.
    record AllowanceEnded(Amount allowance) implements Admission {}
}
