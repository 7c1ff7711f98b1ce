// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.types.market.SignedReceipt;
import stoa.types.market.Wire;

/// Many at once, on one lane.
class RaceTest {
    private static final String STREAM = Payer.CHAT.replace("}]}", "}],\"stream\":true}");
    private static final int ASKS = 100;

    @TempDir
    Path folder;

    private Stand stand;
    private Payer payer;

    @BeforeEach
    void start() throws Exception {
        stand = new Stand(folder);
        payer = stand.session(1);
        stand.with(config -> new HostConfig(
                config.bind(),
                0,
                config.publicEndpoint(),
                config.data(),
                512,
                config.bodyBytesInFlight(),
                config.settleEvery(),
                config.incrementWait(),
                config.evidenceKept(),
                config.drain(),
                config.maxBodyBytes()));
        stand.start();
    }

    @AfterEach
    void stop() throws Exception {
        stand.idle();
        stand.close();
    }

    /// [SRV-17]
    @Test
    void two_races_of_a_hundred_asks_leave_one_receipt_for_each_and_no_gap() throws Exception {
        var voucher = payer.signed(payer.voucher(Stand.ALLOWANCE));
        var receipts = new ConcurrentLinkedQueue<SignedReceipt>();
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < ASKS; i++) {
            tasks.add(() -> receipts.add(whole(voucher)));
            tasks.add(() -> receipts.add(streamed(voucher)));
        }
        Collections.shuffle(tasks);
        all(tasks);
        var indices = new TreeSet<Long>();
        for (var signed : receipts) assertTrue(indices.add(signed.receipt().index()), "each number once");
        assertEquals(2 * ASKS, indices.size());
        assertEquals(2 * ASKS - 1, indices.last());
        for (var signed : payer.promises().receipts(payer.receipts(0, payer.key).body())) payer.count(signed);
        assertEquals(
                204, payer.post(Wire.VOUCHER, payer.signed(payer.voucher(0))).status(), "and one root over all");
    }

    /// [SRV-7] Whoever comes first is served; together they never get more than was promised.
    @Test
    void asks_that_race_for_too_little_money_are_served_within_it() throws Exception {
        long ceiling = 3 * Stand.FIRST_NEED;
        var voucher = payer.signed(payer.voucher(ceiling));
        var gate = new java.util.concurrent.Semaphore(0);
        stand.engine.play = ScriptedEngine.silent(new java.util.concurrent.CountDownLatch(1), gate);
        var tasks = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 40; i++)
            tasks.add(
                    () -> payer.send(payer.ask(Wire.CHAT, Payer.CHAT, voucher)).status());
        var watch = Thread.ofVirtual().start(() -> {
            try {
                Stand.eventually(() -> stand.engine.running.get() == 3);
                Thread.sleep(200);
                assertTrue(stand.agent().reservedObol() <= ceiling);
                gate.release(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        var statuses = all(tasks);
        watch.join();
        int served = 0;
        for (int status : statuses) {
            assertTrue(status == 200 || status == 402);
            if (status == 200) served++;
        }
        assertEquals(3, served, "one after the other would leave more room, but nobody waits here");
    }

    @Test
    void callers_that_come_and_go_leave_nothing_reserved() throws Exception {
        var voucher = payer.signed(payer.voucher(Stand.ALLOWANCE));
        stand.engine.play = ScriptedEngine.units(40, 1);
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 60; i++)
            tasks.add(() -> {
                try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, voucher))) {
                    int reads = ThreadLocalRandom.current().nextInt(5);
                    for (int n = 0; n < reads; n++) answer.next();
                }
                return true;
            });
        all(tasks);
        stand.idle();
        var receipts = payer.promises().receipts(payer.receipts(0, payer.key).body());
        for (int i = 0; i < receipts.size(); i++)
            assertEquals(i, receipts.get(i).receipt().index());
        assertEquals(60, receipts.size(), "every admitted ask ended in a receipt");
    }

    private SignedReceipt whole(byte[] voucher) throws Exception {
        var reply = payer.send(payer.ask(Wire.CHAT, Payer.CHAT, voucher));
        assertEquals(200, reply.status(), () -> Payer.text(reply));
        return payer.receipt(reply.headers().first(Wire.RECEIPT_HEADER).orElseThrow());
    }

    private SignedReceipt streamed(byte[] voucher) throws Exception {
        try (var answer = payer.stream(payer.ask(Wire.CHAT, STREAM, voucher))) {
            var signed = answer.finish();
            assertEquals(answer.responseHash(), signed.receipt().responseHash());
            return signed;
        }
    }

    private static <T> java.util.List<T> all(java.util.List<Callable<T>> tasks) throws Exception {
        var out = new ArrayList<T>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> each : threads.invokeAll(tasks)) out.add(each.get());
        }
        return out;
    }
}
