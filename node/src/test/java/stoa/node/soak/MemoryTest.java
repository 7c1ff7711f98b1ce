// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/// What the soak calls a leak, and what it does not.
class MemoryTest {
    private static final double MIB = 1 << 20;

    /// A look a second.
    private static List<Memory.Sample> run(int minutes, IntToDoubleFunction residentMib, IntToDoubleFunction heapMib) {
        var samples = new ArrayList<Memory.Sample>();
        for (int second = 0; second < minutes * 60; second++)
            samples.add(new Memory.Sample(
                    Duration.ofSeconds(second).toNanos(),
                    residentMib.applyAsDouble(second) * MIB,
                    heapMib.applyAsDouble(second) * MIB));
        return samples;
    }

    @Test
    void a_heap_that_is_swept_again_and_again_is_flat() {
        var told = Memory.judge(run(30, _ -> 400, second -> 80 + second % 60));
        assertTrue(told.contains("resident 400 → 400 MiB"), told);
    }

    @Test
    void warming_up_is_no_leak() {
        var told = Memory.judge(run(30, second -> Math.min(400, 100 + second), second -> Math.min(150, 50 + second)));
        assertTrue(told.contains("resident 400 → 400 MiB, heap 150 → 150 MiB"), told);
    }

    @Test
    void memory_that_grows_all_the_time_breaks_the_soak() {
        var resident = assertThrows(Broken.class, () -> Memory.judge(run(60, second -> 300 + second / 15.0, _ -> 100)));
        assertTrue(String.valueOf(resident.getMessage()).startsWith("memory grows: resident"), resident.getMessage());
        var heap = assertThrows(Broken.class, () -> Memory.judge(run(60, _ -> 400, second -> 80 + second / 15.0)));
        assertTrue(String.valueOf(heap.getMessage()).startsWith("memory grows: heap"), heap.getMessage());
    }

    @Test
    void a_run_that_ends_while_it_warms_up_is_not_judged() {
        var told = Memory.judge(run(2, second -> 100 + second, _ -> 50));
        assertTrue(told.contains("growth is judged from 12 minutes on"), told);
        assertEquals("memory: nobody looked", Memory.judge(List.of()));
    }

    @Test
    void more_than_a_gibibyte_breaks_the_soak_at_once() {
        Memory.bound(new Memory.Sample(0, 1_024 * MIB, 0));
        assertThrows(Broken.class, () -> Memory.bound(new Memory.Sample(0, 1_025 * MIB, 0)));
    }
}
