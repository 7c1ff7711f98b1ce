// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.kit.crypto.Digests;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.Signature;
import stoa.types.market.ReceiptsRoot;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Voucher;

/// The account of one lane. [SRV-5] [SRV-6] [SRV-7]
class LaneBookTest {
    private static final Address KEY = Address.parse("0x00000000000000000000000000000000000000aa");
    private static final Amount ALLOWANCE = new Amount(1_000_000);
    private static final Signature SIGNATURE = new Signature(Hash.ZERO, Hash.ZERO, 0);

    private final AtomicLong hashes = new AtomicLong();
    private final Hashing counting = new Hashing() {
        @Override
        public Hash sha256(byte[]... parts) {
            hashes.incrementAndGet();
            return Digests.INSTANCE.sha256(parts);
        }

        @Override
        public Hash keccak256(byte[]... parts) {
            return Digests.INSTANCE.keccak256(parts);
        }
    };
    private final LaneBook book = new LaneBook(counting, KEY, ALLOWANCE, Amount.ZERO);
    private final List<Long> costs = new ArrayList<>();
    private ReceiptsRoot root = ReceiptsRoot.EMPTY;
    private long earned;

    private static Amount obol(long obol) {
        return new Amount(obol);
    }

    private static Hash digest(long index) {
        return Digests.INSTANCE.sha256(stoa.types.Bytes.ofLong(index));
    }

    /// The host signs a receipt.
    private void sign(long cost) {
        book.signed(costs.size(), digest(costs.size()), obol(cost));
        costs.add(cost);
    }

    /// The payer counts the next receipt, or strikes it out.
    private void count(boolean disputed) {
        int index = (int) root.count();
        root = disputed ? root.withVoid(Digests.INSTANCE, digest(index)) : root.with(Digests.INSTANCE, digest(index));
        if (!disputed) earned += costs.get(index);
    }

    private SignedVoucher voucher(long beyond) {
        var voucher = new Voucher(1, 0, root.count(), obol(earned), obol(earned + beyond), root.root(Digests.INSTANCE));
        return new SignedVoucher(voucher, SIGNATURE, KEY);
    }

    private Taking take(SignedVoucher voucher) {
        var taking = book.judge(voucher);
        if (taking instanceof Taking.Newest newest) book.accept(newest);
        return taking;
    }

    @Test
    void judging_changes_nothing() {
        sign(5);
        count(false);
        assertInstanceOf(Taking.Newest.class, book.judge(voucher(10)));
        assertEquals(0, book.vouchedCount());
        assertEquals(1, book.unvouchedCount());
        assertInstanceOf(Admission.NeedsVoucher.class, book.admit(obol(1), Amount.ZERO));
    }

    @Test
    void what_is_vouched_for_makes_room_and_what_is_reserved_takes_it() {
        take(voucher(100));
        assertInstanceOf(Admission.Admitted.class, book.admit(obol(60), Amount.ZERO));
        assertEquals(
                new Admission.NeedsVoucher(obol(101)), book.admit(obol(41), Amount.ZERO), "and says how much more");
        assertInstanceOf(Admission.Admitted.class, book.admit(obol(40), Amount.ZERO));
        book.giveBack(obol(60));
        sign(50);
        assertEquals(obol(90), book.owed());
        assertInstanceOf(Admission.NeedsVoucher.class, book.admit(obol(11), Amount.ZERO));
        count(false);
        take(voucher(51));
        assertInstanceOf(Admission.Admitted.class, book.admit(obol(11), Amount.ZERO));
    }

    @Test
    void credit_carries_what_the_voucher_does_not() {
        assertInstanceOf(Admission.Admitted.class, book.admit(obol(30), obol(30)));
        assertEquals(obol(30), book.overdraft());
        assertInstanceOf(Admission.NeedsVoucher.class, book.admit(obol(1), obol(30)));
        take(voucher(20));
        assertEquals(obol(10), book.overdraft());
    }

    @Test
    void no_credit_goes_beyond_the_allowance() {
        assertEquals(
                new Admission.AllowanceEnded(ALLOWANCE, obol(1_000_001)), book.admit(obol(1_000_001), obol(5_000_000)));
    }

    @Test
    void receipts_are_numbered_without_gaps() {
        sign(1);
        assertThrows(IllegalStateException.class, () -> book.signed(2, digest(2), obol(1)));
        assertEquals(1, book.nextIndex());
        count(false);
        take(voucher(0));
        assertEquals(1, book.nextIndex());
    }

    @Test
    void a_lane_with_too_many_receipts_unvouched_takes_nothing_new_until_one_comes() {
        for (int i = 0; i < LaneBook.UNVOUCHED_MOST; i++) {
            assertTrue(book.barred().isEmpty());
            sign(0);
        }
        assertEquals(Admission.Bar.UNVOUCHED, book.barred().orElseThrow());
        count(false);
        take(voucher(0));
        assertTrue(book.barred().isEmpty());
    }

    @Test
    void a_void_receipt_is_found_also_when_it_cost_nothing() {
        for (long cost : new long[] {4, 0, 0, 7}) sign(cost);
        count(false);
        count(false);
        count(true);
        count(false);
        var taking = assertInstanceOf(Taking.Newest.class, take(voucher(0)));
        assertTrue(taking.rootKnown());
        assertEquals(Amount.ZERO, book.disputed());
        sign(1);
        count(false);
        assertTrue(assertInstanceOf(Taking.Newest.class, take(voucher(0))).rootKnown());
    }

    @Test
    void two_void_receipts_or_all_of_them_are_found() {
        for (int i = 0; i < 10; i++) sign(i + 1);
        for (int i = 0; i < 10; i++) count(i == 2 || i == 8);
        assertTrue(assertInstanceOf(Taking.Newest.class, take(voucher(0))).rootKnown());
        assertEquals(obol(12), book.disputed());
        for (int i = 0; i < 3; i++) sign(5);
        for (int i = 0; i < 3; i++) count(true);
        assertTrue(assertInstanceOf(Taking.Newest.class, take(voucher(0))).rootKnown());
        assertEquals(obol(27), book.disputed());
    }

    @Test
    void a_payer_cannot_make_the_host_search_for_ever() {
        for (int i = 0; i < 1_000; i++) sign(i % 2);
        for (int i = 0; i < 1_000; i++) count(false);
        var wrong = new Voucher(1, 0, 1_000, obol(earned), obol(earned), Hash.ZERO);
        for (int i = 0; i < 40; i++)
            assertEquals(
                    Taking.Fault.ROOT_WRONG,
                    assertInstanceOf(Taking.Refused.class, take(new SignedVoucher(wrong, SIGNATURE, KEY)))
                            .fault());
        assertTrue(hashes.get() < 3_000_000, () -> "pairs alone would be 12 million a voucher: " + hashes);
        assertInstanceOf(Taking.Newest.class, take(voucher(0)), "the honest voucher still counts");
    }

    @Test
    void after_a_restart_the_book_is_the_same() {
        for (int i = 0; i < 5; i++) sign(i);
        count(false);
        count(false);
        take(voucher(50));
        book.release(obol(77));
        var saved = book.saved();
        var again = new LaneBook(Digests.INSTANCE, KEY, ALLOWANCE, Amount.ZERO);
        again.restore(saved);
        for (int i = 2; i < 5; i++) again.signed(i, digest(i), obol(i));
        assertEquals(book.nextIndex(), again.nextIndex());
        assertEquals(book.owed(), again.owed());
        assertEquals(book.allowance(), again.allowance());
        assertEquals(book.best(), again.best());
        for (int i = 2; i < 5; i++) count(false);
        assertInstanceOf(Taking.Newest.class, again.judge(voucher(0)));
    }

    @Test
    void a_release_is_never_of_what_is_spoken_for() {
        take(voucher(400_000));
        assertTrue(book.release(obol(600_001)).isEmpty());
        assertEquals(obol(600_000), book.release(obol(600_000)).orElseThrow());
        assertEquals(obol(400_000), book.allowance());
        book.ledger(obol(900_000), obol(100_000));
        assertEquals(obol(900_000), book.allowance(), "another release was used, so this one cannot be any more");
        assertEquals(obol(100_005), book.release(obol(5)).orElseThrow(), "totals go on from the ledger's");
    }

    /// [SRV-7] Whatever comes in whatever order, the host is never owed more than it was promised or gave on credit.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_is_owed_never_exceeds_promises_and_credit(long seed) {
        var random = new SplittableRandom(seed);
        var open = new ArrayList<Long>();
        for (int step = 0; step < 20_000; step++) {
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    long amount = random.nextInt(50);
                    var credit = obol(random.nextInt(40));
                    var admission = book.admit(obol(amount), credit);
                    if (admission instanceof Admission.Admitted) {
                        open.add(amount);
                        assertTrue(book.overdraft().compareTo(credit) <= 0, () -> "seed " + seed);
                        long ceiling = book.earned().plus(book.owed()).obol();
                        assertTrue(ceiling <= book.allowance().obol(), () -> "seed " + seed);
                    }
                }
                case 2 -> {
                    if (open.isEmpty() || book.unvouchedCount() > 200) break;
                    long reserved = open.remove(random.nextInt(open.size()));
                    book.giveBack(obol(reserved));
                    if (random.nextInt(10) > 0) sign(reserved == 0 ? 0 : random.nextLong(reserved + 1));
                }
                case 3 -> {
                    while (root.count() < costs.size() && random.nextInt(3) > 0) count(random.nextInt(50) == 0);
                    long beyond = Math.min(random.nextInt(300), ALLOWANCE.obol() - earned);
                    take(voucher(Math.max(0, beyond)));
                }
                default -> book.release(obol(random.nextInt(3)));
            }
            assertEquals(costs.size(), book.nextIndex(), () -> "seed " + seed);
        }
        for (long reserved : open) book.giveBack(obol(reserved));
        assertEquals(Amount.ZERO, book.openReservations(), () -> "seed " + seed);
        assertEquals(book.unvouchedCost(), book.owed());
        assertFalse(costs.isEmpty());
    }
}
