// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import stoa.types.Amount;
import stoa.types.market.SignedVoucher;
import stoa.types.merkle.MountainRange;

/// What a voucher is to a lane. Judging changes nothing: what is newest must be on disk before [LaneBook#accept] lets
/// anything be served against it.
public sealed interface Taking {
    /// It is newer than the one held.
    ///
    /// @param steps receipts it vouches for beyond the one held
    /// @param range the lane's receipts up to its count, voided ones as such
    /// @param rootKnown whether `range` has the voucher's root; if not, the payer voided receipts and nobody knows
    /// which
    /// @param disputed cost of what it voids
    record Newest(SignedVoucher voucher, int steps, MountainRange range, boolean rootKnown, Amount disputed)
            implements Taking {}

    /// An older one, or the same again; harmless, for vouchers race each other.
    record Older() implements Taking {}

    /// It must not be relied on; `why` is for the gateway that sent it.
    record Refused(Fault fault, String why) implements Taking {}

    /// [SRV-5]
    enum Fault {
        SIGNER("voucher_signer_wrong"),
        MALFORMED("voucher_malformed"),
        ABOVE_ALLOWANCE("voucher_above_allowance"),
        COUNT_AHEAD("voucher_count_ahead"),
        EARNED_WRONG("voucher_earned_wrong"),
        ROOT_WRONG("voucher_root_wrong");

        private final String code;

        Fault(String code) {
            this.code = code;
        }

        /// Its word on the wire.
        public String code() {
            return code;
        }
    }
}
