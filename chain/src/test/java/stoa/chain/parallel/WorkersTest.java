// SPDX-License-Identifier: Apache-2.0
package stoa.chain.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private final Workers workers = Workers.start("test");

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void results_come_in_the_order_of_the_tasks() {
        var numbers = IntStream.range(0, 1_000).boxed().toList();
        assertEquals(numbers, workers.all(tasks(numbers)));
        assertEquals(List.of(), workers.all(List.of()));
    }

    @Test
    void two_tasks_run_at_once() {
        var meeting = new CyclicBarrier(2);
        Supplier<Integer> meet = () -> {
            try {
                return meeting.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        assertEquals(2, workers.all(List.of(meet, meet)).size());
    }

    @Test
    void a_failure_is_thrown_as_it_is_once_all_have_ended() {
        var done = new AtomicInteger();
        var failure = new IllegalStateException("mine");
        var tasks = new ArrayList<Supplier<Integer>>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            tasks.add(() -> {
                if (number == 7) throw failure;
                return done.incrementAndGet();
            });
        }
        assertSame(failure, assertThrows(IllegalStateException.class, () -> workers.all(tasks)));
        assertEquals(99, done.get());
        var error = new AssertionError("mine too");
        assertSame(
                error,
                assertThrows(
                        AssertionError.class,
                        () -> workers.all(List.<Supplier<Integer>>of(() -> {
                            throw error;
                        }))));
    }

    @Test
    void a_closed_pool_leaves_the_work_to_the_caller() {
        workers.close();
        assertEquals(List.of(1, 2, 3), workers.all(tasks(List.of(1, 2, 3))));
    }

    @Test
    void a_task_may_ask_for_more_work_to_be_shared() {
        Supplier<Integer> inner = () -> workers.all(tasks(List.of(1, 2, 3, 4))).size();
        assertEquals(List.of(4, 4, 4, 4, 4, 4), workers.all(List.of(inner, inner, inner, inner, inner, inner)));
    }

    private static List<Supplier<Integer>> tasks(List<Integer> numbers) {
        var tasks = new ArrayList<Supplier<Integer>>();
        for (int number : numbers) tasks.add(() -> number);
        return tasks;
    }
}
