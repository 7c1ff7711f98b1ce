// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.protocol.Facts.balance;
import static stoa.protocol.Facts.lane;
import static stoa.protocol.Facts.session;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Names.address;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.Verbs.closes;
import static stoa.protocol.Verbs.does;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.posts;
import static stoa.protocol.Verbs.receipt;
import static stoa.protocol.Verbs.settles;
import static stoa.protocol.Verbs.voucher;

import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.types.Amount;
import stoa.types.Params;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.tx.Verb;

/// A host is paid for what it served under a ceiling, also when the payer falls silent.
class OwnReceiptsTest {
    private static final long M = 1_000_000;

    /// One host; its voucher counts 4 receipts worth 10 M and leaves 5 M open; the session closes.
    private static Story closing() {
        return given(world -> world.params(
                                new ParamsFor(Params.local()).maxVouchers(3).params())
                        .noHosts()
                        .host("h1", "olga", stoa(1_000), 1_000, TINY))
                .when(opens("ann", 160 * M))
                .when()
                .when(settles("bob", voucher("ann", 1, 0, 4, 10 * M, 15 * M)), closes("ann", 1))
                .accepted();
    }

    /// [MKT-10] [MKT-4]
    @Test
    void receipts_go_on_where_the_voucher_ended() {
        var story =
                closing().when(posts("olga", 1, 0, address("h1"), 4, 2 * M, M)).accepted();
        assertEquals(new Amount(3 * M), story.event(Event.ReceiptsPosted.class).paid());
        assertEquals(2, story.event(Event.ReceiptsPosted.class).receipts());
        assertEquals(new Amount(13 * M), session(story, 1).settled());
        story.when(posts("olga", 1, 0, address("h1"), 6, 2 * M)).accepted();
        assertEquals(7, lane(story, 1, 0).nextIndex());
        story.pass(30).then(balance("ann", stoa(1_000) - 15 * M), balance("olga", stoa(1_000) + 15 * M * 95 / 100));
    }

    /// [MKT-10]
    @Test
    void receipts_of_another_lane_hand_or_number_are_refused() {
        var h1 = address("h1");
        var story = closing();
        story.when(posts("olga", 1, 0, address("h2"), 4, M)).refused(Reason.RECEIPT_SIGNER_WRONG);
        story.when(posts("olga", 1, 0, h1, 5, M)).refused(Reason.RECEIPT_INDEX_WRONG);
        story.when(posts("olga", 1, 0, h1, 3, M)).refused(Reason.RECEIPT_INDEX_WRONG);
        story.when(posts("olga", 1, 0, h1, 4)).refused(Reason.RECEIPT_INDEX_WRONG);
        var foreign = new Verb.PostReceipts(1, 0, List.of(receipt(1, 1, h1, 4, M)));
        story.when(does("olga", foreign)).refused(Reason.RECEIPT_INDEX_WRONG);
        var elsewhere = new Verb.PostReceipts(1, 0, List.of(receipt(2, 0, h1, 4, M)));
        story.when(does("olga", elsewhere)).refused(Reason.RECEIPT_INDEX_WRONG);
        var gap = new Verb.PostReceipts(1, 0, List.of(receipt(1, 0, h1, 4, M), receipt(1, 0, h1, 6, M)));
        story.when(does("olga", gap)).refused(Reason.RECEIPT_INDEX_WRONG);
    }

    /// [MKT-10]
    @Test
    void receipts_cost_no_more_than_the_ceiling_left_open() {
        var h1 = address("h1");
        var story = closing();
        story.when(posts("olga", 1, 0, h1, 4, 5 * M, 1)).refused(Reason.RECEIPTS_ABOVE_CEILING);
        story.when(posts("olga", 1, 0, h1, 4, 5 * M)).accepted();
        story.when(posts("olga", 1, 0, h1, 5, 1)).refused(Reason.RECEIPTS_ABOVE_CEILING);
        story.when(posts("olga", 1, 0, h1, 5, 0)).accepted();
    }

    /// [MKT-10]
    @Test
    void receipts_are_taken_only_while_the_session_closes() {
        var h1 = address("h1");
        var story = closing().when(opens("ann", 10 * M), posts("olga", 2, 0, h1, 0, M));
        story.then(Facts.verdicts(null, Reason.SESSION_NOT_DRAWN)).when();
        story.when(posts("olga", 2, 0, h1, 0, M)).refused(Reason.RECEIPTS_TOO_EARLY);
        story.when(posts("olga", 9, 0, h1, 0, M)).refused(Reason.SESSION_UNKNOWN);
        story.when(posts("olga", 1, 1, h1, 4, M)).refused(Reason.LANE_UNKNOWN);
        story.when(posts("olga", 1, 0, h1, 4, 1, 1, 1, 1)).refused(Reason.TOO_MANY_ITEMS);
        story.later(10).when(posts("olga", 1, 0, h1, 4, M)).refused(Reason.SETTLE_TOO_LATE);
    }

    /// [MKT-10] [MKT-5]
    @Test
    void a_voucher_after_receipts_pays_only_what_they_did_not() {
        var story = closing().when(posts("olga", 1, 0, address("h1"), 4, 2 * M, 2 * M));
        story.when(settles("bob", voucher("ann", 1, 0, 5, 12 * M, 15 * M))).accepted();
        assertEquals(Amount.ZERO, story.event(Event.LaneSettled.class).paid());
        assertEquals(6, lane(story, 1, 0).nextIndex());
        assertEquals(new Amount(14 * M), lane(story, 1, 0).paid());
        story.when(settles("bob", voucher("ann", 1, 0, 9, 20 * M, 21 * M))).accepted();
        assertEquals(new Amount(6 * M), story.event(Event.LaneSettled.class).paid());
        story.when(posts("olga", 1, 0, address("h1"), 9, M)).accepted();
        assertEquals(new Amount(21 * M), session(story, 1).settled());
    }

    /// [MKT-10]
    @Test
    void a_payer_that_voids_what_was_posted_gets_nothing_back() {
        var story = closing().when(posts("olga", 1, 0, address("h1"), 4, 5 * M));
        story.when(settles("bob", voucher("ann", 1, 0, 5, 10 * M, 10 * M))).accepted();
        assertEquals(new Amount(15 * M), lane(story, 1, 0).paid());
        story.when(posts("olga", 1, 0, address("h1"), 5, 1)).refused(Reason.RECEIPTS_ABOVE_CEILING);
    }
}
