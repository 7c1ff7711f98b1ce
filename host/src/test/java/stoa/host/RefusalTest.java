// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.engine.EngineException;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.http.HttpCall;
import stoa.kit.json.Json;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Signature;
import stoa.types.event.Event;
import stoa.types.market.Voucher;
import stoa.types.market.Wire;
import stoa.types.state.LaneKey;
import stoa.types.state.Model;
import stoa.types.state.SessionPhase;
import stoa.types.state.SessionStep;
import stoa.types.state.Tables;

/// Every no of a host: its status, its code, and that nothing is reserved, numbered or signed afterwards. [SRV-23]
class RefusalTest {
    @TempDir
    Path folder;

    private Stand stand;
    private Payer payer;

    @BeforeEach
    void start() throws Exception {
        stand = new Stand(folder);
        payer = stand.session(1);
        stand.start();
    }

    @AfterEach
    void stop() throws Exception {
        stand.idle();
        stand.close();
    }

    private JsonNode refused(int status, String code, HttpCall call) throws Exception {
        var reply = payer.send(call);
        var json = Json.parse(reply.body());
        assertEquals(status, reply.status(), () -> Payer.text(reply));
        assertEquals(code, json.path("code").textValue());
        assertEquals(code, json.at("/error/code").textValue(), "OpenAI's error object says the same");
        assertFalse(json.at("/error/message").asText().isEmpty());
        assertFalse(reply.headers().has(Wire.RECEIPT_HEADER));
        stand.idle();
        return json;
    }

    private HttpCall ask(byte[] voucher) {
        return payer.ask(Wire.CHAT, Payer.CHAT, voucher);
    }

    private HttpCall ask() {
        return payer.ask(Wire.CHAT, Payer.CHAT, 10_000);
    }

    // ── what cannot be read ──

    @Test
    void a_request_without_a_voucher_is_told_to_bring_one() throws Exception {
        refused(402, "voucher_needed", payer.bare(Wire.CHAT, Payer.CHAT));
    }

    /// [SRV-2] [SRV-30]
    @Test
    void what_stands_beside_a_request_has_one_spelling() throws Exception {
        var voucher = Wire.base64(payer.signed(payer.voucher(10_000)));
        var bare = payer.bare(Wire.CHAT, Payer.CHAT);
        refused(400, "malformed", bare.with(Wire.VOUCHER_HEADER, voucher.substring(1)));
        refused(400, "malformed", bare.with(Wire.VOUCHER_HEADER, voucher + "="));
        refused(400, "malformed", bare.with(Wire.VOUCHER_HEADER, "?"));
        refused(400, "malformed", ask().with(Wire.RESERVED_HEADER, "-1"));
        refused(400, "malformed", ask().with(Wire.RESERVED_HEADER, "9999999999999999999"));
        var named = HttpCall.post(bare.uri(), "application/json", bare.body(), Stand.PATIENCE)
                .with(Wire.VOUCHER_HEADER, voucher);
        refused(400, "malformed", named.with(Wire.REQUEST_HEADER, "a b"));
        refused(400, "malformed", named.with(Wire.REQUEST_HEADER, "a".repeat(129)));
        refused(400, "malformed", named.with(Wire.NONCE_HEADER, "0011"));
        assertEquals(200, payer.send(named).status(), "all but the voucher may be left out");
    }

    @Test
    void a_body_that_is_no_request_is_refused_in_openai_s_words() throws Exception {
        for (var body : new String[] {"", "[]", "{", "{\"model\":\"tiny\"}", "{\"model\":\"tiny\",\"messages\":[]}"}) {
            var reply = payer.send(payer.ask(Wire.CHAT, body, 10_000));
            assertEquals(400, reply.status(), body);
            assertEquals(
                    "invalid_request_error",
                    Json.parse(reply.body()).at("/error/type").textValue());
        }
        var many = Payer.CHAT.replace("}]}", "}],\"n\":129}");
        assertEquals(400, payer.send(payer.ask(Wire.CHAT, many, 10_000)).status());
        refused(404, "http_404", payer.ask("speech/loud", Payer.CHAT, 10_000));
        assertEquals(400, payer.send(payer.ask("speech", Payer.CHAT, 10_000)).status(), "no such kind of answer");
    }

    @Test
    void a_body_larger_than_the_host_takes_is_413() throws Exception {
        stand.with(config -> new HostConfig(
                config.bind(),
                0,
                config.publicEndpoint(),
                config.data(),
                16,
                4_096,
                config.settleEvery(),
                config.incrementWait(),
                config.evidenceKept(),
                config.drain(),
                4_096));
        stand.kill();
        refused(413, "http_413", payer.ask(Wire.CHAT, Payer.CHAT + " ".repeat(5_000), 10_000));
    }

    // ── vouchers ── [SRV-5]

    @Test
    void a_voucher_that_another_key_signed_is_refused() throws Exception {
        refused(409, "voucher_signer_wrong", ask(payer.signed(payer.voucher(10_000), Stand.key("stranger"))));
    }

    @Test
    void a_forged_voucher_is_refused() throws Exception {
        var bytes = payer.signed(payer.voucher(10_000));
        bytes[40] ^= 1;
        refused(409, "voucher_signer_wrong", ask(bytes));
        var zero = payer.signed(payer.voucher(10_000));
        java.util.Arrays.fill(zero, zero.length - 65, zero.length - 1, (byte) 0);
        refused(409, "voucher_signer_wrong", ask(zero));
    }

    @Test
    void a_voucher_with_a_ceiling_below_its_earnings_is_refused() throws Exception {
        payer.chat();
        var good = payer.voucher(0);
        var bad =
                new Voucher(good.session(), good.lane(), good.count(), good.earned(), Amount.ZERO, good.receiptsRoot());
        refused(409, "voucher_malformed", ask(payer.signed(bad)));
    }

    @Test
    void a_voucher_that_no_ledger_would_take_is_refused() throws Exception {
        refused(409, "voucher_above_allowance", payer.ask(Wire.CHAT, Payer.CHAT, Stand.ALLOWANCE + 1));
    }

    @Test
    void a_voucher_that_counts_receipts_never_signed_is_refused() throws Exception {
        var ahead = new Voucher(1, Payer.LANE, 1, Amount.ZERO, new Amount(10_000), Hash.ZERO);
        refused(409, "voucher_count_ahead", ask(payer.signed(ahead)));
    }

    @Test
    void a_voucher_that_pays_more_or_takes_back_is_refused() throws Exception {
        var first = payer.chat();
        var good = payer.voucher(10_000);
        long cost = first.receipt().cost().obol();
        for (long earned : new long[] {cost + 1, cost * 2}) {
            var bad = new Voucher(1, Payer.LANE, 1, new Amount(earned), new Amount(20_000), good.receiptsRoot());
            refused(409, "voucher_earned_wrong", ask(payer.signed(bad)));
        }
        payer.chat();
        var back = new Voucher(1, Payer.LANE, 2, new Amount(cost - 1), new Amount(20_000), good.receiptsRoot());
        refused(409, "voucher_earned_wrong", ask(payer.signed(back)));
    }

    @Test
    void a_voucher_whose_root_is_not_that_of_the_receipts_is_refused() throws Exception {
        var first = payer.chat();
        var bad = new Voucher(1, Payer.LANE, 1, first.receipt().cost(), new Amount(20_000), Hash.ZERO);
        refused(409, "voucher_root_wrong", ask(payer.signed(bad)));
    }

    @Test
    void a_lane_that_is_not_this_host_s_is_unknown() throws Exception {
        var elsewhere = new Payer(stand, 77, Stand.key("session 77"));
        refused(404, "lane_unknown", elsewhere.ask(Wire.CHAT, Payer.CHAT, 10_000));
        stand.session(78);
        stand.ledger.put(
                Tables.LANES,
                new LaneKey(78, Payer.LANE),
                Stand.lane(Stand.key("other").address(), 1_000));
        var others = new Payer(stand, 78, Stand.key("session 78"));
        refused(404, "lane_unknown", others.ask(Wire.CHAT, Payer.CHAT, 10_000));
    }

    // ── money ── [SRV-8]

    @Test
    void too_little_money_is_answered_with_the_numbers_to_do_better() throws Exception {
        var json = refused(402, "voucher_needed", payer.ask(Wire.CHAT, Payer.CHAT, Stand.FIRST_NEED - 1));
        assertEquals(Stand.FIRST_NEED, json.path("ceiling").longValue());
        assertEquals(Stand.FIRST_NEED, json.path("needed").longValue());
        assertEquals(ScriptedEngine.INPUT, json.path("input").longValue());
        assertEquals(
                200,
                payer.send(payer.ask(Wire.CHAT, Payer.CHAT, Stand.FIRST_NEED)).status());
    }

    @Test
    void a_short_answer_needs_money_for_its_own_length_only() throws Exception {
        var body = Payer.CHAT.replace("}]}", "}],\"max_tokens\":5}");
        long need = Stand.INPUT_COST + 5 * Stand.OUTPUT_PRICE;
        assertEquals(
                need,
                refused(402, "voucher_needed", payer.ask(Wire.CHAT, body, need - 1))
                        .path("needed")
                        .longValue());
        assertEquals(200, payer.send(payer.ask(Wire.CHAT, body, need)).status());
    }

    /// [SRV-9]
    @Test
    void the_payer_s_bound_for_one_answer_holds_although_the_lane_has_more() throws Exception {
        var json =
                refused(402, "voucher_needed", ask().with(Wire.RESERVED_HEADER, Long.toString(Stand.FIRST_NEED - 1)));
        assertEquals(Stand.FIRST_NEED, json.path("needed").longValue());
        var enough = ask().with(Wire.RESERVED_HEADER, Long.toString(Stand.FIRST_NEED));
        assertEquals(200, payer.send(enough).status());
    }

    @Test
    void an_allowance_that_is_spoken_for_is_told_with_its_size() throws Exception {
        var poor = stand.session(2, 5_000, "payer");
        var json = refused(402, "allowance_ended", poor.ask(Wire.CHAT, Payer.CHAT, 5_000));
        assertEquals(5_000, json.path("allowance").longValue());
        assertEquals(Stand.FIRST_NEED, json.path("needed").longValue());
    }

    /// [SRV-11]
    @Test
    void after_the_price_lock_the_model_s_price_holds_within_the_payer_s_maxima() throws Exception {
        var cheaper = new Prices(Price.ofObolPerMillion(1_000_000), Stand.PRICES.cachedInput(), Stand.PRICES.output());
        stand.ledger.put(
                Tables.MODELS, Stand.MODEL, new Model(cheaper, cheaper, 0, 4_096, 1, java.util.List.of(), false));
        assertEquals(2 * 10 + 2 * 6, payer.chat().receipt().cost().obol(), "locked");
        stand.clock.forward(Duration.ofSeconds(1_801));
        assertEquals(10 + 2 * 6, payer.chat().receipt().cost().obol(), "the market's");
        var dearer = new Prices(Price.ofObolPerMillion(3_000_000), Stand.PRICES.cachedInput(), Stand.PRICES.output());
        stand.ledger.put(
                Tables.MODELS, Stand.MODEL, new Model(dearer, dearer, 0, 4_096, 1, java.util.List.of(), false));
        stand.ledger.commit(new Event.PriceStepped(Stand.MODEL, dearer, 0, false, 0));
        Stand.eventually(() -> {
            try {
                return payer.send(ask()).status() == 409;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        refused(409, "price_above_maximum", ask());
    }

    // ── lanes that take nothing more ── [SRV-25]

    @Test
    void a_session_past_its_end_takes_nothing_new() throws Exception {
        stand.clock.forward(Duration.ofSeconds(3_601));
        refused(409, "session_closed", ask());
    }

    @Test
    void a_closing_session_takes_nothing_new_and_a_closed_one_is_unknown() throws Exception {
        payer.chat();
        stand.close(1, Duration.ofSeconds(100));
        Stand.eventually(() -> status(ask()) == 409);
        refused(409, "session_closed", ask());
        stand.session(
                1, row -> row.stepped(SessionPhase.CLOSED, 0), new Event.SessionStepped(1, SessionStep.FINISH, 0));
        Stand.eventually(() -> status(ask()) == 404);
        refused(404, "lane_unknown", ask());
    }

    @Test
    void a_frozen_lane_takes_nothing_new() throws Exception {
        payer.chat();
        stand.lane(1, lane -> lane.asFrozen(5), new Event.LaneFrozen(1, Payer.LANE, stand.hostKey.address()));
        Stand.eventually(() -> status(ask()) == 409);
        refused(409, "lane_frozen", ask());
    }

    @Test
    void a_session_is_for_one_model() throws Exception {
        refused(409, "model_wrong", payer.ask(Wire.CHAT, Payer.CHAT.replace("\"tiny\"", "\"huge\""), 10_000));
    }

    private int status(HttpCall call) {
        try {
            return payer.send(call).status();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // ── full, or out of order ──

    /// [SRV-24]
    @Test
    void a_full_host_signs_when_to_come_back() throws Exception {
        stand.with(config -> new HostConfig(
                config.bind(),
                0,
                config.publicEndpoint(),
                config.data(),
                1,
                config.bodyBytesInFlight(),
                config.settleEvery(),
                config.incrementWait(),
                config.evidenceKept(),
                config.drain(),
                config.maxBodyBytes()));
        stand.kill();
        var gate = new Semaphore(0);
        var begun = new CountDownLatch(1);
        stand.engine.play = ScriptedEngine.silent(begun, gate);
        var first = Thread.ofVirtual().start(() -> status(ask()));
        begun.await();
        var reply = payer.send(ask());
        assertEquals(429, reply.status());
        assertEquals("saturated", Json.parse(reply.body()).path("code").textValue());
        assertEquals("1", reply.headers().first("retry-after").orElseThrow());
        assertSigned(
                reply.headers().first(Wire.RETRY_AT_HEADER).orElseThrow(),
                reply.headers().first(Wire.RETRY_HEADER).orElseThrow());
        gate.release();
        first.join();
    }

    /// [SRV-24]
    @Test
    void a_full_engine_is_a_full_host() throws Exception {
        stand.engine.play = (_, _) -> {
            throw EngineException.overloaded("Full.", Duration.ofSeconds(3));
        };
        var reply = payer.send(ask());
        assertEquals(429, reply.status());
        assertEquals("3", reply.headers().first("retry-after").orElseThrow());
        assertSigned(
                reply.headers().first(Wire.RETRY_AT_HEADER).orElseThrow(),
                reply.headers().first(Wire.RETRY_HEADER).orElseThrow());
    }

    private void assertSigned(String at, String signature) throws Exception {
        var promise = Wire.retryPromise(Digests.INSTANCE, 1, Payer.LANE, Long.parseLong(at));
        assertTrue(Secp256k1.verify(promise, Signature.of(Wire.bytes(signature)), stand.hostKey.address()));
    }

    @Test
    void a_ledger_that_does_not_answer_is_told_apart_from_a_lane_that_does_not_exist() throws Exception {
        stand.ledger.unreachable(true);
        refused(503, "ledger_unreachable", ask());
        stand.ledger.unreachable(false);
        assertEquals(0, payer.chat().receipt().index());
        stand.ledger.unreachable(true);
        assertEquals(1, payer.chat().receipt().index(), "a lane once known needs no ledger");
        stand.ledger.unreachable(false);
    }

    @Test
    void an_engine_s_own_refusal_of_a_request_passes_to_the_caller() throws Exception {
        stand.engine.play = (_, _) -> {
            throw EngineException.contextLength(4_096, 5_000);
        };
        var reply = payer.send(ask());
        assertEquals(400, reply.status());
        assertEquals(
                "context_length_exceeded",
                Json.parse(reply.body()).at("/error/code").textValue());
        assertEquals("messages", Json.parse(reply.body()).at("/error/param").textValue());
        stand.engine.play = (_, _) -> {
            throw EngineException.modelUnknown("tiny");
        };
        assertEquals(404, payer.send(ask()).status());
    }

    /// [SRV-29]
    @Test
    void anybody_may_ask_how_the_host_is() throws Exception {
        var reply = payer.send(HttpCall.get(java.net.URI.create(stand.agent().uri() + Wire.STATUS), Stand.PATIENCE));
        var json = Json.parse(reply.body());
        assertEquals(stand.hostKey.address().toString(), json.path("address").textValue());
        assertEquals("up", json.path("engine").textValue());
        assertEquals("tiny", json.at("/models/0/id").textValue());
        assertEquals(0, json.path("inFlight").intValue());
        assertEquals(16, json.path("most").intValue());
    }
}
