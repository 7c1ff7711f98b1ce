// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.protocol.Facts.balance;
import static stoa.protocol.Facts.hostOf;
import static stoa.protocol.Facts.lane;
import static stoa.protocol.Facts.session;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Names.keyOf;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.Verbs.closes;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.settles;
import static stoa.protocol.Verbs.signedBy;
import static stoa.protocol.Verbs.voucher;
import static stoa.protocol.Verbs.withdraws;

import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.types.Amount;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.Usage;
import stoa.types.event.Event;
import stoa.types.state.PendingKey;
import stoa.types.state.Tables;

/// Vouchers become payments, and payments become coin.
class SettlementTest {
    private static final long DEPOSIT = 160_000_000;
    private static final long M = 1_000_000;

    private static Story open() {
        return given().when(opens("ann", DEPOSIT)).when().accepted();
    }

    /// With one host only, so that lane 0 has the whole deposit.
    private static Story openWithOneHost(long collateral) {
        return given(world -> world.noHosts().host("h1", "olga", collateral, 1_000, TINY))
                .when(opens("ann", DEPOSIT))
                .when()
                .accepted();
    }

    /// [MKT-3]
    @Test
    void an_answers_cost_is_rounded_up_once() {
        var prices = new Prices(Price.ofObolPerMillion(1), Price.ofObolPerMillion(1), Price.ofObolPerMillion(1));
        assertEquals(new Amount(1), prices.cost(new Usage(1, 1, 1)));
        assertEquals(new Amount(1), prices.cost(new Usage(400_000, 300_000, 300_000)));
        assertEquals(new Amount(2), prices.cost(new Usage(400_000, 300_000, 300_001)));
        assertEquals(Amount.ZERO, prices.cost(Usage.NONE));
    }

    /// [PRC-1]
    @Test
    void a_price_is_obol_per_million_units_with_sixteen_fractional_bits() {
        var half = new Prices(new Price(Price.ONE / 2), Price.FLOOR, Price.FLOOR);
        assertEquals(new Amount(1), half.cost(new Usage(2_000_000, 0, 0)));
        assertEquals(65_536, Price.ofObolPerMillion(1).fixed());
    }

    /// [MKT-5]
    @Test
    void a_voucher_pays_the_growth_of_what_was_earned() {
        var story =
                open().when(settles("bob", voucher("ann", 1, 0, 3, M, 2 * M))).accepted();
        assertEquals(new Amount(M), session(story, 1).settled());
        story.when(settles("bob", voucher("ann", 1, 0, 5, 3 * M, 3 * M))).accepted();
        assertEquals(new Amount(2 * M), story.event(Event.LaneSettled.class).paid());
        assertEquals(new Amount(3 * M), session(story, 1).settled());
        assertEquals(5, lane(story, 1, 0).count());
        assertEquals(new Amount(3 * M), lane(story, 1, 0).ceiling());
    }

    /// [MKT-5]
    @Test
    void many_lanes_of_many_sessions_settle_at_once_each_with_its_own_verdict() {
        var story = given().when(opens("ann", DEPOSIT), opens("bob", DEPOSIT)).when();
        story.when(settles(
                        "carl",
                        voucher("ann", 1, 0, 1, M, M),
                        voucher("bob", 1, 1, 1, M, M),
                        voucher("bob", 2, 1, 1, M, M),
                        voucher("ann", 7, 0, 1, M, M)))
                .accepted();
        assertEquals(2, story.events(Event.LaneSettled.class).size());
        assertEquals(
                List.of(
                        new Event.VoucherRefused(1, 1, Reason.VOUCHER_SIGNER_WRONG),
                        new Event.VoucherRefused(7, 0, Reason.SESSION_UNKNOWN)),
                story.events(Event.VoucherRefused.class));
    }

    /// [MKT-5]
    @Test
    void a_voucher_settles_once_also_within_one_transaction() {
        var same = voucher("ann", 1, 0, 1, M, M);
        var story = open().when(settles("bob", same, same)).accepted();
        assertEquals(
                List.of(new Event.VoucherRefused(1, 0, Reason.VOUCHER_STALE)),
                story.events(Event.VoucherRefused.class));
        assertEquals(new Amount(M), session(story, 1).settled());
        story.when(settles("bob", same)).refused(Reason.VOUCHER_STALE);
        story.when(settles("bob", same), settles("bob", voucher("ann", 1, 0, 2, 3 * M, 3 * M)));
        assertEquals(new Amount(3 * M), session(story, 1).settled());
    }

    /// [MKT-5]
    @Test
    void the_newer_of_two_vouchers_counts_more_receipts_or_opens_more() {
        var story =
                open().when(settles("bob", voucher("ann", 1, 0, 4, M, 2 * M))).accepted();
        story.when(settles("bob", voucher("ann", 1, 0, 3, M, 9 * M))).refused(Reason.VOUCHER_STALE);
        story.when(settles("bob", voucher("ann", 1, 0, 4, M, 2 * M))).refused(Reason.VOUCHER_STALE);
        story.when(settles("bob", voucher("ann", 1, 0, 4, M, M))).refused(Reason.VOUCHER_STALE);
        story.when(settles("bob", voucher("ann", 1, 0, 4, M, 3 * M))).accepted();
        assertEquals(new Amount(3 * M), lane(story, 1, 0).ceiling());
        story.when(settles("bob", voucher("ann", 1, 0, 5, M, M))).accepted();
        assertEquals(new Amount(M), lane(story, 1, 0).ceiling(), "an answer that failed gives its increments back");
    }

    /// [MKT-5]
    @Test
    void a_voucher_that_contradicts_itself_or_the_one_before_is_malformed() {
        var story = open().when(settles("bob", voucher("ann", 1, 0, 4, 2 * M, 2 * M)));
        story.when(settles("bob", voucher("ann", 1, 0, 5, 3 * M, 3 * M - 1))).refused(Reason.VOUCHER_MALFORMED);
        story.when(settles("bob", voucher("ann", 1, 0, 4, 3 * M, 3 * M))).refused(Reason.VOUCHER_MALFORMED);
        story.when(settles("bob", voucher("ann", 1, 0, 5, M, 3 * M))).refused(Reason.VOUCHER_MALFORMED);
    }

    /// [MKT-5]
    @Test
    void only_the_session_key_vouches_and_only_for_lanes_that_exist() {
        var story = given().when(opens("ann", DEPOSIT), settles("bob", voucher("ann", 1, 0, 1, M, M)));
        story.then(Facts.verdicts(null, Reason.SESSION_NOT_DRAWN)).when();
        story.when(settles("bob", signedBy(Names.address("ann"), 1, 0, 1, M, M)))
                .refused(Reason.VOUCHER_SIGNER_WRONG);
        story.when(settles("bob", signedBy(keyOf("bob"), 1, 0, 1, M, M))).refused(Reason.VOUCHER_SIGNER_WRONG);
        story.when(settles("bob", voucher("ann", 1, 16, 1, M, M))).refused(Reason.LANE_UNKNOWN);
    }

    /// [MKT-5]
    @Test
    void no_voucher_is_worth_more_than_its_lanes_allowance() {
        var story = openWithOneHost(stoa(1_000));
        story.when(settles("bob", voucher("ann", 1, 0, 1, M, DEPOSIT + 1))).refused(Reason.VOUCHER_ABOVE_ALLOWANCE);
        story.when(settles("bob", voucher("ann", 1, 0, 1, DEPOSIT, DEPOSIT))).accepted();
        assertEquals(Amount.ZERO, session(story, 1).rest());
    }

    /// [MKT-5]
    @Test
    void vouchers_are_taken_while_the_session_closes_and_not_after() {
        var story = open().when(closes("ann", 1)).when(settles("bob", voucher("ann", 1, 0, 1, M, M)));
        story.accepted().later(9).when(settles("bob", voucher("ann", 1, 0, 2, 2 * M, 2 * M)));
        story.refused(Reason.SETTLE_TOO_LATE);
    }

    /// [MKT-5]
    @Test
    void a_settlement_without_a_single_good_voucher_is_refused() {
        var story = given(world -> world.params(
                        new ParamsFor(Params.local()).maxVouchers(2).params()))
                .when(opens("ann", DEPOSIT))
                .when();
        var bad = voucher("bob", 1, 0, 1, M, M);
        story.when(settles("bob")).refused(Reason.NOTHING_SETTLED);
        story.when(settles("bob", bad, bad)).refused(Reason.NOTHING_SETTLED);
        story.when(settles("bob", bad, bad, bad)).refused(Reason.TOO_MANY_ITEMS);
    }

    /// [MKT-8] [MKT-9]
    @Test
    void a_payment_waits_for_its_check_window_and_then_splits_three_ways() {
        var story = openWithOneHost(stoa(1_000));
        story.when(settles("bob", voucher("ann", 1, 0, 1, 1_000_033, 1_000_033)));
        story.then(Facts.pending("h1", 1_000_033), balance("olga", stoa(1_000)));
        long end = (story.now / 10 + 1) * 10;
        story.later(end + 9 - story.now).then(Facts.pending("h1", 1_000_033));
        story.when().then(Facts.pending("h1", 0), balance("olga", stoa(1_000) + 950_033));
        assertEquals(new Amount(30_000), story.last.totals().burned());
        assertEquals(new Amount(20_000), story.last.totals().checks());
    }

    /// [MKT-8]
    @Test
    void payments_of_one_host_session_and_time_share_a_bucket() {
        var story = openWithOneHost(stoa(1_000));
        story.later(10 - story.now % 10);
        story.when(settles("bob", voucher("ann", 1, 0, 1, M, M)))
                .when(settles("bob", voucher("ann", 1, 0, 2, 2 * M, 2 * M)));
        var pending = FullScan.all(story.state, Tables.PENDING);
        assertEquals(1, pending.size());
        assertEquals((story.now / 10 + 1) * 10 + 10, pending.getFirst().value().dueSeconds());
        story.later(10, settles("bob", voucher("ann", 1, 0, 3, 3 * M, 3 * M)));
        assertEquals(2, FullScan.all(story.state, Tables.PENDING).size());
        story.pass(30);
        assertEquals(0, FullScan.all(story.state, Tables.PENDING).size());
    }

    /// [MKT-8]
    @Test
    void what_exceeds_the_hosts_collateral_waits_four_epochs() {
        var story = given(world -> world.params(
                        new ParamsFor(Params.local()).collateralPerWeight(1).params())
                .noHosts()
                .host("h1", "olga", 3 * M, 1_000, TINY));
        story.when(opens("ann", DEPOSIT)).when();
        story.when(settles("bob", voucher("ann", 1, 0, 1, 2 * M, 2 * M)));
        assertEquals(new Amount(2 * M), story.event(Event.LaneSettled.class).covered());
        story.when(settles("bob", voucher("ann", 1, 0, 2, 5 * M, 5 * M)));
        assertEquals(new Amount(M), story.event(Event.LaneSettled.class).covered());
        long bucket = story.now / 10;
        var uncovered = new PendingKey(Names.address("h1"), 1, bucket, true);
        assertEquals(
                (bucket + 1) * 10 + 4 * 60,
                story.state.find(Tables.PENDING, uncovered).orElseThrow().dueSeconds());
        story.pass(30).then(Facts.pending("h1", 2 * M)).pass(250).then(Facts.pending("h1", 0));
        story.then(balance("olga", stoa(1_000) + 5 * M * 95 / 100));
    }

    /// [MKT-8]
    @Test
    void collateral_that_unbonds_covers_nothing() {
        var story = openWithOneHost(stoa(1_000)).when(withdraws("olga", "h1", stoa(1_000)));
        story.when(settles("bob", voucher("ann", 1, 0, 1, M, M)));
        assertEquals(Amount.ZERO, story.event(Event.LaneSettled.class).covered());
    }

    /// [MKT-9]
    @Test
    void the_dust_of_the_split_is_the_hosts() {
        var story = openWithOneHost(stoa(1_000)).when(settles("bob", voucher("ann", 1, 0, 1, 33, 33)));
        assertEquals(hostOf(story, 1, 0), Names.address("h1"));
        story.pass(30);
        assertEquals(
                List.of(0L, 0L, 33L),
                List.of(
                        story.event(Event.PaymentReleased.class).burned().obol(),
                        story.event(Event.PaymentReleased.class).checks().obol(),
                        story.event(Event.PaymentReleased.class).paid().obol()));
    }
}
