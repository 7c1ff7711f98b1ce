// SPDX-License-Identifier: Apache-2.0
package stoa.chain.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.chain.Waiting.done;
import static stoa.chain.Waiting.until;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.chain.Chain;
import stoa.chain.Net;
import stoa.chain.store.MemoryKeyValue;

class FeedTest {
    private final Net net = Net.local();
    private final Chain chain = net.open(new MemoryKeyValue());
    private long nonce;

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void a_subscriber_gets_every_block_once_in_order_old_and_new() {
        blocks(3);
        var seen = new CopyOnWriteArrayList<Long>();
        try (var _ = chain.subscribe("test", 0, block -> seen.add(block.height()))) {
            blocks(5);
            until(() -> seen.size() > chain.head().height(), "all blocks are seen");
        }
        assertEquals(LongStream.rangeClosed(0, chain.head().height()).boxed().toList(), seen);
    }

    @Test
    void a_subscriber_may_begin_with_a_block_to_come() {
        var seen = new CopyOnWriteArrayList<Long>();
        try (var _ = chain.subscribe("test", 2, block -> seen.add(block.height()))) {
            blocks(3);
            until(() -> seen.size() >= 2, "the later blocks are seen");
            assertEquals(List.of(2L, 3L), seen.subList(0, 2));
        }
    }

    @Test
    void a_slow_subscriber_holds_up_nobody_and_misses_nothing() {
        var held = new CountDownLatch(1);
        var slow = new CopyOnWriteArrayList<Long>();
        var fast = new CopyOnWriteArrayList<Long>();
        try (var _ = chain.subscribe("slow", 0, block -> {
                    await(held);
                    slow.add(block.height());
                });
                var _ = chain.subscribe("fast", 0, block -> fast.add(block.height()))) {
            blocks(50); // more than are kept at hand
            until(() -> fast.size() > 50, "the fast one has them all");
            assertTrue(slow.isEmpty());
            held.countDown();
            until(() -> slow.size() > 50, "the slow one has them all");
            assertEquals(fast.subList(0, 51), slow.subList(0, 51));
        }
    }

    @Test
    void a_subscriber_that_fails_gets_the_same_block_again() {
        var failures = new AtomicInteger(1);
        var seen = new CopyOnWriteArrayList<Long>();
        try (var _ = chain.subscribe("failing", 0, block -> {
            if (block.height() == 1 && failures.getAndDecrement() > 0) throw new IllegalStateException("not yet");
            seen.add(block.height());
        })) {
            blocks(2);
            until(() -> seen.size() >= 3, "it got over it");
            assertEquals(List.of(0L, 1L, 2L), seen.subList(0, 3));
        }
    }

    @Test
    void a_subscriber_may_end_its_own_subscription() {
        var self = new AtomicReference<Feed.Subscription>();
        var seen = new CopyOnWriteArrayList<Long>();
        self.set(chain.subscribe("once", 1, block -> {
            seen.add(block.height());
            self.get().close();
        }));
        blocks(3);
        until(() -> !seen.isEmpty(), "it saw one");
        assertEquals(List.of(1L), seen);
    }

    @Test
    void nothing_comes_after_close() {
        var seen = new CopyOnWriteArrayList<Long>();
        chain.subscribe("short", 0, block -> seen.add(block.height())).close();
        int before = seen.size();
        blocks(3);
        assertEquals(before, seen.size());
    }

    private void blocks(int count) {
        for (int i = 0; i < count; i++) done(chain, net.pay("ann", nonce++, "bob", 1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
