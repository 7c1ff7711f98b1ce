// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static stoa.types.codec.TestHashing.HASHING;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Samples;
import stoa.types.Signature;
import stoa.types.codec.Malformed;
import stoa.types.codec.TestBytes;

class PromisesTest {
    private static final long SEED = 20_261_105;
    private static final int ROUNDS = 200;
    private static final Promises PROMISES = new Promises(Samples.TYPED, Samples.RECOVERY);

    @Test
    void what_was_signed_comes_back_with_its_signer() throws Malformed {
        var samples = new Samples(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            var voucher = samples.any(SignedVoucher.class);
            assertEquals(voucher, PROMISES.voucher(Promises.bytes(voucher)), "seed " + SEED);
            var receipt = samples.any(SignedReceipt.class);
            assertEquals(receipt, PROMISES.receipt(Promises.bytes(receipt)), "seed " + SEED);
            var release = samples.any(SignedRelease.class);
            assertEquals(release, PROMISES.release(Promises.bytes(release)), "seed " + SEED);
            var cancel = samples.any(SignedCancel.class);
            assertEquals(cancel, PROMISES.cancel(Promises.bytes(cancel)), "seed " + SEED);
        }
    }

    @Test
    void a_damaged_promise_is_refused_or_is_another_promise() throws Malformed {
        var samples = new Samples(SEED);
        for (int round = 0; round < 10; round++) {
            TestBytes.assertOneSpelling(
                    SEED + round,
                    Promises.bytes(samples.any(SignedVoucher.class)),
                    100,
                    bytes -> Promises.bytes(PROMISES.voucher(bytes)));
            TestBytes.assertOneSpelling(
                    SEED + round,
                    Promises.bytes(samples.any(SignedReceipt.class)),
                    100,
                    bytes -> Promises.bytes(PROMISES.receipt(bytes)));
            TestBytes.assertOneSpelling(
                    SEED + round,
                    Promises.bytes(List.of(samples.receipt(1, 2), samples.receipt(1, 2))),
                    100,
                    bytes -> Promises.bytes(PROMISES.receipts(bytes)));
        }
    }

    @Test
    void the_lengths_are_the_ones_named() {
        var samples = new Samples(SEED);
        assertEquals(
                MarketCodecs.VOUCHER_BYTES + Signature.BYTES, Promises.bytes(samples.any(SignedVoucher.class)).length);
        assertEquals(
                MarketCodecs.RECEIPT_BYTES + Signature.BYTES, Promises.bytes(samples.any(SignedReceipt.class)).length);
        assertEquals(
                MarketCodecs.RELEASE_BYTES + Signature.BYTES, Promises.bytes(samples.any(SignedRelease.class)).length);
        assertEquals(
                MarketCodecs.CANCEL_BYTES + Signature.BYTES, Promises.bytes(samples.any(SignedCancel.class)).length);
    }

    @Test
    void a_list_of_receipts_comes_back_in_order() throws Malformed {
        var samples = new Samples(SEED);
        var receipts = new ArrayList<SignedReceipt>();
        for (int i = 0; i < 300; i++) receipts.add(samples.receipt(7, 3));
        assertEquals(receipts, PROMISES.receipts(Promises.bytes(receipts)));
        assertEquals(List.of(), PROMISES.receipts(Promises.bytes(List.of())));
        for (int i = receipts.size(); i <= Promises.MOST_RECEIPTS; i++) receipts.add(receipts.getFirst());
        assertThrows(IllegalArgumentException.class, () -> Promises.bytes(receipts));
    }

    @Test
    void a_lanes_root_tells_accepted_from_disputed_receipts_and_their_order() {
        var samples = new Samples(SEED);
        var first = Samples.TYPED.receipt(samples.any(Receipt.class));
        var second = Samples.TYPED.receipt(samples.any(Receipt.class));
        var both = ReceiptsRoot.EMPTY.with(HASHING, first).with(HASHING, second);
        assertEquals(2, both.count());
        assertNotEquals(
                both.root(HASHING),
                ReceiptsRoot.EMPTY.with(HASHING, second).with(HASHING, first).root(HASHING));
        var disputed = ReceiptsRoot.EMPTY.with(HASHING, first).withVoid(HASHING, second);
        assertNotEquals(both.root(HASHING), disputed.root(HASHING));
        assertEquals(2, disputed.count());
        assertNotEquals(ReceiptsRoot.EMPTY.root(HASHING), Hash.ZERO);
    }

    @Test
    void comment_lines_carry_increments_and_receipts() throws Malformed {
        var wish = new Wire.Increment("req 1-a", new Amount(123_456));
        assertEquals(": stoa-increment req 1-a 123456", Wire.incrementComment(wish));
        assertEquals(wish, Wire.increment(Wire.incrementComment(wish)));
        var receipt = new Samples(SEED).any(SignedReceipt.class);
        var bytes = Wire.receipt(Wire.receiptComment(receipt)).orElseThrow();
        assertArrayEquals(Promises.bytes(receipt), bytes);
        assertEquals(receipt, PROMISES.receipt(bytes));
        assertEquals(Optional.empty(), Wire.receipt(": keep-alive"));
    }

    @Test
    void comment_lines_that_say_nothing_are_refused() {
        for (var line : List.of(
                ": stoa-increment ",
                ": stoa-increment 5",
                ": stoa-increment r ",
                ": stoa-increment r -5",
                ": stoa-increment r 1234567890123456789",
                ": stoa-increment r ٣",
                "data: x")) assertThrows(Malformed.class, () -> Wire.increment(line), line);
        assertThrows(Malformed.class, () -> Wire.receipt(": stoa-receipt !!"));
        assertThrows(Malformed.class, () -> Wire.bytes("AB"), "a spare bit is set");
    }

    @Test
    void every_way_to_ask_a_host_is_signed_apart() {
        var digests = List.of(
                Wire.receiptsAuth(HASHING, 1, 2, 3, 4),
                Wire.receiptsAuth(HASHING, 1, 2, 3, 5),
                Wire.receiptsAuth(HASHING, 1, 2, 4, 4),
                Wire.receiptsAuth(HASHING, 1, 3, 3, 4),
                Wire.releaseAuth(HASHING, 1, 2, new Amount(3), 4));
        assertEquals(digests.size(), digests.stream().distinct().count());
    }
}
