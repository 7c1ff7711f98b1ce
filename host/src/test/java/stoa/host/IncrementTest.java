// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.kit.json.Json;
import stoa.types.Amount;
import stoa.types.event.Event;
import stoa.types.market.Receipt;
import stoa.types.market.Wire;

/// Long answers ask for money on the way. [SRV-15]
class IncrementTest {
    private static final String STREAM = Payer.CHAT.replace("}]}", "}],\"stream\":true}");
    private static final long INCREMENT = 1_024 * Stand.OUTPUT_PRICE;

    @TempDir
    Path folder;

    private Stand stand;
    private Payer payer;

    @BeforeEach
    void start() throws Exception {
        stand = new Stand(folder);
        payer = stand.session(1);
        stand.engine.play = ScriptedEngine.units(2_500, 50);
    }

    @AfterEach
    void stop() throws Exception {
        stand.idle();
        stand.close();
    }

    /// [SRV-7]
    @Test
    void a_voucher_posted_beside_the_stream_lets_the_answer_go_on() throws Exception {
        stand.start();
        try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, Stand.FIRST_NEED))) {
            var first = Wire.increment(": " + answer.until("stoa-increment "));
            assertEquals("ask-1-1", first.requestId());
            assertEquals(Stand.FIRST_NEED + INCREMENT, first.ceiling().obol());
            assertEquals(204, voucher(first.ceiling().obol()));
            var second = Wire.increment(": " + answer.until("stoa-increment "));
            assertEquals(Stand.FIRST_NEED + 2 * INCREMENT, second.ceiling().obol());
            assertEquals(204, voucher(second.ceiling().obol()));
            var receipt = answer.finish().receipt();
            assertEquals(2_500, receipt.usage().output());
            assertEquals(Receipt.FLAG_STREAMED, receipt.flags());
            assertEquals(
                    "stop",
                    Json.parse(answer.data.getLast())
                            .at("/choices/0/finish_reason")
                            .textValue());
            assertEquals(answer.responseHash(), receipt.responseHash());
        }
    }

    private int voucher(long beyondEarned) throws Exception {
        return payer.post(Wire.VOUCHER, payer.signed(payer.voucher(beyondEarned)))
                .status();
    }

    /// [SRV-12] [SRV-14]
    @Test
    void a_whole_answer_that_must_ask_becomes_a_stream_with_one_payload() throws Exception {
        stand.start();
        try (var answer = payer.stream(payer.ask(Wire.CHAT, Payer.CHAT, Stand.FIRST_NEED))) {
            answer.until("stoa-increment ");
            voucher(20_000);
            var receipt = answer.finish().receipt();
            assertEquals(1, answer.data.size());
            assertEquals(
                    2_500,
                    Json.parse(answer.data.getFirst())
                            .at("/usage/completion_tokens")
                            .intValue());
            assertEquals(answer.responseHash(), receipt.responseHash());
            assertEquals(0, receipt.flags());
        }
    }

    @Test
    void a_ceiling_that_is_high_enough_from_the_start_is_never_asked_to_grow() throws Exception {
        stand.start();
        var answer = payer.whole(Wire.CHAT, Payer.CHAT, 20_000);
        assertEquals(2_500, answer.receipt().usage().output(), "plain JSON, for nothing had to be asked");
    }

    /// [SRV-15]
    @Test
    void without_a_voucher_in_time_the_answer_ends_for_want_of_money() throws Exception {
        stand.with(config -> new HostConfig(
                config.bind(),
                0,
                config.publicEndpoint(),
                config.data(),
                16,
                config.bodyBytesInFlight(),
                config.settleEvery(),
                Duration.ofMillis(100),
                config.evidenceKept(),
                config.drain(),
                config.maxBodyBytes()));
        stand.start();
        try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, Stand.FIRST_NEED))) {
            var receipt = answer.finish().receipt();
            assertEquals(Receipt.FLAG_STREAMED | Receipt.FLAG_CUT_BY_BUDGET, receipt.flags());
            assertEquals(1_000, receipt.usage().output(), "what was delivered, in pieces of fifty");
            assertEquals(
                    "length",
                    Json.parse(answer.data.getLast())
                            .at("/choices/0/finish_reason")
                            .textValue());
            assertTrue(receipt.cost().obol() <= Stand.FIRST_NEED);
        }
    }

    @Test
    void a_payer_that_will_allow_no_more_ends_the_answer_at_once() throws Exception {
        stand.start();
        try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, Stand.FIRST_NEED))) {
            answer.until("stoa-increment ");
            var again = payer.call(Wire.VOUCHER, payer.signed(payer.voucher(Stand.FIRST_NEED)))
                    .with(Wire.REQUEST_HEADER, "ask-1-1")
                    .with(Wire.END_HEADER, "1");
            assertEquals(204, payer.send(again).status(), "the voucher held already may come again");
            var receipt = answer.finish().receipt();
            assertEquals(Receipt.FLAG_STREAMED | Receipt.FLAG_CUT_BY_BUDGET, receipt.flags());
        }
    }

    @Test
    void only_the_session_key_ends_an_answer() throws Exception {
        stand.start();
        try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, Stand.FIRST_NEED))) {
            answer.until("stoa-increment ");
            var forged = payer.call(Wire.VOUCHER, payer.signed(payer.voucher(Stand.FIRST_NEED), Stand.key("stranger")))
                    .with(Wire.REQUEST_HEADER, "ask-1-1")
                    .with(Wire.END_HEADER, "1");
            assertEquals(409, payer.send(forged).status());
            voucher(20_000);
            assertEquals(2_500, answer.finish().receipt().usage().output());
        }
    }

    /// [SRV-9]
    @Test
    void money_on_the_lane_does_not_lift_the_bound_of_one_answer() throws Exception {
        stand.start();
        var bounded = payer.ask(Wire.CHAT, STREAM, 100_000)
                .with(Wire.RESERVED_HEADER, Long.toString(Stand.FIRST_NEED + INCREMENT));
        try (var answer = payer.stream(bounded)) {
            var wish = Wire.increment(": " + answer.until("stoa-increment "));
            assertEquals(Stand.FIRST_NEED + 2 * INCREMENT, wish.ceiling().obol(), "the second was within the bound");
            var more = payer.call(Wire.VOUCHER, payer.signed(payer.voucher(100_001)))
                    .with(Wire.REQUEST_HEADER, "ask-1-1")
                    .with(Wire.RESERVED_HEADER, Long.toString(Stand.FIRST_NEED + 2 * INCREMENT));
            assertEquals(204, payer.send(more).status());
            assertEquals(2_500, answer.finish().receipt().usage().output());
        }
    }

    @Test
    void a_bound_raised_for_another_answer_does_not_help_this_one() throws Exception {
        stand.start();
        var bounded = payer.ask(Wire.CHAT, STREAM, 100_000).with(Wire.RESERVED_HEADER, Long.toString(Stand.FIRST_NEED));
        try (var answer = payer.stream(bounded)) {
            answer.until("stoa-increment ");
            payer.send(payer.call(Wire.VOUCHER, payer.signed(payer.voucher(100_001)))
                    .with(Wire.REQUEST_HEADER, "ask-1-9")
                    .with(Wire.RESERVED_HEADER, "1000000"));
            payer.send(payer.call(Wire.VOUCHER, payer.signed(payer.voucher(100_001)))
                    .with(Wire.REQUEST_HEADER, "ask-1-1")
                    .with(Wire.END_HEADER, "1"));
            var receipt = answer.finish().receipt();
            assertTrue(receipt.cost().obol() <= Stand.FIRST_NEED);
            assertEquals(1_000, receipt.usage().output());
        }
    }

    @Test
    void a_top_up_lets_an_answer_go_on_that_had_used_its_allowance() throws Exception {
        var poor = stand.session(2, 7_000, "payer");
        stand.start();
        try (var answer = poor.stream(poor.ask(Wire.CHAT, STREAM, 7_000))) {
            var wish = Wire.increment(": " + answer.until("stoa-increment "));
            assertTrue(wish.ceiling().obol() > 7_000, "more than the lane has");
            stand.lane(
                    2,
                    lane -> lane.withAllowance(new Amount(50_000), lane.released()),
                    new Event.ToppedUp(2, Payer.LANE, Stand.key("payer").address(), new Amount(43_000), 0, 0));
            var reply = poor.post(Wire.VOUCHER, poor.signed(poor.voucher(40_000)));
            assertEquals(204, reply.status(), "the host reads the ledger again before it refuses");
            assertEquals(2_500, answer.finish().receipt().usage().output());
        }
    }

    /// [SRV-10]
    @Test
    void a_payer_with_credit_is_not_interrupted() throws Exception {
        stand.start();
        stand.ledger.commit(settled(1, 3_000_000));
        Stand.eventually(() -> {
            try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, Stand.FIRST_NEED))) {
                return answer.finish().receipt().usage().output() == 2_500
                        && answer.comments.stream().noneMatch(text -> text.startsWith("stoa-increment"));
            } catch (AssertionError _) {
                return false;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    static Event settled(long session, long paid) {
        return new Event.LaneSettled(
                session,
                Payer.LANE,
                Stand.key("host").address(),
                0,
                Amount.ZERO,
                Amount.ZERO,
                new Amount(paid),
                Amount.ZERO,
                0,
                0,
                0,
                0);
    }
}
