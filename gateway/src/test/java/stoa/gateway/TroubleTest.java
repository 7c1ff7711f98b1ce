// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import stoa.gateway.fake.Town;
import stoa.gateway.fake.Trick;

/// Hosts that fail: before the first token another one answers, afterwards the caller is told; and what was not
/// delivered costs nothing.
class TroubleTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @EnumSource(
            names = {
                "STALL",
                "DIE_BEFORE",
                "LOSE_ANSWER",
                "ENGINE_DOWN",
                "SATURATED",
                "SATURATED_UNSIGNED",
                "REFUSE_VOUCHER",
                "RECOUNT_ABSURD"
            })
    void before_the_first_token_another_host_answers(Trick trick) throws Exception {
        anotherAnswers(trick, Town.CHAT);
    }

    @ParameterizedTest
    @EnumSource(names = {"STALL", "STALL_AFTER_HEAD", "DIE_BEFORE", "FAIL_FIRST", "ENGINE_DOWN"})
    void before_the_first_token_of_a_stream_another_host_answers(Trick trick) throws Exception {
        anotherAnswers(trick, Town.STREAM);
    }

    /// The bad host fails every request; the caller never notices, and pays each answer once.
    private void anotherAnswers(Trick trick, String body) throws Exception {
        try (var town = new Town(data, 2).impatient().start()) {
            town.host(0).always(trick);
            int answers = town.askUntilTurnOf(town.host(0), body);
            for (int i = 0; i < 3; i++) {
                var answer = town.ask(body);
                assertEquals(200, answer.statusCode(), answer.body());
                assertEquals(town.host(1).address().toString(), header(answer, "x-stoa-host"));
            }
            charged(town, 16L * (answers + 3));
        }
    }

    @Test
    void no_host_is_asked_twice_for_one_request() throws Exception {
        try (var town = new Town(data, 2).start()) {
            town.hosts().forEach(host -> host.always(Trick.ENGINE_DOWN));
            var answer = town.chat(Town.CHAT);
            assertEquals(503, answer.statusCode(), answer.body());
            assertEquals("overloaded", code(answer));
            assertTrue(answer.headers().firstValue("retry-after").isPresent());
            assertEquals(1, town.host(0).asked());
            assertEquals(1, town.host(1).asked());
            charged(town, 0);
        }
    }

    @Test
    void at_most_so_many_hosts_are_asked() throws Exception {
        try (var town = new Town(data, 4).set("gateway.attempts", "2").start()) {
            town.hosts().forEach(host -> host.always(Trick.DIE_BEFORE));
            var answer = town.chat(Town.CHAT);
            assertEquals(502, answer.statusCode(), answer.body());
            assertEquals(2, town.hosts().stream().mapToInt(host -> host.asked()).sum());
        }
    }

    @Test
    void a_host_that_dies_mid_answer_costs_nothing_and_the_caller_is_told() throws Exception {
        try (var town = new Town(data, 2).start()) {
            town.hosts().forEach(host -> host.next(Trick.DIE_AFTER_FIRST));
            var answer = town.chat(Town.STREAM);
            assertEquals(200, answer.statusCode());
            var payloads = Town.payloads(answer.body());
            assertEquals(2, payloads.size(), answer.body());
            assertTrue(payloads.getFirst().contains("word "));
            assertTrue(payloads.getLast().startsWith("{\"error\":{"), payloads.getLast());
            assertEquals(1, town.host(0).asked() + town.host(1).asked());
            charged(town, 0);
        }
    }

    @Test
    void an_engine_that_fails_mid_answer_costs_nothing() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.host(0).next(Trick.FAIL_AFTER_FIRST);
            var answer = town.chat(Town.STREAM);
            assertTrue(answer.body().contains("the engine fell over"), answer.body());
            charged(town, 0);
        }
    }

    @Test
    void a_host_that_falls_silent_mid_answer_is_left() throws Exception {
        try (var town = new Town(data, 1).impatient().start()) {
            town.host(0).gate();
            var answer = town.chat(Town.STREAM);
            assertTrue(Town.payloads(answer.body()).getLast().contains("fell silent"), answer.body());
            town.host(0).openGate();
            charged(town, 0);
        }
    }

    @Test
    void the_callers_own_mistake_is_passed_on_and_not_retried() throws Exception {
        try (var town = new Town(data, 2).start()) {
            town.hosts().forEach(host -> host.next(Trick.BAD_REQUEST));
            var answer = town.chat(Town.CHAT);
            assertEquals(400, answer.statusCode());
            assertEquals("invalid_value", code(answer));
            assertEquals(
                    "temperature", Town.json(answer).path("error").path("param").asText());
            assertTrue(Town.json(answer).path("code").isMissingNode(), "only the error object is passed on");
            assertEquals(1, town.host(0).asked() + town.host(1).asked());
            charged(town, 0);
        }
    }

    @Test
    void a_full_host_is_spared_as_long_as_it_asked() throws Exception {
        try (var town = new Town(data, 2).start()) {
            town.host(0).always(Trick.SATURATED);
            town.askUntilTurnOf(town.host(0), Town.CHAT);
            for (int i = 0; i < 20; i++) assertEquals(200, town.ask(Town.CHAT).statusCode());
            assertEquals(1, town.host(0).asked());
        }
    }

    @Test
    void when_all_are_full_the_caller_is_told_when_to_come_back() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.host(0).always(Trick.SATURATED);
            assertEquals(503, town.chat(Town.CHAT).statusCode());
            var answer = town.chat(Town.CHAT);
            assertEquals(503, answer.statusCode());
            assertTrue(Long.parseLong(header(answer, "retry-after")) > 50, "the host said a minute");
            assertEquals(1, town.host(0).asked());
        }
    }

    @Test
    void a_host_that_counts_more_input_gets_a_larger_voucher() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.host(0).next(Trick.RECOUNT);
            town.host(0).next(Trick.RECOUNT);
            var answer = town.chat(Town.CHAT);
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals(2, town.host(0).asked());
            charged(town, Town.CHAT.length() + 200 + 6);
        }
    }

    @Test
    void a_host_that_does_not_know_a_fresh_session_is_asked_again_a_moment_later() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.host(0).next(Trick.LANE_UNKNOWN_ONCE);
            assertEquals(200, town.chat(Town.CHAT).statusCode());
            assertEquals(2, town.host(0).asked());
        }
    }

    @Test
    void a_whole_answer_may_come_as_a_stream_of_one_event() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.host(0).next(Trick.FRAMED);
            var answer = town.chat(Town.CHAT);
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals("application/json", header(answer, "content-type"));
            assertTrue(answer.body().contains("word word word "));
            charged(town, 16);
        }
    }

    /// The books end up at exactly this, with nothing set aside.
    private static void charged(Town town, long obol) {
        Town.eventually("the books say " + obol, () -> {
            try {
                long[] spent = town.spent("story");
                if (spent[0] > obol) throw new AssertionError("charged " + spent[0] + ", not " + obol);
                return spent[0] == obol && spent[1] == 0;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    private static String code(HttpResponse<String> answer) {
        return Town.json(answer).path("error").path("code").asText();
    }
}
