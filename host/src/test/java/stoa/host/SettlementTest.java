// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.client.fake.Script;
import stoa.types.Amount;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.market.Voucher;
import stoa.types.market.Wire;
import stoa.types.state.LaneKey;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// What the ledger hears of a host's earnings, and when. [SRV-26] [SRV-27]
class SettlementTest {
    @TempDir
    Path folder;

    private Stand stand;
    private Payer payer;

    @BeforeEach
    void start() throws Exception {
        stand = new Stand(folder);
        payer = stand.session(1);
        stand.ledger.script((tx, state) -> switch (tx.verb()) {
            case Verb.Settle settle -> settle(settle, state);
            case Verb.PostReceipts post -> post(post, state);
            default -> Script.does();
        });
    }

    @AfterEach
    void stop() throws Exception {
        stand.idle();
        stand.close();
    }

    /// The ledger's rule in short: the newest voucher is the lane's.
    private static Script.Answer settle(Verb.Settle verb, Script.State state) {
        var events = new ArrayList<Event>();
        for (var signed : verb.vouchers()) {
            var voucher = signed.voucher();
            var key = new LaneKey(voucher.session(), voucher.lane());
            var lane = state.get(Tables.LANES, key).orElseThrow();
            var paid = voucher.earned().max(lane.paid()).minus(lane.paid());
            state.put(
                    Tables.LANES,
                    key,
                    lane.settled(voucher.count(), voucher.earned(), voucher.ceiling(), state.timeSeconds()));
            events.add(new Event.LaneSettled(
                    voucher.session(),
                    voucher.lane(),
                    lane.host(),
                    voucher.count(),
                    voucher.earned(),
                    voucher.ceiling(),
                    paid,
                    paid,
                    0,
                    0,
                    0,
                    0));
        }
        return new Script.Does(events);
    }

    private static Script.Answer post(Verb.PostReceipts verb, Script.State state) {
        var key = new LaneKey(verb.session(), verb.lane());
        var lane = state.get(Tables.LANES, key).orElseThrow();
        long index = lane.nextIndex();
        var paid = Amount.ZERO;
        for (var signed : verb.receipts()) {
            if (signed.receipt().index() != index++) return Script.refuses(Reason.RECEIPT_INDEX_WRONG);
            paid = paid.plus(signed.receipt().cost());
        }
        if (lane.ceiling().below(lane.paid().plus(paid))) return Script.refuses(Reason.RECEIPTS_ABOVE_CEILING);
        state.put(
                Tables.LANES,
                key,
                lane.withPosted(
                        lane.posted().plus(paid),
                        lane.postedCount() + verb.receipts().size()));
        return Script.does(new Event.ReceiptsPosted(
                verb.session(), verb.lane(), lane.host(), verb.receipts().size(), paid, paid, 0, 0, 0));
    }

    private void start(Duration every) throws Exception {
        stand.with(config -> config.withSettleEvery(every));
        stand.start();
    }

    private List<Verb.Settle> settlements() {
        return stand.ledger.verbs().stream()
                .filter(Verb.Settle.class::isInstance)
                .map(Verb.Settle.class::cast)
                .toList();
    }

    private Voucher lastSettled() {
        return settlements().getLast().vouchers().getLast().voucher();
    }

    @Test
    void a_growing_lane_is_settled_once_a_period_with_its_newest_voucher() throws Exception {
        start(Duration.ofMillis(300));
        payer.chat();
        payer.chat();
        var newest = payer.chat();
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(100)));
        Stand.eventually(() -> stand.lane(1).count() == 3);
        assertEquals(payer.earned(), stand.lane(1).earned().obol());
        assertEquals(newest.receipt().index() + 1, lastSettled().count());
        int before = settlements().size();
        Thread.sleep(700);
        assertEquals(before, settlements().size(), "what does not grow is left alone");
        payer.chat();
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(100)));
        Stand.eventually(() -> stand.lane(1).count() == 4);
    }

    @Test
    void lanes_of_several_sessions_share_a_transaction() throws Exception {
        start(Duration.ofMillis(500));
        var second = stand.session(2);
        for (var each : List.of(payer, second)) {
            each.chat();
            each.post(Wire.VOUCHER, each.signed(each.voucher(100)));
        }
        Stand.eventually(() -> stand.lane(1).count() == 1 && stand.lane(2).count() == 1);
        assertTrue(settlements().size() <= 2);
    }

    @Test
    void a_settlement_that_fails_is_tried_again_and_serving_goes_on() throws Exception {
        start(Duration.ofMillis(100));
        stand.ledger.refuseNext(Reason.BALANCE_TOO_LOW);
        payer.chat();
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(100)));
        Stand.eventually(() -> stand.lane(1).count() == 1);
        stand.ledger.unreachable(true);
        payer.chat();
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(100)));
        Thread.sleep(300);
        assertEquals(2, payer.chat().receipt().index(), "the ledger is away, the host is not");
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(100)));
        stand.ledger.unreachable(false);
        Stand.eventually(() -> stand.lane(1).count() == 3);
    }

    @Test
    void a_voucher_the_ledger_keeps_refusing_is_left_and_a_newer_one_is_tried() throws Exception {
        start(Duration.ofMillis(50));
        stand.ledger.script((_, _) -> Script.refuses(Reason.VOUCHER_ABOVE_ALLOWANCE));
        payer.chat();
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(100)));
        Stand.eventually(() -> settlements().size() >= 3);
        Thread.sleep(400);
        assertEquals(3, settlements().size(), "each try costs a fee");
        payer.chat();
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(100)));
        Stand.eventually(() -> lastSettled().count() == 2);
    }

    @Test
    void a_closing_session_is_settled_at_once() throws Exception {
        start(Duration.ofSeconds(60));
        payer.chat();
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(100)));
        assertEquals(List.of(), settlements());
        stand.close(1, Duration.ofSeconds(1_000));
        Stand.eventually(() -> stand.lane(1).count() == 1);
    }

    /// A frozen lane's rest can be moved after the settle window, so its voucher must be there before.
    @Test
    void a_frozen_lane_is_settled_at_once() throws Exception {
        start(Duration.ofSeconds(60));
        payer.chat();
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(100)));
        stand.lane(1, lane -> lane.asFrozen(5), new Event.LaneFrozen(1, Payer.LANE, stand.hostKey.address()));
        Stand.eventually(() -> stand.lane(1).count() == 1);
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(200)));
    }

    @Test
    void answers_never_vouched_for_are_posted_up_to_the_ceiling_when_half_the_window_is_over() throws Exception {
        start(Duration.ofSeconds(60));
        payer.chat();
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(Stand.FIRST_NEED + 60)));
        long left = Stand.FIRST_NEED + 60;
        int served = 0;
        while (left >= Stand.FIRST_NEED) {
            var reply = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, Stand.FIRST_NEED + 60));
            assertEquals(200, reply.status());
            left -= payer.receipt(reply.headers().first(Wire.RECEIPT_HEADER).orElseThrow())
                    .receipt()
                    .cost()
                    .obol();
            served++;
        }
        assertEquals(2, served, "then a voucher was needed");
        stand.close(1, Duration.ofSeconds(1_000));
        Stand.eventually(() -> stand.lane(1).count() == 1);
        Thread.sleep(200);
        assertEquals(0, stand.lane(1).postedCount(), "a voucher may still come");
        stand.clock.forward(Duration.ofSeconds(600));
        Stand.eventually(() -> stand.lane(1).postedCount() == 2);
        assertEquals(
                payer.earned() + Stand.FIRST_NEED + 60 - left,
                stand.lane(1).paid().obol());
    }

    @Test
    void a_ceiling_the_ledger_does_not_know_is_settled_so_that_receipts_can_be_paid_from_it() throws Exception {
        start(Duration.ofSeconds(60));
        var reply = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, 10_000));
        assertEquals(200, reply.status());
        stand.close(1, Duration.ofSeconds(1_000));
        Stand.eventually(() -> {
            stand.clock.forward(Duration.ofSeconds(1));
            return stand.lane(1).postedCount() == 1;
        });
        assertEquals(10_000, lastSettled().ceiling().obol());
    }

    @Test
    void a_host_that_stops_hands_in_what_it_holds() throws Exception {
        start(Duration.ofSeconds(60));
        payer.chat();
        payer.post(Wire.VOUCHER, payer.signed(payer.voucher(100)));
        stand.agent().close();
        assertEquals(1, stand.lane(1).count());
        stand.kill();
    }
}
