// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import java.util.ArrayDeque;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Voucher;
import stoa.types.merkle.MountainRange;

/// A host's account of one lane: what it signed, what it was promised, what runs right now. It decides what may be served
/// so that at most one increment is ever at risk. Not for several threads at once; the caller holds the lane's lock.
///
/// Rule [MKT-6]: unvouched receipts and open reservations never exceed ceiling − earned and the credit granted.
public final class LaneBook {
    private final Hashing hashing;
    private final Address sessionKey;
    private Amount allowance;
    private Optional<SignedVoucher> best = Optional.empty();
    private MountainRange vouched = MountainRange.EMPTY;
    /// Receipts signed after the newest voucher, oldest first.
    private final ArrayDeque<Unvouched> unvouched = new ArrayDeque<>();
    private Amount unvouchedCost = Amount.ZERO;
    private Amount open = Amount.ZERO;
    private Amount disputed = Amount.ZERO;
    private long nextIndex;
    /// A payer that voided a receipt makes the root unknowable from here: which one it voided is between it and a court.
    private boolean rootKnown = true;

    private record Unvouched(Hash leaf, Amount cost) {}

    public LaneBook(Hashing hashing, Address sessionKey, Amount allowance) {
        this.hashing = hashing;
        this.sessionKey = sessionKey;
        this.allowance = allowance;
    }

    /// Takes a voucher if it is the newest: more receipts vouched for, or as many under a higher ceiling.
    public Taking take(SignedVoucher offered) {
        var voucher = offered.voucher();
        if (!offered.signer().equals(sessionKey))
            return new Taking.Refused(Taking.Fault.SIGNER, "the session key did not sign this voucher");
        if (voucher.ceiling().below(voucher.earned()))
            return new Taking.Refused(Taking.Fault.MALFORMED, "the voucher's ceiling is below what it says was earned");
        if (best.isPresent() && !newer(voucher, best.get().voucher())) return new Taking.Older();
        if (voucher.count() > nextIndex)
            return new Taking.Refused(Taking.Fault.COUNT_AHEAD, "the voucher counts receipts this host never signed");
        return advance(offered);
    }

    private Taking advance(SignedVoucher offered) {
        var voucher = offered.voucher();
        var range = vouched;
        var cost = Amount.ZERO;
        long steps = voucher.count() - vouchedCount();
        var leaves = unvouched.iterator();
        for (long i = 0; i < steps; i++) {
            var receipt = leaves.next();
            range = range.append(hashing, receipt.leaf());
            cost = cost.plus(receipt.cost());
        }
        var expected = earned().plus(cost);
        if (expected.below(voucher.earned()))
            return new Taking.Refused(Taking.Fault.EARNED_WRONG, "the voucher grants more than the receipts cost");
        if (voucher.earned().below(earned()))
            return new Taking.Refused(Taking.Fault.EARNED_WRONG, "the voucher takes back what was earned");
        boolean whole = voucher.earned().equals(expected);
        if (rootKnown && whole && !voucher.receiptsRoot().equals(range.root(hashing)))
            return new Taking.Refused(Taking.Fault.ROOT_WRONG, "the voucher's root is not that of this lane's receipts");
        if (!whole) {
            rootKnown = false;
            disputed = disputed.plus(expected.minus(voucher.earned()));
        }
        for (long i = 0; i < steps; i++) unvouchedCost = unvouchedCost.minus(unvouched.removeFirst().cost());
        vouched = range;
        best = Optional.of(offered);
        return new Taking.Newest();
    }

    /// Whether `amount` more may be served now; on admission it is reserved.
    ///
    /// @param credit granted to this payer without a voucher
    public Admission admit(Amount amount, Amount credit) {
        var needed = owed().plus(amount);
        var ceiling = earned().plus(needed);
        if (allowance.below(ceiling)) return new Admission.AllowanceEnded(allowance);
        if (promised().plus(credit).below(needed)) return new Admission.NeedsVoucher(ceiling);
        open = open.plus(amount);
        return new Admission.Admitted(amount);
    }

    /// Gives a reservation back: the answer ended, or never began.
    public void giveBack(Amount reserved) {
        open = open.minus(reserved);
    }

    /// Numbers the next receipt. Follow with [#signed] before another is numbered.
    public long nextIndex() {
        return nextIndex;
    }

    /// Records a receipt this host has signed.
    public void signed(long index, Hash leaf, Amount cost) {
        if (index != nextIndex) throw new IllegalStateException("receipts are numbered without gaps");
        nextIndex++;
        unvouched.addLast(new Unvouched(leaf, cost));
        unvouchedCost = unvouchedCost.plus(cost);
    }

    /// Gives up part of the allowance that nothing speaks for, ahead of the ledger, which lowers it at the move.
    public boolean release(Amount amount) {
        var spoken = best.map(voucher -> voucher.voucher().ceiling()).orElse(Amount.ZERO).max(earned().plus(owed()));
        if (allowance.below(spoken.plus(amount))) return false;
        allowance = allowance.minus(amount);
        return true;
    }

    /// The lane's allowance changed on the ledger.
    public void allowance(Amount now) {
        allowance = now;
    }

    public Amount allowance() {
        return allowance;
    }

    public Optional<SignedVoucher> best() {
        return best;
    }

    public Amount earned() {
        return best.map(voucher -> voucher.voucher().earned()).orElse(Amount.ZERO);
    }

    public long vouchedCount() {
        return best.map(voucher -> voucher.voucher().count()).orElse(0L);
    }

    /// What was served and not vouched for yet, and what runs now.
    public Amount owed() {
        return unvouchedCost.plus(open);
    }

    public Amount openReservations() {
        return open;
    }

    /// Receipts signed and not vouched for.
    public int unvouchedCount() {
        return unvouched.size();
    }

    public Amount unvouchedCost() {
        return unvouchedCost;
    }

    /// What the payer voided so far.
    public Amount disputed() {
        return disputed;
    }

    private Amount promised() {
        return best.map(voucher -> voucher.voucher().ceiling().minus(voucher.voucher().earned()))
                .orElse(Amount.ZERO);
    }

    private static boolean newer(Voucher offered, Voucher held) {
        if (offered.count() != held.count()) return offered.count() > held.count();
        return held.ceiling().below(offered.ceiling());
    }
}
