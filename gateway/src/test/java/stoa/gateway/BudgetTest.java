// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.gateway.fake.Town;
import stoa.types.tx.Verb;

/// Budgets hold to the obol, whoever races. An answer of three words costs 10 + 2·3 = 16 obol.
class BudgetTest {
    /// Three output units at most, so that little is set aside for each.
    private static final String SHORT =
            "{\"model\":\"tiny\",\"max_tokens\":3,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    @TempDir
    Path data;

    @Test
    void sixty_four_at_once_do_not_overspend_by_an_obol() throws Exception {
        try (var town = new Town(data, 2).start()) {
            town.chat(Town.CHAT); // the session is there
            town.key(town.newKey("{\"label\":\"race\",\"budget\":1000}"));
            var start = new CountDownLatch(1);
            var good = new AtomicInteger();
            var refused = new AtomicInteger();
            var threads = new Thread[64];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = Thread.ofVirtual().start(() -> {
                    try {
                        start.await();
                        for (int round = 0; round < 4; round++) {
                            var answer = town.ask(SHORT);
                            if (answer.statusCode() == 200) good.incrementAndGet();
                            else if (code(answer).equals("insufficient_quota")) refused.incrementAndGet();
                        }
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
            }
            start.countDown();
            for (var thread : threads) thread.join();
            assertEquals(256, good.get() + refused.get());
            assertTrue(good.get() <= 1_000 / 16, "at most 62 fit, not " + good.get());
            assertTrue(good.get() >= 50, "and nearly as many come through: " + good.get());
            Town.eventually("the books know", () -> spent(town, "race")[0] == 16L * good.get());
            // What is left is still good for exactly as many answers as fit, once nothing is set aside for others.
            Town.eventually("leases are back", () -> spent(town, "race")[1] == 0);
            long left = 1_000 - 16L * good.get();
            int more = 0;
            while (town.ask(SHORT).statusCode() == 200) more++;
            Town.eventually("the books know", () -> spent(town, "race")[0] == 16L * (good.get() + more(left)));
            assertEquals(more(left), more);
        }
    }

    /// Before an answer its worst case must fit: input estimate and three output units.
    private static int more(long left) {
        long worst = Math.ceilDiv(SHORT.length() + 15, 3) + 64 + 6;
        int count = 0;
        for (long now = left; now >= worst; now -= 16) count++;
        return count;
    }

    @Test
    void a_key_without_money_is_refused_before_the_first_token() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.key(town.newKey("{\"label\":\"poor\",\"budget\":20}"));
            var answer = town.chat(SHORT);
            assertEquals(429, answer.statusCode());
            assertEquals("insufficient_quota", code(answer));
            assertEquals(
                    "insufficient_quota",
                    Town.json(answer).path("error").path("type").asText());
            assertEquals(0, town.host(0).asked());
        }
    }

    @Test
    void one_answer_may_not_cost_more_than_the_key_says() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.key(town.newKey("{\"label\":\"careful\",\"perRequest\":100}"));
            assertEquals(200, town.chat(SHORT).statusCode());
            var answer = town.chat(Town.CHAT);
            assertEquals(429, answer.statusCode(), "without max_tokens an answer could cost 2,000");
            assertEquals("insufficient_quota", code(answer));
        }
    }

    @Test
    void a_new_period_brings_new_money() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.chat(Town.CHAT);
            town.key(town.newKey("{\"label\":\"daily\",\"perPeriod\":110,\"periodSeconds\":3}"));
            int good = 0;
            for (int i = 0; i < 4; i++) if (town.chat(SHORT).statusCode() == 200) good++;
            assertTrue(good >= 1 && good <= 2, "a hundred is set aside for each, sixteen are spent: " + good);
            Town.eventually("the next period", () -> ask(town).statusCode() == 200);
        }
    }

    @Test
    void when_the_budget_ends_mid_answer_it_stops_with_length_and_nothing_is_overspent() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.host(0).words(5_000);
            town.key(town.newKey("{\"label\":\"long\",\"budget\":5000}"));
            var answer = town.chat(Town.STREAM);
            assertEquals(200, answer.statusCode());
            var payloads = Town.payloads(answer.body());
            assertTrue(payloads.get(payloads.size() - 2).contains("\"finish_reason\":\"length\""), payloads.getLast());
            long words = payloads.stream().filter(it -> it.contains("word ")).count();
            assertEquals(2_048, words, "two increments fit into 5,000");
            Town.eventually("the books know", () -> spent(town, "long")[0] == 10 + 2 * 2_048);
        }
    }

    @Test
    void an_answer_grows_increment_by_increment() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.host(0).words(4_000);
            town.key(town.newKey("{\"label\":\"rich\",\"budget\":1000000}"));
            var answer = town.chat(Town.STREAM);
            var payloads = Town.payloads(answer.body());
            assertTrue(payloads.get(payloads.size() - 2).contains("\"finish_reason\":\"stop\""), payloads.getLast());
            assertEquals(
                    4_000, payloads.stream().filter(it -> it.contains("word ")).count());
            Town.eventually("the books know", () -> spent(town, "rich")[0] == 10 + 8_000);
        }
    }

    @Test
    void a_whole_answer_grows_too() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.host(0).words(4_000);
            town.key(town.newKey("{\"label\":\"rich\",\"budget\":1000000}"));
            var answer = town.chat(Town.CHAT);
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals(
                    4_000,
                    Town.json(answer).path("usage").path("completion_tokens").asLong());
            Town.eventually("the books know", () -> spent(town, "rich")[0] == 10 + 8_000);
        }
    }

    @Test
    void a_lane_that_runs_dry_is_topped_up_mid_answer() throws Exception {
        try (var town =
                new Town(data, 1).set("gateway.first-deposit", "1000000").start()) {
            town.host(0).words(900_000 / 2);
            town.key(town.newKey("{\"label\":\"rich\",\"budget\":100000000}"));
            town.chat(SHORT);
            town.market().drainTo(3_000);
            town.host(0).words(4_000);
            var answer = town.chat(Town.STREAM);
            assertEquals(
                    4_000,
                    Town.payloads(answer.body()).stream()
                            .filter(it -> it.contains("word "))
                            .count());
            assertTrue(town.market().sent(Verb.TopUp.class) >= 1);
        }
    }

    @Test
    void a_payer_without_money_is_a_quota_error_not_a_wait() throws Exception {
        try (var town =
                new Town(data, 1).set("gateway.first-deposit", "1000000").start()) {
            town.market().refuse(stoa.types.Reason.BALANCE_TOO_LOW);
            long began = System.nanoTime();
            var answer = town.chat(Town.CHAT);
            assertEquals(429, answer.statusCode(), answer.body());
            assertEquals("insufficient_quota", code(answer));
            assertTrue(System.nanoTime() - began < 4_000_000_000L);
        }
    }

    private static HttpResponse<String> ask(Town town) {
        try {
            return town.chat(SHORT);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long[] spent(Town town, String label) {
        try {
            return town.spent(label);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String code(HttpResponse<String> answer) {
        return Town.json(answer).path("error").path("code").asText();
    }
}
