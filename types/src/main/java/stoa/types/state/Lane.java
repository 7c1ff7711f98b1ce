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
}
