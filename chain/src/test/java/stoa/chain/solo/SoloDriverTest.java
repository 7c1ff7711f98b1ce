// SPDX-License-Identifier: Apache-2.0
package stoa.chain.solo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.chain.Waiting.done;
import static stoa.chain.Waiting.taken;
import static stoa.chain.Waiting.until;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import stoa.chain.Chain;
import stoa.chain.Net;
import stoa.chain.store.MemoryKeyValue;
import stoa.kit.metrics.Metrics;
import stoa.types.Hash;
import stoa.types.event.Event;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;

class SoloDriverTest {
    private final Net net = Net.local();
    private final AtomicLong seconds = new AtomicLong(Net.START);

    @Test
    void nothing_to_do_makes_no_blocks() throws InterruptedException {
        try (var chain = open(quick())) {
            Thread.sleep(300);
            assertEquals(0, chain.head().height());
        }
    }

    @Test
    void due_work_makes_a_block_without_transactions() {
        try (var chain = open(quick())) {
            seconds.addAndGet(net.genesis().params().epochSeconds());
            until(() -> chain.head().height() >= 1, "the epoch ends by itself");
            assertTrue(chain.block(1).txs().isEmpty());
            assertTrue(chain.block(1).endEvents().stream().anyMatch(Event.EpochDecided.class::isInstance));
            assertEquals(seconds.get(), chain.block(1).header().timeSeconds());
        }
    }

    @Test
    void a_session_runs_its_course_by_itself() {
        try (var chain = open(quick())) {
            done(chain, net.openSession("ann", 0, 50_000_000, 20));
            long session = Net.sessionOf(chain, "ann").orElseThrow();
            until(() -> phase(chain, session) == SessionPhase.OPEN, "its seats are drawn");
            seconds.addAndGet(20);
            until(() -> phase(chain, session) == SessionPhase.CLOSING, "it expires");
            seconds.addAndGet(10);
            until(
                    () -> chain.state()
                            .find(Tables.SESSIONS, session)
                            .map(found -> found.phase() == SessionPhase.CLOSED)
                            .orElse(true),
                    "its settle window ends");
            assertEquals(
                    Optional.empty(),
                    chain.replay(new MemoryKeyValue(), _ -> {}).difference());
        }
    }

    @Test
    void block_time_never_runs_backwards() {
        try (var chain = open(quick())) {
            seconds.addAndGet(30);
            done(chain, net.pay("ann", 0, "bob", 1));
            seconds.addAndGet(-3_600);
            done(chain, net.pay("ann", 1, "bob", 1));
            seconds.addAndGet(3_605);
            done(chain, net.pay("ann", 2, "bob", 1));
            var times = chain.blocks(0)
                    .map(block -> block.header().timeSeconds() - Net.START)
                    .distinct()
                    .toList();
            assertEquals(java.util.List.of(0L, 30L, 35L), times);
        }
    }

    @Test
    void the_first_transaction_goes_at_once_and_the_next_block_keeps_its_distance() throws InterruptedException {
        try (var chain = open(new Pace(Duration.ofHours(1), Duration.ZERO, Duration.ofSeconds(1)))) {
            done(chain, net.pay("ann", 0, "bob", 1));
            var second = taken(chain, net.pay("ann", 1, "bob", 1));
            Thread.sleep(100);
            assertEquals(1, chain.head().height());
            assertTrue(chain.waiting(second).isPresent());
        }
    }

    @Test
    void many_at_once_all_get_in_and_in_order() throws InterruptedException {
        try (var chain = open(new Pace(Duration.ofMillis(5), Duration.ofMillis(2), Duration.ofSeconds(1)))) {
            var threads = new ArrayList<Thread>();
            for (var name : Net.PEOPLE)
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 40; i++) taken(chain, net.pay(name, i, "zoe", 1));
                }));
            for (var thread : threads) thread.join();
            for (var name : Net.PEOPLE) until(() -> Net.nonce(chain, name) == 40, name + "'s are done");
            assertEquals(40L * Net.PEOPLE.size(), Net.obol(chain, "zoe"));
            var report = chain.replay(new MemoryKeyValue(), _ -> {});
            assertEquals(Optional.empty(), report.difference());
            assertEquals(chain.head().height(), report.to());
        }
    }

    @Test
    void the_seed_of_every_block_is_another() {
        try (var chain = open(quick())) {
            for (int i = 0; i < 5; i++) done(chain, net.pay("ann", i, "bob", 1));
            var seeds = chain.blocks(0)
                    .map(block -> block.header().seed())
                    .distinct()
                    .toList();
            assertEquals(chain.head().height() + 1, seeds.size());
            assertTrue(seeds.stream().noneMatch(Hash::isZero));
        }
    }

    private static Pace quick() {
        return new Pace(Duration.ZERO, Duration.ZERO, Duration.ofMillis(5));
    }

    private static SessionPhase phase(Chain chain, long session) {
        return chain.state().find(Tables.SESSIONS, session).orElseThrow().phase();
    }

    /// The test's clock moves in steps; its timer moves along, so that every step is believed.
    private Chain open(Pace pace) {
        var clock = new BlockClock(
                () -> Instant.ofEpochSecond(seconds.get()), () -> (seconds.get() - Net.START) * 1_000_000_000L);
        return Chain.over(new MemoryKeyValue(), net.config().with(pace), new Metrics(), clock);
    }
}
