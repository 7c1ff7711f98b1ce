// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.kit.json.Json;
import stoa.types.Amount;
import stoa.types.Usage;
import stoa.types.market.Receipt;
import stoa.types.market.Wire;

/// Callers that have enough, or vanish; and a host that stops. [SRV-19]
class CutTest {
    private static final String STREAM = Payer.CHAT.replace("}]}", "}],\"stream\":true}");

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

    @Test
    void a_cancel_stops_the_engine_and_is_billed_as_the_payer_says() throws Exception {
        stand.engine.play = ScriptedEngine.gated(new Semaphore(0)); // it would wait for ever
        try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, 10_000))) {
            answer.next();
            assertEquals(
                    204,
                    payer.post(Wire.CANCEL, payer.cancel(STREAM, 0, payer.key)).status());
            var receipt = answer.finish().receipt();
            assertEquals(Receipt.FLAG_STREAMED | Receipt.FLAG_ABORTED, receipt.flags());
            assertEquals(new Usage(ScriptedEngine.INPUT, 0, 0), receipt.usage(), "the input was worked on");
            assertEquals(new Amount(Stand.INPUT_COST), receipt.cost());
            assertEquals(answer.responseHash(), receipt.responseHash());
        }
    }

    @Test
    void a_cancel_never_bills_more_than_was_delivered() throws Exception {
        stand.engine.play = ScriptedEngine.gated(new Semaphore(0));
        try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, 10_000))) {
            answer.next();
            payer.post(Wire.CANCEL, payer.cancel(STREAM, 500, payer.key));
            assertEquals(1, answer.finish().receipt().usage().output());
        }
    }

    @Test
    void a_cancel_before_the_first_token_ends_the_work_too() throws Exception {
        var begun = new CountDownLatch(1);
        stand.engine.play = ScriptedEngine.silent(begun, new Semaphore(0));
        var cancel = Thread.ofVirtual().start(() -> {
            try {
                begun.await();
                payer.post(Wire.CANCEL, payer.cancel(Payer.CHAT, 0, payer.key));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        var reply = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, 10_000));
        cancel.join();
        assertEquals(200, reply.status());
        var receipt = payer.receipt(reply.headers().first(Wire.RECEIPT_HEADER).orElseThrow())
                .receipt();
        assertEquals(Receipt.FLAG_ABORTED, receipt.flags());
        assertEquals(new Usage(ScriptedEngine.INPUT, 0, 0), receipt.usage());
        assertEquals(0, Json.parse(reply.body()).at("/usage/completion_tokens").intValue());
    }

    @Test
    void of_two_answers_to_the_same_words_the_named_one_is_cut() throws Exception {
        var gate = new Semaphore(0);
        stand.engine.play = ScriptedEngine.gated(gate);
        try (var first = payer.stream(payer.ask(Wire.CHAT, STREAM, 20_000));
                var second = payer.stream(payer.ask(Wire.CHAT, STREAM, 20_000))) {
            first.next();
            second.next();
            var named =
                    payer.call(Wire.CANCEL, payer.cancel(STREAM, 1, payer.key)).with(Wire.REQUEST_HEADER, "ask-1-2");
            assertEquals(204, payer.send(named).status());
            assertEquals(
                    Receipt.FLAG_STREAMED | Receipt.FLAG_ABORTED,
                    second.finish().receipt().flags());
            gate.release();
            assertEquals(Receipt.FLAG_STREAMED, first.finish().receipt().flags());
        }
    }

    @Test
    void a_cancel_for_nothing_is_404_and_a_stranger_s_is_401() throws Exception {
        payer.chat();
        assertEquals(
                404, payer.post(Wire.CANCEL, payer.cancel(STREAM, 0, payer.key)).status());
        assertEquals(
                401,
                payer.post(Wire.CANCEL, payer.cancel(STREAM, 0, Stand.key("stranger")))
                        .status());
        assertEquals(400, payer.post(Wire.CANCEL, new byte[3]).status());
    }

    @Test
    void a_caller_that_vanishes_leaves_a_receipt_for_what_it_got() throws Exception {
        stand.engine.play = ScriptedEngine.gated(new Semaphore(0));
        var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, 10_000));
        answer.next();
        answer.next();
        answer.close();
        stand.idle();
        var kept = payer.promises().receipts(payer.receipts(0, payer.key).body());
        assertEquals(1, kept.size());
        assertEquals(
                Receipt.FLAG_STREAMED | Receipt.FLAG_ABORTED,
                kept.getFirst().receipt().flags());
        assertEquals(
                new Usage(ScriptedEngine.INPUT, 0, 1), kept.getFirst().receipt().usage());
    }

    @Test
    void a_caller_that_vanishes_while_its_increment_is_waited_for_frees_everything() throws Exception {
        stand.engine.play = ScriptedEngine.units(3_000, 100);
        var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, Stand.FIRST_NEED));
        answer.until("stoa-increment ");
        answer.close();
        stand.idle();
        var kept = payer.promises().receipts(payer.receipts(0, payer.key).body());
        assertEquals(1_000, kept.getFirst().receipt().usage().output());
    }

    @Test
    void a_caller_that_vanishes_before_the_first_token_stops_the_engine() throws Exception {
        var begun = new CountDownLatch(1);
        stand.engine.play = ScriptedEngine.silent(begun, new Semaphore(0));
        var client = new stoa.kit.http.HttpClient(stoa.kit.http.HttpClientConfig.defaults());
        var caller = Thread.ofVirtual().start(() -> {
            try {
                client.send(new stoa.kit.http.HttpCall(
                        "POST",
                        payer.bare(Wire.CHAT, STREAM).uri(),
                        payer.ask(Wire.CHAT, STREAM, 10_000).headers(),
                        STREAM.getBytes(),
                        java.time.Duration.ofMillis(300)));
            } catch (stoa.kit.http.HttpFailure _) {
                // it gave up, which is what this is about
            }
        });
        begun.await();
        caller.join();
        client.close();
        stand.idle();
    }

    /// [SRV-17] [SRV-18]
    @Test
    void what_a_stopping_host_cuts_costs_nothing() throws Exception {
        stand.engine.play = ScriptedEngine.gated(new Semaphore(0));
        try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, 10_000))) {
            answer.next();
            var stopping = Thread.ofVirtual().start(() -> {
                try {
                    stand.agent().close();
                } catch (java.io.IOException e) {
                    throw new AssertionError(e);
                }
            });
            var receipt = answer.finish().receipt();
            assertEquals(Receipt.FLAG_STREAMED | Receipt.FLAG_FAILED, receipt.flags());
            assertEquals(Amount.ZERO, receipt.cost());
            assertEquals(answer.responseHash(), receipt.responseHash());
            stopping.join();
        }
    }
}
