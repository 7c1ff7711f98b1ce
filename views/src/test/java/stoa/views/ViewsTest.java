// SPDX-License-Identifier: Apache-2.0
package stoa.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.kit.sql.Sql;
import stoa.kit.sql.SqlConfig;
import stoa.types.Address;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.event.Event;
import stoa.types.tx.Verb;
import stoa.views.query.Queries.Position;

/// Folding: in order, once, resumed where it ended, and from scratch when it must be.
class ViewsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Address ANN = Address.parse("0x00000000000000000000000000000000000000aa");

    @TempDir
    Path dir;

    private final TestChain chain = new TestChain("one");

    @Test
    void blocks_are_folded_as_they_come_and_listeners_hear_of_each_once() {
        var heard = new CopyOnWriteArrayList<Long>();
        try (var views = open(chain)) {
            assertTrue(views.await(0, PATIENCE));
            views.onFolded(block -> heard.add(block.height()));
            for (int i = 0; i < 200; i++) {
                chain.tx(new Verb.Transfer(ANN), new Event.Transferred(TestChain.SENDER, ANN, new Coin(0, 2)));
                views.wake();
            }
            assertTrue(views.await(200, PATIENCE));
            assertEquals(200, views.height());
            var rows = views.queries().chain().blocks(0, 1_000);
            assertEquals(201, rows.size());
            assertEquals(chain.blocks(7, 1).getFirst().hash(), rows.get(7).hash());
        }
        assertEquals(LongStream.rangeClosed(1, 200).boxed().toList(), heard);
    }

    @Test
    void a_fold_resumes_behind_the_last_block_it_committed() {
        for (int i = 0; i < 10; i++) chain.block(seed(i));
        try (var views = open(chain)) {
            assertTrue(views.await(10, PATIENCE));
        }
        for (int i = 10; i < 15; i++) chain.block(seed(i));
        var asked = new CopyOnWriteArrayList<Long>();
        try (var views = Views.open(SqlConfig.file(dir.resolve("views")), chain.genesis, (from, most) -> {
            asked.add(from);
            return chain.blocks(from, most);
        })) {
            assertTrue(views.await(15, PATIENCE));
            assertEquals(16, views.queries().chain().blocks(0, 100).size());
        }
        assertEquals(List.of(10L, 11L), asked.subList(0, 2), "the last folded block to compare, then the next");
    }

    @Test
    void a_failing_source_is_asked_again_and_nothing_is_lost() {
        for (int i = 0; i < 3; i++) chain.block(seed(i));
        try (var views = open(chain)) {
            assertTrue(views.await(3, PATIENCE));
            chain.cut(true);
            chain.block(seed(3));
            views.wake();
            assertFalse(views.await(4, Duration.ofMillis(50)));
            chain.cut(false);
            assertTrue(views.await(4, PATIENCE));
        }
    }

    @Test
    void another_network_is_folded_from_scratch() {
        chain.tx(new Verb.Transfer(ANN));
        try (var views = open(chain)) {
            assertTrue(views.await(1, PATIENCE));
        }
        var other = new TestChain("two");
        try (var views = open(other)) {
            assertTrue(views.await(0, PATIENCE));
            assertEquals(0, views.height());
            assertEquals(List.of(), views.queries().chain().txsOf(ANN, newest(), 10));
        }
    }

    @Test
    void a_ledger_taken_back_is_folded_from_scratch() {
        for (int i = 0; i < 5; i++) chain.block(seed(i));
        try (var views = open(chain)) {
            assertTrue(views.await(5, PATIENCE));
        }
        chain.truncate(2);
        chain.block(seed(99));
        try (var views = open(chain)) {
            assertTrue(views.await(3, PATIENCE));
            assertEquals(4, views.queries().chain().blocks(0, 100).size());
            assertEquals(
                    chain.blocks(3, 1).getFirst().hash(),
                    views.queries().chain().blocks(3, 3).getFirst().hash());
        }
    }

    @Test
    void tables_of_another_schema_are_dropped_and_folded_again() {
        chain.block(seed(1));
        try (var views = open(chain)) {
            assertTrue(views.await(1, PATIENCE));
        }
        try (var sql = Sql.open(SqlConfig.file(dir.resolve("views")))) {
            sql.update("UPDATE fold SET version = version - 1");
            sql.update("ALTER TABLE logs DROP COLUMN data");
        }
        try (var views = open(chain)) {
            assertTrue(views.await(1, PATIENCE));
            assertEquals(2, views.queries().chain().blocks(0, 100).size());
        }
    }

    @Test
    void a_block_that_cannot_be_written_leaves_no_trace_and_is_tried_again() {
        try (var views = open(chain)) {
            assertTrue(views.await(0, PATIENCE));
            var once = new Event.EpochDecided(1, 0, 60, 5);
            chain.block(once, once); // the second breaks the primary key
            views.wake();
            assertFalse(views.await(1, Duration.ofMillis(200)));
            assertEquals(1, views.queries().chain().blocks(0, 10).size(), "the block's other rows went with it");
            chain.truncate(0);
            chain.block(once);
            assertTrue(views.await(1, PATIENCE));
            assertEquals(1, views.queries().chain().epochs(10).size());
        }
    }

    @Test
    void a_listener_that_fails_does_not_stop_the_fold() {
        try (var views = open(chain)) {
            assertTrue(views.await(0, PATIENCE));
            views.onFolded(_ -> {
                throw new IllegalStateException("planted");
            });
            chain.block(seed(1));
            views.wake();
            assertTrue(views.await(1, PATIENCE));
        }
    }

    @Test
    void questions_after_the_end_fail_loudly() {
        var views = open(chain);
        views.close();
        assertThrows(RuntimeException.class, () -> views.queries().chain().blocks(0, 1));
    }

    private Views open(TestChain source) {
        return Views.open(SqlConfig.file(dir.resolve("views")), source.genesis, source);
    }

    private static Position newest() {
        return Position.NEWEST;
    }

    private static Event seed(long height) {
        return new Event.SeedSigned(height, new Hash(1, 2, 3, height), ANN);
    }
}
