// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.gateway.fake.FakeHost;
import stoa.gateway.fake.Town;
import stoa.types.tx.Verb;

/// A gateway that dies finds everything again: sessions, receipts, vouchers and money.
class RestartTest {
    @TempDir
    Path data;

    @Test
    void killed_between_receipt_and_voucher_nothing_is_lost() throws Exception {
        try (var town = new Town(data, 1).start()) {
            var host = town.host(0);
            town.newKey("{\"label\":\"limited\",\"budget\":100000}");
            long session = 0;
            for (int i = 0; i < 5; i++) session = session(town.chat(Town.CHAT));
            town.kill();
            host.forgetVouchers(); // as if none had come: the process died before
            town.start();
            long id = session;
            Town.eventually("all five are vouched by the new process", () -> vouched(host, id) == 5);
            assertEquals(80, host.newest(id).voucher().earned().obol());
            Town.eventually("and charged once", () -> spent(town, "story")[0] == 80);
        }
    }

    @Test
    void the_session_goes_on_after_a_restart() throws Exception {
        try (var town = new Town(data, 1).start()) {
            long before = session(town.chat(Town.CHAT));
            town.kill();
            town.start();
            assertEquals(before, session(town.chat(Town.CHAT)));
            assertEquals(1, town.market().sent(Verb.OpenSession.class));
            Town.eventually("both are vouched", () -> vouched(town.host(0), before) == 2);
        }
    }

    @Test
    void an_answer_in_flight_is_paid_by_its_receipt_once_the_gateway_is_back() throws Exception {
        try (var town = new Town(data, 1).start()) {
            var host = town.host(0);
            long session = session(town.chat(Town.CHAT));
            town.key(town.newKey("{\"label\":\"limited\",\"budget\":100000}"));
            host.gate();
            var flying = CompletableFuture.supplyAsync(() -> chat(town, Town.STREAM));
            Town.eventually("the host has it", () -> host.asked() == 2);
            town.kill(() -> {
                host.openGate();
                flying.join();
            });
            host.forgetVouchers();
            long reserved = 10;
            town.start();
            Town.eventually("its receipt is found and vouched", () -> vouched(host, session) == 2);
            assertEquals(32, host.newest(session).voucher().earned().obol());
            Town.eventually("the key is charged what it cost", () -> spent(town, "limited")[0] == 16);
            Town.eventually("and nothing stays set aside", () -> spent(town, "limited")[1] == 0);
            assertTrue(reserved > 0);
        }
    }

    @Test
    void what_was_leased_and_not_spent_comes_back() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.key(town.newKey("{\"label\":\"limited\",\"budget\":100000}"));
            for (int i = 0; i < 3; i++) assertEquals(200, town.chat(Town.CHAT).statusCode());
            Town.eventually("some is leased", () -> spent(town, "limited")[1] > 0);
            town.kill();
            town.start();
            Town.eventually("it is back, and what was spent is not", () -> {
                var now = spent(town, "limited");
                return now[0] == 48 && now[1] == 0;
            });
        }
    }

    @Test
    void receipts_can_still_be_asked_for_after_a_death() throws Exception {
        try (var town = new Town(data, 1).start()) {
            var answer = town.chat(Town.CHAT);
            assertEquals(200, answer.statusCode(), answer.body());
            var id = answer.headers().firstValue("x-stoa-receipt").orElseThrow();
            town.kill();
            town.start();
            assertEquals(
                    16,
                    Town.json(town.get("/v1/receipts/" + id)).path("cost_obol").asLong());
        }
    }

    @Test
    void an_orderly_stop_lets_answers_end_and_delivers_the_last_vouchers() throws Exception {
        try (var town = new Town(data, 1).start()) {
            var host = town.host(0);
            var gate = host.gate();
            var flying = CompletableFuture.supplyAsync(() -> chat(town, Town.STREAM));
            Town.eventually("the host has it", () -> host.asked() == 1);
            var stopping = CompletableFuture.runAsync(town::stop);
            gate.release(10);
            var answer = flying.join();
            assertTrue(answer.body().endsWith("data: [DONE]\n\n"), answer.body());
            stopping.join();
            assertEquals(1, vouched(host, session(answer)));
        }
    }

    @Test
    void a_session_planned_but_never_opened_is_forgotten_and_one_opened_unseen_is_found() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.market().drawing(false);
            assertEquals(503, town.chat(Town.CHAT).statusCode());
            assertEquals(1, town.market().sent(Verb.OpenSession.class));
            town.kill();
            town.market().drawing(true);
            town.market().drawAll();
            town.start();
            assertEquals(200, town.chat(Town.CHAT).statusCode());
            assertEquals(1, town.market().sent(Verb.OpenSession.class));
        }
    }

    @Test
    void over_sessions_leave_nothing_behind() throws Exception {
        try (var town = new Town(data, 1).start()) {
            long session = session(town.chat(Town.CHAT));
            Town.eventually("vouched", () -> vouched(town.host(0), session) == 1);
            var log = logs().getFirst();
            town.market().expire(session);
            town.market().finish(session);
            Town.eventually("the log is gone", () -> !Files.exists(log));
            assertEquals(200, town.chat(Town.CHAT).statusCode());
        }
    }

    @Test
    void secrets_are_readable_by_their_owner_only() throws Exception {
        try (var town = new Town(data, 1).start()) {
            town.chat(Town.CHAT);
            for (var name : new String[] {"session.key", "admin.token"})
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name))),
                        name);
            var everything = new StringBuilder();
            try (var files = Files.walk(data)) {
                for (var file : files.filter(Files::isRegularFile).toList())
                    everything.append(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
            }
            assertTrue(everything.indexOf(town.key()) < 0, "no key is stored in the clear");
        }
    }

    private List<Path> logs() {
        try (var files = Files.list(data.resolve("sessions"))) {
            return files.toList();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long session(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        return Long.parseLong(answer.headers().firstValue("x-stoa-session").orElseThrow());
    }

    private static long vouched(FakeHost host, long session) {
        var newest = host.newest(session);
        return newest == null ? 0 : newest.voucher().count();
    }

    private static HttpResponse<String> chat(Town town, String body) {
        try {
            return town.chat(body);
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
}
