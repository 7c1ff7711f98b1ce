// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.chain.Waiting.done;
import static stoa.chain.Waiting.taken;
import static stoa.chain.Waiting.until;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.chain.driver.Health;
import stoa.chain.solo.BlockClock;
import stoa.chain.solo.Pace;
import stoa.chain.store.Column;
import stoa.chain.store.MemoryKeyValue;
import stoa.chain.store.StoreFailure;
import stoa.kit.metrics.Metrics;
import stoa.protocol.Halt;
import stoa.types.Bytes;
import stoa.types.Reason;
import stoa.types.chain.Submitted;

/// Disks that fill and fail, a core that stops.
class TroubleTest {
    private final Net net = Net.local();
    private final FaultyKeyValue store = new FaultyKeyValue(new MemoryKeyValue());

    @Test
    void a_full_disk_stops_blocks_loses_nothing_and_lets_the_chain_go_on_once_there_is_space() {
        try (var chain = net.open(store)) {
            done(chain, net.pay("ann", 0, "bob", 10));
            var head = chain.head();
            store.setFull(true);
            var hash = taken(chain, net.pay("ann", 1, "bob", 20));
            until(() -> chain.health().status() == Health.Status.STALLED, "the chain says it waits");
            assertTrue(
                    chain.health().detail().contains("no space left"),
                    chain.health().detail());
            assertEquals(head.height(), chain.head().height());
            assertEquals(head.header().stateRoot(), chain.state().root());
            assertEquals(Optional.empty(), chain.transaction(hash));
            assertInstanceOf(Submitted.Taken.class, chain.submit(net.pay("bob", 0, "ann", 1)), "waiting goes on");
            store.setFull(false);
            assertEquals(Optional.empty(), done(chain, hash).refused());
            until(() -> chain.health().ok(), "the chain is well again");
            until(() -> Net.nonce(chain, "bob") == 1, "what waited is done too");
            assertReplays(chain);
        }
    }

    @Test
    void a_block_written_though_reported_as_failed_is_adopted_and_not_made_twice() {
        try (var chain = net.open(store)) {
            store.lieOnce();
            var tx = done(chain, net.pay("ann", 0, "zoe", 10));
            assertEquals(Optional.empty(), tx.refused());
            assertEquals(10, Net.obol(chain, "zoe"));
            done(chain, net.pay("ann", 1, "zoe", 5));
            assertEquals(15, Net.obol(chain, "zoe"));
            assertEquals(1, Net.nonce(chain, "ann") - 1);
            assertReplays(chain);
        }
    }

    @Test
    void a_chain_closed_while_the_disk_is_full_opens_again_where_it_was() {
        var disk = new MemoryKeyValue();
        var full = new FaultyKeyValue(new Unclosing(disk));
        try (var chain = net.open(full)) {
            done(chain, net.pay("ann", 0, "zoe", 10));
            full.setFull(true);
            taken(chain, net.pay("ann", 1, "zoe", 20));
            until(() -> chain.health().status() == Health.Status.STALLED, "the chain says it waits");
        }
        try (var chain = net.open(disk)) {
            assertEquals(10, Net.obol(chain, "zoe"));
            done(chain, net.pay("ann", 1, "zoe", 20));
            assertEquals(30, Net.obol(chain, "zoe"));
            assertReplays(chain);
        }
    }

    @Test
    void what_a_large_block_sent_ahead_of_a_commit_that_failed_is_cleared_away() {
        var disk = new MemoryKeyValue();
        var faulty = new FaultyKeyValue(new Unclosing(disk));
        long height;
        var all = new ArrayList<byte[]>();
        for (int i = 0; i < 1_000; i++) all.add(net.pay("bob", i, "stranger " + i, 1));
        var more = all.subList(900, 1_000);
        try (var chain = Chain.over(faulty, patient(), new Metrics(), BlockClock.system())) {
            for (byte[] raw : all.subList(0, 900)) taken(chain, raw);
            until(() -> Net.nonce(chain, "bob") == 900, "the state is large enough for several pages");
        }
        try (var chain = Chain.over(faulty, patient(), new Metrics(), BlockClock.system())) {
            height = chain.head().height();
            faulty.setFullForCommits(true);
            for (byte[] raw : more) taken(chain, raw);
            until(() -> chain.health().status() == Health.Status.STALLED, "the chain says it waits");
            assertTrue(pagesAfter(disk, height) > 0, "pages are there ahead of their block");
        }
        try (var chain = net.open(disk)) {
            assertEquals(height, chain.head().height());
            assertEquals(0, pagesAfter(disk, height));
            for (byte[] raw : more) taken(chain, raw);
            until(() -> Net.nonce(chain, "bob") == 1_000, "they are done now");
            assertReplays(chain);
        }
    }

    /// Gives many transactions the time to come together in one block.
    private ChainConfig patient() {
        return net.config().with(new Pace(Duration.ZERO, Duration.ofSeconds(1), Duration.ofMillis(5)));
    }

    private static int pagesAfter(MemoryKeyValue disk, long height) {
        int[] count = {0};
        disk.scan(Column.PAGES, Bytes.ofLong(height + 1), new byte[0], (_, _) -> ++count[0] > 0);
        return count[0];
    }

    @Test
    void a_damaged_store_halts_the_chain_and_reading_goes_on() {
        try (var chain = net.open(store)) {
            done(chain, net.pay("ann", 0, "zoe", 10));
            store.failWith(StoreFailure.Kind.CORRUPT);
            taken(chain, net.pay("ann", 1, "zoe", 20));
            until(() -> chain.health().status() == Health.Status.HALTED, "the chain has stopped");
            assertEquals(10, Net.obol(chain, "zoe"));
            var refused = assertInstanceOf(Submitted.Refused.class, chain.submit(net.pay("bob", 0, "zoe", 1)));
            assertEquals(Reason.INTERNAL, refused.reason());
            assertTrue(refused.detail().contains("stopped"), refused.detail());
        }
    }

    @Test
    void an_error_of_the_core_halts_the_chain_in_one_line_and_leaves_the_state_untouched() {
        try (var chain = net.open(store)) {
            done(chain, net.pay("ann", 0, "zoe", 10));
            var root = chain.state().root();
            store.breakScans(new Halt("the books do not balance: a test"));
            taken(chain, net.pay("ann", 1, "zoe", 20));
            until(() -> chain.health().status() == Health.Status.HALTED, "the chain has stopped");
            assertTrue(
                    chain.health().detail().contains("the books do not balance"),
                    chain.health().detail());
            assertEquals(root, chain.state().root());
            assertEquals(10, Net.obol(chain, "zoe"));
            assertTrue(chain.read(Net.account("zoe"), chain.head().height())
                    .value()
                    .isPresent());
        }
    }

    private static void assertReplays(Chain chain) {
        var report = chain.replay(new MemoryKeyValue(), _ -> {});
        assertEquals(Optional.empty(), report.difference());
    }
}
