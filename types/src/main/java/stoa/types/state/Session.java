// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.ModelId;
import stoa.types.Prices;

/// A payer's deposit with up to sixteen seats of hosts.
///
/// @param payer whose money it is: under a delegation the owner
/// @param delegation it was opened under; 0 for none
/// @param period of that delegation the deposit counts in
/// @param sessionKey signs vouchers
/// @param deposit everything put in and not returned
/// @param settled everything settled, pending included; never above the deposit
/// @param locked prices locked at opening
/// @param maxima the payer's price limits once the lock ends
/// @param openedHeight the block it was opened in; its seats are drawn later
/// @param lanes how many lanes were drawn; 0 before the draw
/// @param closesSeconds when the present phase ends: expiry while open, end of the settle window while closing
public record Session(
        Address payer,
        long delegation,
        long period,
        ModelId model,
        Address sessionKey,
        Address refundTo,
        Amount deposit,
        Amount settled,
        Prices locked,
        Prices maxima,
        long openedHeight,
        long openedSeconds,
        long lockedUntilSeconds,
        long closesSeconds,
        int lanes,
        SessionPhase phase) {

    /// What would return if the session ended now.
    public Amount rest() {
        return deposit.minus(settled);
    }

    public Session withDeposit(Amount deposit) {
        return with(deposit, settled, closesSeconds, lanes, phase);
    }

    public Session withSettled(Amount settled) {
        return with(deposit, settled, closesSeconds, lanes, phase);
    }

    public Session withLanes(int lanes) {
        return with(deposit, settled, closesSeconds, lanes, phase);
    }

    public Session stepped(SessionPhase phase, long closesSeconds) {
        return with(deposit, settled, closesSeconds, lanes, phase);
    }

    private Session with(Amount deposit, Amount settled, long closesSeconds, int lanes, SessionPhase phase) {
        return new Session(
                payer,
                delegation,
                period,
                model,
                sessionKey,
                refundTo,
                deposit,
                settled,
                locked,
                maxima,
                openedHeight,
                openedSeconds,
                lockedUntilSeconds,
                closesSeconds,
                lanes,
                phase);
    }
}
