// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.gateway.fake.Town;
import stoa.types.tx.Verb;

/// Conversations and callers over time: affinity, leaving early, sessions that come and go.
class ConversationTest {
    @TempDir
    Path data;

    @Test
    void a_conversation_stays_on_its_host_over_turns_and_sessions() throws Exception {
        try (var town = new Town(data, 3).start()) {
            var system = "{\"role\":\"system\",\"content\":\"be brief\"},{\"role\":\"user\",\"content\":\"first\"}";
            var own = host(town.chat(chat(system)));
            for (int turn = 0; turn < 5; turn++) {
                system += ",{\"role\":\"assistant\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"turn " + turn
                        + "\"}";
                assertEquals(own, host(town.chat(chat(system))));
            }
            town.market().expire(town.market().newestSession());
            assertEquals(own, host(town.chat(chat(system))), "in the next session too");
        }
    }

    @Test
    void different_conversations_spread_over_hosts() throws Exception {
        try (var town = new Town(data, 3).start()) {
            var hosts = new HashSet<String>();
            for (int i = 0; i < 40; i++) hosts.add(host(town.ask(Town.CHAT)));
            assertEquals(3, hosts.size());
        }
    }

    @Test
    void a_conversation_leaves_a_host_that_is_busy() throws Exception {
        try (var town = new Town(data, 2).start()) {
            var own = host(town.chat(Town.CHAT));
            var busy = town.hosts().stream()
                    .filter(host -> host.address().toString().equals(own))
                    .findFirst()
                    .orElseThrow();
            busy.gate();
            var flying = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 5; i++) flying.add(CompletableFuture.supplyAsync(() -> stream(town)));
            Town.eventually("it is busy", () -> busy.asked() == 6);
            assertNotEquals(own, host(town.chat(Town.CHAT)), () -> status(town));
            busy.openGate();
            for (var each : flying) assertTrue(each.join().body().contains("[DONE]"));
            assertEquals(own, host(town.chat(Town.CHAT)), "and comes back when it is free");
        }
    }

    @Test
    void a_caller_who_leaves_pays_for_what_it_got_and_the_host_is_told() throws Exception {
        try (var town = new Town(data, 1).start()) {
            var host = town.host(0).words(1_000);
            var gate = host.gate();
            var request = town.request("/v1/chat/completions")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(Town.STREAM))
                    .build();
            var answer = town.http().send(request, HttpResponse.BodyHandlers.ofInputStream());
            gate.release(4);
            var in = answer.body();
            var seen = new StringBuilder();
            while (seen.indexOf("word ") < 0 || count(seen) < 5) seen.append((char) in.read());
            in.close();
            Town.eventually("the host hears of it", () -> host.cancels() == 1);
            long session =
                    Long.parseLong(answer.headers().firstValue("x-stoa-session").orElseThrow());
            Town.eventually(
                    "the cut answer is vouched",
                    () -> host.newest(session).voucher().count() == 1);
            assertEquals(10 + 2 * 5, host.newest(session).voucher().earned().obol());
            var id = answer.headers().firstValue("x-stoa-receipt").orElseThrow();
            var receipt = Town.json(town.get("/v1/receipts/" + id));
            assertEquals("accepted", receipt.path("status").asText());
            assertEquals("[\"aborted\"]", receipt.path("flags").toString());
        }
    }

    @Test
    void sessions_rotate_under_traffic_without_a_failed_request() throws Exception {
        try (var town = new Town(data, 2).set("gateway.session-length", "4s").start()) {
            long end = System.nanoTime() + 9_000_000_000L;
            var sessions = new HashSet<String>();
            while (System.nanoTime() < end) {
                var answer = town.ask(Town.CHAT);
                assertEquals(200, answer.statusCode(), answer.body());
                sessions.add(answer.headers().firstValue("x-stoa-session").orElseThrow());
                Thread.sleep(20);
            }
            assertTrue(sessions.size() >= 3, "sessions used: " + sessions);
        }
    }

    @Test
    void idle_payers_open_no_sessions() throws Exception {
        try (var town = new Town(data, 1)
                .set("gateway.session-length", "2s")
                .set("gateway.session-idle", "1s")
                .start()) {
            town.chat(Town.CHAT);
            Thread.sleep(2_500);
            long opened = town.market().sent(Verb.OpenSession.class);
            Thread.sleep(2_500);
            assertEquals(opened, town.market().sent(Verb.OpenSession.class));
            assertEquals(200, town.chat(Town.CHAT).statusCode(), "and wakes up again");
        }
    }

    @Test
    void a_session_nobody_needs_is_closed() throws Exception {
        try (var town = new Town(data, 1)
                .set("gateway.session-length", "1h")
                .set("gateway.session-rest", "1s")
                .start()) {
            // A local epoch is a minute, so is a session; only a longer one is worth closing.
            town.market().epochSeconds(7_200);
            town.stop();
            town.start();
            town.chat(Town.CHAT);
            Town.eventually("it is closed", () -> town.market().sent(Verb.CloseSession.class) == 1);
            long opened = town.market().sent(Verb.OpenSession.class);
            Thread.sleep(1_000);
            assertEquals(opened, town.market().sent(Verb.OpenSession.class), "none is opened in its place");
            assertEquals(200, town.chat(Town.CHAT).statusCode());
        }
    }

    @Test
    void many_at_once_on_a_fresh_gateway_share_one_session() throws Exception {
        try (var town = new Town(data, 2).start()) {
            var flying = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 30; i++) flying.add(CompletableFuture.supplyAsync(() -> ask(town)));
            for (var each : flying)
                assertEquals(200, each.join().statusCode(), each.join().body());
            assertEquals(1, town.market().sent(Verb.OpenSession.class));
        }
    }

    @Test
    void without_hosts_the_caller_is_told_soon() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.market().refuse(stoa.types.Reason.NO_HOSTS);
            var answer = town.chat(Town.CHAT);
            assertEquals(503, answer.statusCode());
            assertTrue(answer.body().contains("no active host"), answer.body());
        }
    }

    private static String status(Town town) {
        try {
            return town.status().toString();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static int count(CharSequence text) {
        return text.toString().split("word ", -1).length - 1;
    }

    private static String chat(String messages) {
        return "{\"model\":\"tiny\",\"messages\":[" + messages + "]}";
    }

    private static HttpResponse<String> stream(Town town) {
        try {
            return town.chat(Town.STREAM);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> ask(Town town) {
        try {
            return town.ask(Town.CHAT);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String host(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.headers().firstValue("x-stoa-host").orElseThrow();
    }
}
