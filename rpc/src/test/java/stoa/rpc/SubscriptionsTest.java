// SPDX-License-Identifier: Apache-2.0
package stoa.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.client.fake.Script;
import stoa.kit.json.Json;
import stoa.types.Address;
import stoa.types.Capability;
import stoa.types.Hash;
import stoa.types.event.Event;

/// `eth_subscribe` over WebSocket, on the same port.
class SubscriptionsTest {
    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void calls_and_batches_are_answered_on_the_same_connection() throws Exception {
        for (var path : List.of("/", "/api")) {
            var caller = connect(path);
            assertEquals(
                    "0xeec7",
                    caller.ask(Bench.message("eth_chainId")).get("result").asText());
            assertEquals(
                    2,
                    caller.ask("[" + Bench.message("eth_chainId") + "," + Bench.message("net_version") + "]")
                            .size());
            assertEquals(-32700, caller.ask("{").at("/error/code").asInt());
        }
    }

    @Test
    void new_heads_come_in_order_once_folded() throws Exception {
        var caller = connect("/");
        var id = caller.ask(Bench.message("eth_subscribe", "newHeads"))
                .get("result")
                .asText();
        var first = bench.ledger.commit();
        var second = bench.ledger.commit();
        for (var block : List.of(first, second)) {
            var news = caller.next();
            assertEquals("eth_subscription", news.get("method").asText());
            assertEquals(id, news.at("/params/subscription").asText());
            assertEquals(block.hash().toString(), news.at("/params/result/hash").asText());
            assertTrue(bench.views.height() >= block.height(), "what is told can be asked for");
            assertTrue(news.get("id") == null);
        }
    }

    @Test
    void logs_come_to_those_who_asked_for_them() throws Exception {
        bench.ledger.script((_, _) -> Script.does());
        var all = connect("/");
        var some = connect("/");
        all.ask(Bench.message("eth_subscribe", "logs"));
        some.ask(Bench.message(
                "eth_subscribe",
                "logs",
                Bench.object("address", Capability.EPOCHS.address().toString())));
        var hash = bench.sendTransfer();
        bench.ledger.commit(new Event.SeedSigned(1, Hash.ZERO, Address.ZERO));
        assertEquals(hash, all.next().at("/params/result/transactionHash").asText());
        var seed = all.next().at("/params/result");
        assertEquals(seed, some.next().at("/params/result"));
        bench.folded();
        assertEquals(seed, bench.result("eth_getLogs", Bench.object()).get(0));
    }

    @Test
    void after_unsubscribing_there_is_silence() throws Exception {
        var caller = connect("/");
        var id = caller.ask(Bench.message("eth_subscribe", "newHeads"))
                .get("result")
                .asText();
        assertTrue(
                caller.ask(Bench.message("eth_unsubscribe", id)).get("result").asBoolean());
        assertEquals(
                false,
                caller.ask(Bench.message("eth_unsubscribe", id)).get("result").asBoolean());
        bench.ledger.commit();
        bench.folded();
        assertEquals(
                "0xeec7", caller.ask(Bench.message("eth_chainId")).get("result").asText(), "no news before this");
    }

    @Test
    void what_cannot_be_subscribed_to_is_refused_in_words() throws Exception {
        assertEquals(
                -32004, bench.error("eth_subscribe", "newHeads").get("code").asInt());
        var caller = connect("/");
        assertEquals(
                -32004,
                caller.ask(Bench.message("eth_subscribe", "newPendingTransactions"))
                        .at("/error/code")
                        .asInt());
        assertEquals(
                -32602,
                caller.ask(Bench.message("eth_subscribe")).at("/error/code").asInt());
        assertEquals(
                -32602,
                caller.ask(Bench.message("eth_subscribe", "logs", Bench.object("address", "0x1")))
                        .at("/error/code")
                        .asInt());
        for (int i = 0; i < 100; i++) caller.ask(Bench.message("eth_subscribe", "newHeads"));
        assertEquals(
                -32005,
                caller.ask(Bench.message("eth_subscribe", "newHeads"))
                        .at("/error/code")
                        .asInt());
    }

    @Test
    void a_reader_too_slow_for_its_news_is_dropped_and_told_so_and_nobody_else_waits() throws Exception {
        var slow = connect("/");
        var quick = connect("/");
        slow.ask(Bench.message("eth_subscribe", "logs"));
        quick.ask(Bench.message("eth_subscribe", "newHeads"));
        slow.pause();
        var big = new Event[200];
        Arrays.fill(big, new Event.Incident(1, "x".repeat(20_000)));
        for (int i = 0; i < 4; i++) bench.ledger.commit(big);
        for (int i = 0; i < 4; i++) assertNotNull(quick.next());
        slow.go();
        assertTrue(slow.closed.await(30, TimeUnit.SECONDS), "the slow one is dropped");
        assertEquals(1013, slow.closeCode);
    }

    @Test
    void a_caller_that_leaves_is_forgotten() throws Exception {
        var caller = connect("/");
        caller.ask(Bench.message("eth_subscribe", "newHeads"));
        caller.socket.sendClose(1000, "bye").join();
        assertTrue(caller.closed.await(30, TimeUnit.SECONDS));
        bench.ledger.commit();
        bench.folded();
        assertEquals("0xeec7", bench.result("eth_chainId").asText());
    }

    private Caller connect(String path) throws Exception {
        var caller = new Caller();
        var uri = URI.create(bench.uri(path).toString().replace("http://", "ws://"));
        caller.socket =
                bench.http().newWebSocketBuilder().buildAsync(uri, caller).get(20, TimeUnit.SECONDS);
        return caller;
    }

    private static final class Caller implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final CountDownLatch closed = new CountDownLatch(1);
        private WebSocket socket;
        private volatile int closeCode;
        private boolean paused; // guarded by this

        JsonNode ask(String message) throws Exception {
            socket.sendText(message, true).get(20, TimeUnit.SECONDS);
            return next();
        }

        JsonNode next() throws Exception {
            var message = heard.poll(30, TimeUnit.SECONDS);
            assertNotNull(message, "nothing came");
            return Json.parse(message);
        }

        synchronized void pause() {
            paused = true;
        }

        synchronized void go() {
            paused = false;
            socket.request(1);
        }

        @Override
        public synchronized CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            if (!paused) webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closeCode = code;
            closed.countDown();
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.countDown();
        }
    }
}
