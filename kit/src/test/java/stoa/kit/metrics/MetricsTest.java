// SPDX-License-Identifier: Apache-2.0
package stoa.kit.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void everything_is_rendered_with_help_and_type_in_order() {
        metrics.gauge("b_open", "Open \\ now\nhere.").set(2.5);
        var requests = metrics.counter("a_requests_total", "Requests.", "model", "status");
        requests.with("tiny", "200").add(3);
        requests.with("ti\"ny\\\n", "500").increment();
        var times = metrics.histogram("c_seconds", "Times.", new double[] {0.1, 1}, "route");
        times.with("/x").observe(0.1);
        times.with("/x").observe(0.5);
        times.with("/x").observe(7);
        metrics.gauge("d_asked", "Asked.", () -> 1e20);
        assertEquals("""
                # HELP a_requests_total Requests.
                # TYPE a_requests_total counter
                a_requests_total{model="ti\\"ny\\\\\\n",status="500"} 1
                a_requests_total{model="tiny",status="200"} 3
                # HELP b_open Open \\\\ now\\nhere.
                # TYPE b_open gauge
                b_open 2.5
                # HELP c_seconds Times.
                # TYPE c_seconds histogram
                c_seconds_bucket{route="/x",le="0.1"} 1
                c_seconds_bucket{route="/x",le="1"} 2
                c_seconds_bucket{route="/x",le="+Inf"} 3
                c_seconds_sum{route="/x"} 7.6
                c_seconds_count{route="/x"} 3
                # HELP d_asked Asked.
                # TYPE d_asked gauge
                d_asked 1.0E20
                """, metrics.render());
    }

    @Test
    void asking_again_gives_the_same_and_asking_differently_is_a_programming_error() {
        metrics.counter("x_total", "X.").add(2);
        metrics.counter("x_total", "X.").increment();
        assertEquals(3, metrics.counter("x_total", "X.").value());
        assertThrows(IllegalArgumentException.class, () -> metrics.gauge("x_total", "X."));
        assertThrows(IllegalArgumentException.class, () -> metrics.counter("x_total", "X.", "label"));
        assertThrows(IllegalArgumentException.class, () -> metrics.gauge("x_total", "X.", () -> 1));
        assertThrows(IllegalArgumentException.class, () -> metrics.counter("9x", "X."));
        assertThrows(IllegalArgumentException.class, () -> metrics.counter("y", "Y.", "le"));
        assertThrows(IllegalArgumentException.class, () -> metrics.counter("y", "Y.", "a b"));
        assertThrows(IllegalArgumentException.class, () -> metrics.histogram("h", "H.", new double[] {1, 1}));
        assertThrows(IllegalArgumentException.class, () -> metrics.counter("x_total", "X.")
                .add(-1));
        assertThrows(IllegalArgumentException.class, () -> metrics.counter("z", "Z.", "a")
                .with("1", "2"));
    }

    @Test
    void label_values_without_end_are_counted_together() {
        var counter = metrics.counter("many_total", "Many.", "who");
        for (int i = 0; i < Metrics.SERIES_MAX + 500; i++) counter.with("w" + i).increment();
        assertEquals(500, counter.with("other").value());
        assertTrue(metrics.render().lines().count() < Metrics.SERIES_MAX + 10);
    }

    @Test
    void gauges_go_up_and_down_from_many_threads() throws InterruptedException {
        var gauge = metrics.gauge("g", "G.");
        var counter = metrics.counter("c_total", "C.");
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 8; t++)
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 1000; i++) {
                    gauge.add(2);
                    gauge.add(-1);
                    counter.increment();
                }
            }));
        for (var thread : threads) thread.join();
        assertEquals(8000, gauge.value());
        assertEquals(8000, counter.value());
    }

    @Test
    void the_process_is_measured() {
        metrics.addJvm();
        var text = metrics.render();
        for (var name : new String[] {"jvm_heap_used_bytes", "jvm_threads", "process_resident_memory_bytes"}) {
            var line = text.lines()
                    .filter(candidate -> candidate.startsWith(name + " "))
                    .findFirst()
                    .orElseThrow();
            assertTrue(Double.parseDouble(line.substring(name.length() + 1)) > 0, line);
        }
        assertTrue(text.contains("# TYPE jvm_gc_collections_total counter"), text);
        assertTrue(JvmMetrics.residentBytes(Path.of("/proc/self/status")) > 1_000_000);
        assertTrue(Double.isNaN(JvmMetrics.residentBytes(Path.of("/no/such/file"))));
    }
}
