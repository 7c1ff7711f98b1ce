// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import stoa.types.Amount;

/// How far a host serves one payer beyond its vouchers, over all lanes together. [SRV-10]: nothing for a new payer,
/// growing to 1 % of what it has settled with this host, less what it disputes. Not for several threads at once.
public final class CreditLine {
    private static final long SHARE = 100;
    /// A payer that voids more than this part of what it settles is served no more…
    private static final long DISPUTED_MOST = 50;
    /// …but a few disputes are forgiven to everybody: obol.
    private static final Amount FORGIVEN = new Amount(1_000_000);

    private Amount settled;
    private Amount disputed;
    private Amount drawn = Amount.ZERO;

    /// @param settled by this payer with this host, ever
    /// @param disputed cost of its voided receipts, ever
    public CreditLine(Amount settled, Amount disputed) {
        this.settled = settled;
        this.disputed = disputed;
    }

    public void settled(Amount more) {
        settled = settled.plus(more);
    }

    public void disputed(Amount more) {
        disputed = disputed.plus(more);
    }

    public Amount settled() {
        return settled;
    }

    public Amount disputed() {
        return disputed;
    }

    public Amount drawn() {
        return drawn;
    }

    /// What a lane that draws so much may draw in all.
    public Amount usable(Amount drawnByLane) {
        var limit = limit();
        var others = drawn.minus(drawnByLane);
        return limit.below(others) ? drawnByLane : limit.minus(others).max(drawnByLane);
    }

    /// A lane that drew `before` draws `now`.
    public void redraw(Amount before, Amount now) {
        drawn = drawn.minus(before).plus(now);
    }

    /// Whether to serve the payer at all.
    public boolean trusted() {
        return disputed.compareTo(settled.shareDown(1, DISPUTED_MOST).max(FORGIVEN)) <= 0;
    }

    private Amount limit() {
        var share = settled.shareDown(1, SHARE);
        return share.below(disputed) ? Amount.ZERO : share.minus(disputed);
    }
}
