// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import java.util.Optional;
import stoa.types.Amount;
import stoa.types.market.Voucher;
import stoa.types.state.Lane;
import stoa.types.state.SessionPhase;

/// What a lane needs brought to the ledger now. [SRV-26] [SRV-27]
public final class Settling {
    /// Pause between two tries of a lane that is in a hurry.
    private static final long URGENT_MILLIS = 1_000;

    private Settling() {}

    /// What is to be done.
    public enum Deed {
        NOTHING,
        /// Settle the newest voucher.
        SETTLE,
        /// Post receipts that no voucher speaks of.
        POST
    }

    /// A lane as it stands.
    ///
    /// @param ledger the lane's row
    /// @param best the newest voucher held
    /// @param ownCost of receipts that no voucher counts and the ledger has not paid
    /// @param idleMillis since the lane's last try, or since there was first something to settle
    /// @param everyMillis the settle period
    /// @param windowHalfOver whether a closing session's settle window is more than half over
    /// @param settleFee what a place in a settlement costs
    /// @param postFee what posting the receipts costs
    public record Situation(
            SessionPhase phase,
            Lane ledger,
            Optional<Voucher> best,
            Amount ownCost,
            long idleMillis,
            long everyMillis,
            boolean windowHalfOver,
            Amount settleFee,
            Amount postFee) {
        boolean closing() {
            return phase == SessionPhase.CLOSING;
        }

        /// What a voucher adds to what was paid already.
        Amount growth(Voucher voucher) {
            return voucher.earned().max(ledger.paid()).minus(ledger.paid());
        }

        /// What the newest voucher's ceiling leaves for receipts of the host's own.
        Amount postable(Voucher voucher) {
            var paid = ledger.paid().max(voucher.earned());
            return ownCost.min(voucher.ceiling().max(paid).minus(paid));
        }
    }

    /// A growing lane waits for its period and until it is worth ten times its fee; one whose session closes, or that
    /// is frozen, goes at once if it pays its fee at all. Own receipts wait for half of the settle window, for a
    /// voucher is better than they are: each of them is checked.
    public static Deed next(Situation lane) {
        if (lane.best().isEmpty() || lane.phase() == SessionPhase.CLOSED) return Deed.NOTHING;
        var best = lane.best().get();
        boolean urgent = lane.closing() || lane.ledger().frozen();
        if (lane.idleMillis() < (urgent ? Math.min(URGENT_MILLIS, lane.everyMillis()) : lane.everyMillis()))
            return Deed.NOTHING;
        var own = lane.closing() ? lane.postable(best) : Amount.ZERO;
        boolean settle = newer(best, lane.ledger());
        if (settle && worth(lane.growth(best), lane.settleFee(), urgent)) return Deed.SETTLE;
        boolean post = !own.isZero() && lane.windowHalfOver();
        if (settle && post && fees(lane).below(own))
            return Deed.SETTLE; // its ceiling is what the receipts are paid from
        return !settle && post && lane.postFee().below(own) ? Deed.POST : Deed.NOTHING;
    }

    private static boolean newer(Voucher best, Lane ledger) {
        if (best.count() != ledger.count()) return best.count() > ledger.count();
        return ledger.ceiling().below(best.ceiling());
    }

    private static boolean worth(Amount growth, Amount fee, boolean urgent) {
        if (growth.isZero()) return false;
        return urgent ? fee.below(growth) : fee.obol() <= growth.obol() / 10;
    }

    private static Amount fees(Situation lane) {
        return lane.settleFee().plus(lane.postFee());
    }
}
