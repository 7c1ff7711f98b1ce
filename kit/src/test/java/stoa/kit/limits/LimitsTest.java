// SPDX-License-Identifier: Apache-2.0
package stoa.kit.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.kit.limits.TokenBucket.Taking;

class LimitsTest {
    private final AtomicLong clock = new AtomicLong(-5);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void a_full_bucket_gives_its_burst_and_then_says_when_to_come_back() {
        var bucket = new TokenBucket(3, 10, clock::get);
        for (int i = 0; i < 3; i++) assertEquals(new Taking.Granted(), bucket.tryTake());
        assertEquals(new Taking.Retry(Duration.ofMillis(100)), bucket.tryTake());
        assertEquals(new Taking.Retry(Duration.ofMillis(200)), bucket.tryTake(2));
        pass(Duration.ofMillis(99));
        assertEquals(new Taking.Retry(Duration.ofMillis(1)), bucket.tryTake());
        pass(Duration.ofMillis(1));
        assertEquals(new Taking.Granted(), bucket.tryTake());
        assertEquals(0, bucket.available());
    }

    @Test
    void a_refusal_takes_nothing_and_a_long_rest_gives_no_more_than_the_burst() {
        var bucket = new TokenBucket(5, 1, clock::get);
        bucket.tryTake(3);
        assertTrue(bucket.tryTake(3) instanceof Taking.Retry);
        assertEquals(2, bucket.available());
        pass(Duration.ofDays(100));
        assertEquals(5, bucket.available());
        assertEquals(new Taking.Granted(), bucket.tryTake(5));
        assertTrue(bucket.tryTake() instanceof Taking.Retry);
    }

    @Test
    void what_can_never_be_granted_is_the_callers_mistake() {
        var bucket = new TokenBucket(5, 1, clock::get);
        assertThrows(IllegalArgumentException.class, () -> bucket.tryTake(6));
        assertThrows(IllegalArgumentException.class, () -> bucket.tryTake(0));
        assertThrows(IllegalArgumentException.class, () -> new TokenBucket(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new TokenBucket(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new TokenBucket(1, Double.NaN));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void in_any_time_no_more_is_granted_than_burst_and_rate_allow(long seed) {
        var random = new Random(seed);
        var bucket = new TokenBucket(10, 100, clock::get);
        long granted = 0;
        long start = clock.get();
        for (int i = 0; i < 5000; i++) {
            pass(Duration.ofMillis(random.nextInt(8)));
            int tokens = 1 + random.nextInt(3);
            if (bucket.tryTake(tokens) instanceof Taking.Granted) granted += tokens;
            long allowed = 10 + (clock.get() - start) / 10_000_000;
            assertTrue(granted <= allowed, "seed " + seed + ": " + granted + " of " + allowed);
        }
        assertTrue(granted > 500, "seed " + seed + ": and it does grant: " + granted);
    }

    @Test
    void many_threads_cannot_take_one_token_twice() throws InterruptedException {
        var bucket = new TokenBucket(1000, 0.001, clock::get);
        var granted = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 8; t++)
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 500; i++) if (bucket.tryTake() instanceof Taking.Granted) granted.incrementAndGet();
            }));
        for (var thread : threads) thread.join();
        assertEquals(1000, granted.get());
    }

    @Test
    void permits_are_given_back_once_however_often_they_are_closed() {
        var permits = new Permits(2);
        var first = permits.tryTake().orElseThrow();
        assertTrue(permits.tryTake().isPresent());
        assertTrue(permits.tryTake().isEmpty());
        first.close();
        first.close();
        assertEquals(1, permits.held());
        assertTrue(permits.tryTake().isPresent());
        assertTrue(permits.tryTake().isEmpty());
        assertTrue(new Permits(0).tryTake().isEmpty());
        assertThrows(IllegalArgumentException.class, () -> new Permits(-1));
    }
}
