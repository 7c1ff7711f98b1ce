// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.market.Voucher;
import stoa.types.state.Lane;
import stoa.types.state.SessionPhase;

/// When a lane goes to the ledger. [SRV-26] [SRV-27]
class SettlingTest {
    private static final long EVERY = 60_000;

    private static Amount obol(long obol) {
        return new Amount(obol);
    }

    private static Lane ledger(long count, long earned, long ceiling, long frozenSeconds) {
        return new Lane(
                Address.ZERO,
                1,
                obol(10_000),
                count,
                obol(earned),
                obol(ceiling),
                Amount.ZERO,
                0,
                Amount.ZERO,
                0,
                frozenSeconds);
    }

    private static Optional<Voucher> voucher(long count, long earned, long ceiling) {
        return Optional.of(new Voucher(1, 0, count, obol(earned), obol(ceiling), Hash.ZERO));
    }

    private static Settling.Deed next(
            SessionPhase phase,
            Lane ledger,
            Optional<Voucher> best,
            long own,
            long idle,
            boolean halfOver,
            long settleFee,
            long postFee) {
        return Settling.next(new Settling.Situation(
                phase, ledger, best, obol(own), idle, EVERY, halfOver, obol(settleFee), obol(postFee)));
    }

    @Test
    void a_growing_lane_waits_for_its_period_and_ten_times_its_fee() {
        var empty = ledger(0, 0, 0, 0);
        assertEquals(Settling.Deed.NOTHING, growing(empty, voucher(1, 500, 500), EVERY - 1, 0));
        assertEquals(Settling.Deed.SETTLE, growing(empty, voucher(1, 500, 500), EVERY, 0));
        assertEquals(Settling.Deed.SETTLE, growing(empty, voucher(1, 500, 500), EVERY, 50));
        assertEquals(Settling.Deed.NOTHING, growing(empty, voucher(1, 500, 500), EVERY, 51));
        assertEquals(Settling.Deed.NOTHING, growing(empty, Optional.empty(), EVERY, 0));
        assertEquals(Settling.Deed.NOTHING, growing(ledger(1, 500, 500, 0), voucher(1, 500, 900), EVERY, 0));
        assertEquals(Settling.Deed.NOTHING, growing(ledger(2, 600, 600, 0), voucher(1, 500, 900), EVERY, 0));
    }

    private static Settling.Deed growing(Lane ledger, Optional<Voucher> best, long idle, long fee) {
        return next(SessionPhase.OPEN, ledger, best, 0, idle, false, fee, 0);
    }

    @Test
    void a_frozen_or_closing_lane_goes_at_once_if_it_pays_its_fee() {
        var frozen = ledger(0, 0, 0, 7);
        assertEquals(Settling.Deed.SETTLE, growing(frozen, voucher(1, 500, 500), 1_000, 499));
        assertEquals(Settling.Deed.NOTHING, growing(frozen, voucher(1, 500, 500), 1_000, 500));
        assertEquals(Settling.Deed.NOTHING, growing(frozen, voucher(1, 500, 500), 999, 0), "not many times a second");
        var open = ledger(0, 0, 0, 0);
        assertEquals(
                Settling.Deed.SETTLE, next(SessionPhase.CLOSING, open, voucher(1, 500, 500), 0, 1_000, false, 499, 0));
        assertEquals(
                Settling.Deed.NOTHING, next(SessionPhase.CLOSED, open, voucher(1, 500, 500), 0, EVERY, true, 0, 0));
    }

    @Test
    void own_receipts_wait_for_half_the_window_and_for_the_voucher_they_are_paid_from() {
        var settled = ledger(1, 500, 900, 0);
        var best = voucher(1, 500, 900);
        assertEquals(Settling.Deed.NOTHING, closing(settled, best, 300, false, 0, 0));
        assertEquals(Settling.Deed.POST, closing(settled, best, 300, true, 0, 299));
        assertEquals(Settling.Deed.NOTHING, closing(settled, best, 300, true, 0, 300), "not for less than the fee");
        assertEquals(Settling.Deed.NOTHING, closing(ledger(1, 500, 500, 0), voucher(1, 500, 500), 300, true, 0, 0));
        var low = ledger(1, 500, 500, 0);
        assertEquals(Settling.Deed.NOTHING, closing(low, best, 300, false, 0, 0));
        assertEquals(Settling.Deed.SETTLE, closing(low, best, 300, true, 100, 199));
        assertEquals(Settling.Deed.NOTHING, closing(low, best, 300, true, 100, 200));
        assertEquals(
                Settling.Deed.NOTHING,
                next(SessionPhase.OPEN, settled, best, 300, EVERY, true, 0, 0),
                "never while it is open");
    }

    private static Settling.Deed closing(
            Lane ledger, Optional<Voucher> best, long own, boolean halfOver, long settleFee, long postFee) {
        return next(SessionPhase.CLOSING, ledger, best, own, EVERY, halfOver, settleFee, postFee);
    }
}
