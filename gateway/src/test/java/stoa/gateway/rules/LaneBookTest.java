// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.rules.LaneBook.Counting;
import stoa.kit.crypto.Digests;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.market.ReceiptsRoot;

/// The payer's account of a lane. Rules [MKT-5], [SRV-7].
class LaneBookTest {
    private final LaneBook book = new LaneBook(7, 2, 10_000, Digests.INSTANCE);

    @Test
    void a_voucher_covers_what_was_earned_and_what_is_open() {
        assertTrue(book.open(1, 300, 900));
        assertTrue(book.open(2, 200, 200));
        book.end(1);
        assertEquals(Counting.COUNTED, book.count(0, leaf(0), 40, false, 1));
        var voucher = book.voucher();
        assertEquals(1, voucher.count());
        assertEquals(40, voucher.earned().obol());
        assertEquals(240, voucher.ceiling().obol());
        assertEquals(
                ReceiptsRoot.EMPTY.with(Digests.INSTANCE, digest(0)).root(Digests.INSTANCE), voucher.receiptsRoot());
    }

    @Test
    void nothing_beyond_the_allowance_is_ever_reserved() {
        assertTrue(book.open(1, 100, 9_000));
        assertFalse(book.open(2, 100, 1_001));
        assertTrue(book.open(3, 100, 1_000));
        assertEquals(0, book.free());
        assertFalse(book.extend(1, 100, 9_001));
        book.end(3);
        assertTrue(book.extend(1, 5_000, 9_500));
        assertEquals(500, book.free());
    }

    @Test
    void a_disputed_receipt_costs_nothing_and_later_ones_stay_payable() {
        book.count(0, leaf(0), 40, false, 1);
        book.count(1, ReceiptsRoot.voidLeaf(Digests.INSTANCE, digest(1)), 999, true, 1);
        book.count(2, leaf(2), 2, false, 1);
        var voucher = book.voucher();
        assertEquals(3, voucher.count());
        assertEquals(42, voucher.earned().obol());
        var root = ReceiptsRoot.EMPTY
                .with(Digests.INSTANCE, digest(0))
                .withVoid(Digests.INSTANCE, digest(1))
                .with(Digests.INSTANCE, digest(2));
        assertEquals(root.root(Digests.INSTANCE), voucher.receiptsRoot());
    }

    @Test
    void a_receipt_ahead_of_a_gap_is_covered_but_counted_only_when_the_gap_is_filled() {
        assertEquals(Counting.EARLY, book.count(1, leaf(1), 30, false, 1));
        assertEquals(OptionalLong.of(0), book.gap());
        assertEquals(0, book.voucher().count());
        assertEquals(30, book.voucher().ceiling().obol());
        assertEquals(Counting.COUNTED, book.count(0, leaf(0), 5, false, 2));
        assertEquals(OptionalLong.empty(), book.gap());
        assertEquals(2, book.voucher().count());
        assertEquals(35, book.voucher().earned().obol());
    }

    @Test
    void an_index_is_counted_once() {
        book.count(0, leaf(0), 5, false, 1);
        assertEquals(Counting.REFUSED, book.count(0, leaf(9), 5, false, 1));
        book.count(2, leaf(2), 5, false, 1);
        assertEquals(Counting.REFUSED, book.count(2, leaf(9), 5, false, 1));
        assertEquals(Counting.REFUSED, book.count(LaneBook.EARLY_MOST + 2, leaf(9), 5, false, 1));
    }

    @Test
    void a_signed_voucher_serves_again_while_it_covers_the_lane_and_is_not_old() {
        assertNull(book.reusable(0));
        book.open(1, 100, 100);
        var first = book.voucher();
        book.signed(first);
        assertSame(first, book.reusable(0));
        book.open(2, 1, 1);
        assertNull(book.reusable(0));
        book.end(2);
        book.end(1);
        book.count(0, leaf(0), 100, false, 1_000);
        assertSame(first, book.reusable(1_000));
        assertNull(book.reusable(1_000 + LaneBook.VOUCH_MILLIS));
    }

    @Test
    void a_voucher_is_due_a_tenth_of_a_second_after_the_first_receipt_it_lacks() {
        assertFalse(book.due(1_000_000));
        book.count(0, leaf(0), 1, false, 1_000);
        book.count(1, leaf(1), 1, false, 1_090);
        assertFalse(book.due(1_099));
        assertTrue(book.due(1_100));
        book.delivered(1, 1_100);
        assertFalse(book.due(1_150));
        assertTrue(book.owes());
        assertTrue(book.due(1_200));
        book.delivered(2, 1_200);
        assertFalse(book.owes());
    }

    @Test
    void a_busy_lane_vouches_an_eighth_more_so_that_not_every_request_costs_a_signature() {
        for (int i = 0; i < 7; i++) book.open(i, 100, 100);
        assertEquals(700, book.voucher().ceiling().obol());
        book.open(7, 100, 100);
        assertEquals(900, book.voucher().ceiling().obol());
    }

    @Test
    void a_lane_with_too_many_disputes_is_left() {
        for (int i = 0; i < LaneBook.VOID_MOST; i++) {
            assertFalse(book.isLeft());
            book.count(i, leaf(i), 1, true, 1);
        }
        assertTrue(book.isLeft());
        assertEquals(0, book.free());
        assertEquals(LaneBook.VOID_MOST, book.voucher().count());
    }

    /// Whatever comes in whatever order: the ceiling never passes the allowance, and earned is the sum of what is
    /// counted.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void the_books_balance_whatever_comes(long seed) {
        var random = new Random(seed);
        var costs = new TreeMap<Long, Long>();
        var flying = new TreeMap<Long, Long>();
        var reserves = new TreeMap<Long, Long>();
        long next = 0;
        long issued = 0;
        var waiting = new TreeMap<Long, Long>();
        for (int step = 0; step < 5_000; step++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    long reserved = 1 + random.nextInt(400);
                    if (book.open(next, 1 + random.nextInt((int) reserved), reserved)) flying.put(next++, reserved);
                }
                case 1 -> {
                    if (!flying.isEmpty()) book.end(flying.pollFirstEntry().getKey());
                }
                case 2 -> {
                    if (!flying.isEmpty()) waiting.put(issued++, flying.firstKey());
                    if (!flying.isEmpty())
                        reserves.put(issued - 1, flying.pollFirstEntry().getValue());
                }
                case 3 -> {
                    if (!waiting.isEmpty()) {
                        var keys = waiting.keySet().toArray(Long[]::new);
                        long index = keys[random.nextInt(keys.length)];
                        long cost = random.nextInt(reserves.get(index).intValue() + 1);
                        book.end(waiting.remove(index));
                        if (book.count(index, leaf(index), cost, false, step) != Counting.REFUSED)
                            costs.put(index, cost);
                    }
                }
                default -> {
                    if (!flying.isEmpty()) {
                        long request = flying.firstKey();
                        long more = flying.get(request) + random.nextInt(100);
                        if (book.extend(request, more, more)) flying.put(request, more);
                    }
                }
            }
            var voucher = book.voucher();
            long earned = 0;
            for (long i = 0; i < voucher.count(); i++) earned += costs.get(i);
            assertEquals(earned, voucher.earned().obol(), "seed " + seed);
            assertTrue(voucher.ceiling().obol() <= 10_000, "seed " + seed);
            assertTrue(voucher.earned().obol() <= voucher.ceiling().obol(), "seed " + seed);
        }
        assertNotNull(book.voucher());
    }

    private static Hash digest(long index) {
        return Digests.INSTANCE.sha256(Bytes.ofLong(index));
    }

    private static Hash leaf(long index) {
        return ReceiptsRoot.leaf(Digests.INSTANCE, digest(index));
    }
}
