// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;
import stoa.types.Amount;

/// One host's seats in a session.
///
/// @param allowance most it may ever settle
/// @param count receipts vouched for by the settled voucher
/// @param earned by the settled voucher: paid, pending included
/// @param ceiling of the settled voucher
/// @param posted paid beyond `earned` for the host's own receipts while closing
/// @param postedCount receipts paid that way
/// @param released total the host has released for moves
/// @param settledSeconds time of the last settlement; 0 for none
/// @param frozenSeconds when it was frozen; 0 for not frozen
public record Lane(
        Address host,
        int seats,
        Amount allowance,
        long count,
        Amount earned,
        Amount ceiling,
        Amount posted,
        long postedCount,
        Amount released,
        long settledSeconds,
        long frozenSeconds) {
    public boolean frozen() {
        return frozenSeconds != 0;
    }

    /// Paid to the host so far, by vouchers and by its own receipts.
    public Amount paid() {
        return earned.plus(posted);
    }

    /// The number of the next receipt that is not paid for.
    public long nextIndex() {
        return count + postedCount;
    }

    public Lane withAllowance(Amount allowance, Amount released) {
        return new Lane(
                host,
                seats,
                allowance,
                count,
                earned,
                ceiling,
                posted,
                postedCount,
                released,
                settledSeconds,
                frozenSeconds);
    }

    public Lane withPosted(Amount posted, long postedCount) {
        return new Lane(
                host,
                seats,
                allowance,
                count,
                earned,
                ceiling,
                posted,
                postedCount,
                released,
                settledSeconds,
                frozenSeconds);
    }

    /// A newer voucher is settled. What the host was paid beyond the older one counts towards it.
    public Lane settled(long count, Amount earned, Amount ceiling, long settledSeconds) {
        var posted = paid().max(earned).minus(earned);
        long postedCount = Math.max(0, nextIndex() - count);
        return new Lane(
                host,
                seats,
                allowance,
                count,
                earned,
                ceiling,
                posted,
                postedCount,
                released,
                settledSeconds,
                frozenSeconds);
    }

    public Lane asFrozen(long frozenSeconds) {
        return new Lane(
                host,
                seats,
                allowance,
                count,
                earned,
                ceiling,
                posted,
                postedCount,
                released,
                settledSeconds,
                frozenSeconds);
    }
}
