// SPDX-License-Identifier: Apache-2.0
package stoa.kit.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TickerTest {
    @Test
    void work_repeats_and_a_failure_is_told_and_does_not_end_it() throws InterruptedException {
        var told = new LinkedBlockingQueue<Throwable>();
        var runs = new AtomicInteger();
        try (var _ = Ticker.start(
                "test",
                Duration.ofMillis(1),
                () -> {
                    if (runs.incrementAndGet() % 2 == 1) throw new IllegalStateException("odd");
                },
                told::add)) {
            for (int i = 0; i < 3; i++)
                assertEquals("odd", told.poll(10, TimeUnit.SECONDS).getMessage());
        }
        int after = runs.get();
        assertTrue(after >= 5);
        Thread.sleep(20);
        assertEquals(after, runs.get(), "closed means no further run");
    }

    @Test
    void waking_does_not_wait_for_the_period() throws InterruptedException {
        var ran = new CountDownLatch(1);
        try (var ticker = Ticker.start("test", Duration.ofDays(1), ran::countDown, _ -> {})) {
            ticker.wake();
            assertTrue(ran.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void closing_waits_for_the_run_in_progress() throws InterruptedException {
        var started = new CountDownLatch(1);
        var finished = new AtomicBoolean();
        var ticker = Ticker.start(
                "test",
                Duration.ofMillis(1),
                () -> {
                    started.countDown();
                    Thread.sleep(100);
                    finished.set(true);
                },
                _ -> {});
        assertTrue(started.await(10, TimeUnit.SECONDS));
        ticker.close();
        assertTrue(finished.get());
        ticker.close();
    }

    @Test
    void work_may_close_its_own_ticker() throws InterruptedException {
        var closed = new CountDownLatch(1);
        var holder = new Ticker[1];
        holder[0] = Ticker.start(
                "test",
                Duration.ofMillis(50),
                () -> {
                    holder[0].close();
                    closed.countDown();
                },
                _ -> {});
        assertTrue(closed.await(10, TimeUnit.SECONDS));
    }

    @Test
    void a_period_is_positive() {
        assertThrows(IllegalArgumentException.class, () -> Ticker.start("test", Duration.ZERO, () -> {}, _ -> {}));
    }
}
