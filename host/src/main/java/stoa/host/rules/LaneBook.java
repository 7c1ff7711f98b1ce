// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.market.ReceiptsRoot;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Voucher;
import stoa.types.merkle.MountainRange;

/// A host's account of one lane: what it signed, what it was promised, what runs right now. It decides what may be
/// served so that at most one increment is ever at risk. Not for several threads at once; the caller holds the lane's
/// lock.
///
/// [SRV-7] At every admission: receipts not vouched for and open reservations together are at most ceiling − earned
/// of the newest voucher and the credit granted.
public final class LaneBook {
    /// Receipts that may wait for a voucher. They cost next to nothing when they reach this, so it bounds memory
    /// only.
    public static final int UNVOUCHED_MOST = 4_096;
    /// Searches for voided receipts in vain, after which no more is searched for on this lane: they cost time.
    private static final int SEARCHES_MOST = 16;

    private final Hashing hashing;
    private final Address sessionKey;
    private @Nullable SignedVoucher best;
    private MountainRange vouched = MountainRange.EMPTY;
    private boolean rootKnown = true;
    private int vainSearches;
    /// Receipts signed after the newest voucher, oldest first.
    private final ArrayDeque<Unvouched> unvouched = new ArrayDeque<>();
    private Amount unvouchedCost = Amount.ZERO;
    private Amount open = Amount.ZERO;
    private Amount disputed = Amount.ZERO;
    private Amount allowance;
    private Amount released;
    /// The most a release signed here may still take from the allowance.
    private Amount offered = Amount.ZERO;

    /// A receipt of which no voucher speaks yet.
    ///
    /// @param digest as the host signed it
    record Unvouched(Hashing hashing, Hash digest, Amount cost) {
        Hash leaf() {
            return ReceiptsRoot.leaf(hashing, digest);
        }

        Hash voidLeaf() {
            return ReceiptsRoot.voidLeaf(hashing, digest);
        }
    }

    /// What of a book must survive, but for the receipts not vouched for.
    ///
    /// @param released on the ledger when `offered` was signed
    public record Saved(
            Optional<SignedVoucher> best,
            MountainRange vouched,
            boolean rootKnown,
            Amount disputed,
            Amount released,
            Amount offered) {}

    /// @param allowance the ledger's
    /// @param released the ledger's sum of used releases
    public LaneBook(Hashing hashing, Address sessionKey, Amount allowance, Amount released) {
        this.hashing = hashing;
        this.sessionKey = sessionKey;
        this.allowance = allowance;
        this.released = released;
    }

    // ── vouchers ──

    /// What a voucher is to this lane. [SRV-4] [SRV-5]
    public Taking judge(SignedVoucher offer) {
        var voucher = offer.voucher();
        if (!offer.signer().equals(sessionKey)) return refused(Taking.Fault.SIGNER, "The session key did not sign it.");
        if (voucher.ceiling().below(voucher.earned()))
            return refused(Taking.Fault.MALFORMED, "Its ceiling is below what it says was earned.");
        if (best != null && !newer(voucher, best.voucher())) return new Taking.Older();
        if (allowance().below(voucher.ceiling()))
            return refused(
                    Taking.Fault.ABOVE_ALLOWANCE,
                    "Its ceiling is above the lane's allowance of "
                            + allowance().obol() + " obol, so no ledger would take it.");
        if (voucher.count() > nextIndex())
            return refused(Taking.Fault.COUNT_AHEAD, "It counts receipts this host never signed.");
        return advance(offer);
    }

    private Taking advance(SignedVoucher offer) {
        var voucher = offer.voucher();
        int steps = (int) (voucher.count() - vouchedCount());
        var range = vouched;
        var cost = Amount.ZERO;
        var leaves = unvouched.iterator();
        for (int i = 0; i < steps; i++) {
            var receipt = leaves.next();
            if (rootKnown) range = range.append(hashing, receipt.leaf());
            cost = cost.plus(receipt.cost());
        }
        var expected = earned().plus(cost);
        if (expected.below(voucher.earned()))
            return refused(Taking.Fault.EARNED_WRONG, "It pays more than the receipts cost.");
        if (voucher.earned().below(earned()))
            return refused(Taking.Fault.EARNED_WRONG, "It takes back what an earlier one paid.");
        var missing = expected.minus(voucher.earned());
        if (!rootKnown) return new Taking.Newest(offer, steps, vouched, false, missing);
        if (missing.isZero() && voucher.receiptsRoot().equals(range.root(hashing)))
            return new Taking.Newest(offer, steps, range, true, missing);
        if (vainSearches < SEARCHES_MOST) {
            var fresh = new ArrayList<>(unvouched).subList(0, steps);
            var found = Voids.find(hashing, vouched, fresh, missing, voucher.receiptsRoot());
            if (found.isPresent()) return new Taking.Newest(offer, steps, found.get(), true, missing);
            vainSearches++;
        }
        if (missing.isZero()) return refused(Taking.Fault.ROOT_WRONG, "Its root is not that of this lane's receipts.");
        return new Taking.Newest(offer, steps, vouched, false, missing);
    }

    private static Taking refused(Taking.Fault fault, String why) {
        return new Taking.Refused(fault, why);
    }

    /// Relies on a voucher from now on. Nothing may have happened to the book since it was judged.
    public void accept(Taking.Newest newest) {
        for (int i = 0; i < newest.steps(); i++)
            unvouchedCost = unvouchedCost.minus(unvouched.removeFirst().cost());
        best = newest.voucher();
        vouched = newest.range();
        rootKnown = newest.rootKnown();
        disputed = disputed.plus(newest.disputed());
    }

    private static boolean newer(Voucher voucher, Voucher held) {
        if (voucher.count() != held.count()) return voucher.count() > held.count();
        return held.ceiling().below(voucher.ceiling());
    }

    // ── answers ──

    /// Whether a new answer may begin: not while too much waits for a voucher, nor on a root that nobody could prove.
    public Optional<Admission.Bar> barred() {
        if (!rootKnown) return Optional.of(Admission.Bar.ROOT_UNKNOWN);
        return unvouched.size() >= UNVOUCHED_MOST ? Optional.of(Admission.Bar.UNVOUCHED) : Optional.empty();
    }

    /// Whether `amount` more may be served now; if so it is reserved. [SRV-7]
    ///
    /// @param credit granted to this payer on this lane, what it draws already included
    public Admission admit(Amount amount, Amount credit) {
        var needed = owed().plus(amount);
        var ceiling = ceilingFor(amount);
        if (allowance().below(ceiling)) return new Admission.AllowanceEnded(allowance(), ceiling);
        if (promised().plus(credit).below(needed)) return new Admission.NeedsVoucher(ceiling);
        open = open.plus(amount);
        return new Admission.Admitted();
    }

    /// The ceiling a voucher must have for `amount` more.
    public Amount ceilingFor(Amount amount) {
        return earned().plus(owed()).plus(amount);
    }

    /// Gives a reservation back: the answer ended, or never began.
    public void giveBack(Amount reserved) {
        open = open.minus(reserved);
    }

    /// Number of the next receipt; [#signed] uses it up.
    public long nextIndex() {
        return vouchedCount() + unvouched.size();
    }

    /// Records the receipt of this number, which the host has signed. [SRV-17]
    public void signed(long index, Hash digest, Amount cost) {
        if (index != nextIndex()) throw new IllegalStateException("receipts are numbered without gaps");
        unvouched.addLast(new Unvouched(hashing, digest, cost));
        unvouchedCost = unvouchedCost.plus(cost);
    }

    // ── the lane on the ledger ──

    /// What may be promised away, or empty: the amount of a release signed now counts as gone, for its holder may use
    /// it at any moment. Of several releases at most one can be used, so the greatest counts. [SRV-22]
    ///
    /// @return the total to be signed with it
    public Optional<Amount> release(Amount amount) {
        var spoken = best == null ? Amount.ZERO : best.voucher().ceiling();
        spoken = spoken.max(earned().plus(owed()));
        if (allowance.below(spoken.plus(amount))) return Optional.empty();
        offered = offered.max(amount);
        return Optional.of(released.plus(amount));
    }

    /// The lane's row on the ledger changed. A release that was used, or outrun by another, takes nothing any more.
    public void ledger(Amount nowAllowance, Amount nowReleased) {
        if (!nowReleased.equals(released)) offered = Amount.ZERO;
        allowance = nowAllowance;
        released = nowReleased;
    }

    // ── restart ──

    public Saved saved() {
        return new Saved(best(), vouched, rootKnown, disputed, released, offered);
    }

    /// Puts back what was saved, before anything else happens.
    public void restore(Saved saved) {
        best = saved.best().orElse(null);
        vouched = saved.vouched();
        rootKnown = saved.rootKnown();
        disputed = saved.disputed();
        unvouched.clear();
        unvouchedCost = Amount.ZERO;
        released(saved.released(), saved.offered());
    }

    /// Puts a release back that was signed when the ledger's sum was `base`.
    public void released(Amount base, Amount amount) {
        if (base.equals(released)) offered = offered.max(amount);
    }

    // ── what it knows ──

    /// What the lane may settle, releases out of this host's hands taken off.
    public Amount allowance() {
        return offered.compareTo(allowance) >= 0 ? Amount.ZERO : allowance.minus(offered);
    }

    public Optional<SignedVoucher> best() {
        return Optional.ofNullable(best);
    }

    public Amount earned() {
        return best == null ? Amount.ZERO : best.voucher().earned();
    }

    public long vouchedCount() {
        return best == null ? 0 : best.voucher().count();
    }

    /// What was served and not vouched for yet, and what runs now.
    public Amount owed() {
        return unvouchedCost.plus(open);
    }

    /// What is owed beyond the newest voucher: credit in use.
    public Amount overdraft() {
        return owed().max(promised()).minus(promised());
    }

    public Amount openReservations() {
        return open;
    }

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
        return best == null
                ? Amount.ZERO
                : best.voucher().ceiling().minus(best.voucher().earned());
    }
}
