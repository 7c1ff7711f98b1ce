// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.types.event.Event;
import stoa.types.market.Wire;
import stoa.types.state.LaneKey;
import stoa.types.state.SessionPhase;
import stoa.types.state.SessionStep;

/// A host that is killed at any moment goes on where it was. [SRV-28]
class RestartTest {
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
    void after_a_kill_numbers_and_roots_go_on_where_they_were() throws Exception {
        for (int i = 0; i < 7; i++) {
            assertEquals(i, payer.chat().receipt().index());
            stand.kill();
        }
        assertEquals(
                204, payer.post(Wire.VOUCHER, payer.signed(payer.voucher(500))).status(), "the same root");
        assertEquals(
                7,
                payer.promises().receipts(payer.receipts(0, payer.key).body()).size());
    }

    @Test
    void receipts_that_were_not_vouched_for_are_still_owed_after_a_kill() throws Exception {
        var first = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, Stand.FIRST_NEED));
        assertEquals(200, first.status());
        stand.kill();
        var again = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, Stand.FIRST_NEED));
        assertEquals(402, again.status(), "the same ceiling does not pay twice");
        payer.count(payer.receipt(first.headers().first(Wire.RECEIPT_HEADER).orElseThrow()));
        assertEquals(1, payer.chat().receipt().index());
    }

    @Test
    void an_answer_in_flight_at_the_kill_leaves_nothing_behind() throws Exception {
        stand.engine.play = ScriptedEngine.gated(new Semaphore(0));
        var cut = payer.stream(payer.ask(Wire.CHAT, STREAM, Stand.FIRST_NEED));
        cut.next();
        stand.kill();
        stand.engine.play = ScriptedEngine.words("again");
        assertEquals(
                0,
                payer.whole(Wire.CHAT, Payer.CHAT, Stand.FIRST_NEED).receipt().index());
        cut.close();
    }

    @Test
    void a_long_lane_is_read_from_its_last_whole_state() throws Exception {
        int many = LaneLog.CHECK_EVERY + 300;
        var voucher = payer.signed(payer.voucher(Stand.ALLOWANCE));
        for (int i = 0; i < many; i++) {
            if (i % 500 == 0) voucher = payer.signed(payer.voucher(Stand.ALLOWANCE - payer.earned()));
            var reply = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, voucher));
            payer.count(payer.receipt(reply.headers().first(Wire.RECEIPT_HEADER).orElseThrow()));
        }
        stand.kill();
        assertEquals(many, payer.chat().receipt().index());
        assertEquals(
                204, payer.post(Wire.VOUCHER, payer.signed(payer.voucher(500))).status());
        assertEquals(
                many + 1 - 4_000,
                payer.promises()
                        .receipts(payer.receipts(4_000, payer.key).body())
                        .size(),
                "those before the whole state too");
        stand.kill();
        assertEquals(many + 1, payer.chat().receipt().index());
    }

    /// [SRV-10]
    @Test
    void credit_outlives_the_process_and_counts_what_was_settled_meanwhile() throws Exception {
        payer.chat();
        stand.ledger.commit(IncrementTest.settled(1, 2_000_000));
        Stand.eventually(this::hasCredit);
        stand.kill();
        assertTrue(hasCredit());
        var other = stand.session(2, Stand.ALLOWANCE, "second payer");
        other.chat();
        stand.agent().close(); // nobody is there to see what follows
        stand.ledger.commit(IncrementTest.settled(2, 2_000_000));
        stand.kill();
        Stand.eventually(() -> credit(other));
    }

    private boolean hasCredit() {
        return credit(payer);
    }

    /// Whether an answer is served that the voucher alone would not carry.
    private static boolean credit(Payer payer) {
        try {
            var reply = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, 0));
            if (reply.status() != 200) return false;
            payer.count(payer.receipt(reply.headers().first(Wire.RECEIPT_HEADER).orElseThrow()));
            return true;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_closed_session_s_log_is_put_away_and_dropped_when_its_time_is_over() throws Exception {
        payer.chat();
        var name = "1-" + Payer.LANE + ".lane";
        assertTrue(Files.exists(stand.data().resolve("lanes").resolve(name)));
        stand.session(
                1, row -> row.stepped(SessionPhase.CLOSED, 0), new Event.SessionStepped(1, SessionStep.FINISH, 0));
        var kept = stand.data().resolve("closed").resolve(name);
        Stand.eventually(() -> Files.exists(kept));
        assertFalse(Files.exists(stand.data().resolve("lanes").resolve(name)));
        Files.setLastModifiedTime(
                kept,
                java.nio.file.attribute.FileTime.from(java.time.Instant.now().minus(Duration.ofDays(4))));
        stand.agent().lanes().tidy(Duration.ofDays(5));
        assertTrue(Files.exists(kept));
        stand.agent().lanes().tidy(Duration.ofDays(3));
        assertFalse(Files.exists(kept));
    }

    @Test
    void an_answer_whose_receipt_cannot_be_written_down_is_not_sent() throws Exception {
        payer.chat();
        var voucher = payer.signed(payer.voucher(50_000));
        assertEquals(200, payer.send(payer.ask(Wire.CHAT, Payer.CHAT, voucher)).status());
        stand.agent().lanes().lane(new LaneKey(1, Payer.LANE)).orElseThrow().close(); // as good as a full disk
        var reply = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, voucher));
        assertEquals(503, reply.status());
        assertTrue(Payer.text(reply).contains("host_failed"));
        stand.idle();
        int runs = stand.engine.asked.get();
        assertEquals(503, payer.send(payer.ask(Wire.CHAT, Payer.CHAT, voucher)).status());
        assertEquals(runs, stand.engine.asked.get(), "nothing is begun that could not be ended");
        stand.clock.forward(Duration.ofSeconds(2));
        var newer = payer.post(Wire.VOUCHER, payer.signed(payer.voucher(60_000)));
        assertEquals(503, newer.status(), "nor is a voucher relied on that is not on the disk");
        assertThrows(
                stoa.kit.http.HttpFailure.class,
                () -> {
                    try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, voucher))) {
                        answer.finish();
                    }
                },
                "a stream breaks off");
        stand.idle();
        stand.kill();
        assertEquals(
                2,
                payer.promises().receipts(payer.receipts(0, payer.key).body()).size(),
                "what was sent is kept");
    }

    @Test
    void a_log_with_a_torn_end_is_read_up_to_there() throws Exception {
        payer.chat();
        payer.chat();
        stand.agent().close();
        var log = stand.data().resolve("lanes").resolve("1-" + Payer.LANE + ".lane");
        try (var file = java.nio.channels.FileChannel.open(log, java.nio.file.StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 3);
        }
        stand.kill();
        var reply = payer.post(Wire.VOUCHER, payer.signed(payer.voucher(500)));
        assertEquals(409, reply.status(), "the last receipt is lost here, and the payer's voucher counts it");
        assertTrue(Payer.text(reply).contains("voucher_count_ahead"));
    }
}
