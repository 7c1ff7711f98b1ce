// SPDX-License-Identifier: Apache-2.0
package stoa.kit.metrics;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/// What the process costs, asked for when somebody looks.
final class JvmMetrics {
    private JvmMetrics() {}

    static void add(Metrics metrics) {
        var memory = ManagementFactory.getMemoryMXBean();
        var threads = ManagementFactory.getThreadMXBean();
        var runtime = ManagementFactory.getRuntimeMXBean();
        metrics.gauge("jvm_heap_used_bytes", "Heap in use.", () -> memory.getHeapMemoryUsage()
                        .getUsed())
                .gauge(
                        "jvm_heap_committed_bytes",
                        "Heap taken from the operating system.",
                        () -> memory.getHeapMemoryUsage().getCommitted())
                .gauge(
                        "jvm_nonheap_used_bytes",
                        "Memory of classes and compiled code in use.",
                        () -> memory.getNonHeapMemoryUsage().getUsed())
                .gauge("jvm_threads", "Platform threads.", threads::getThreadCount)
                .asked(
                        "jvm_gc_collections_total",
                        "counter",
                        "Collections so far.",
                        () -> collections(GarbageCollectorMXBean::getCollectionCount))
                .asked(
                        "jvm_gc_seconds_total",
                        "counter",
                        "Seconds spent collecting so far.",
                        () -> collections(GarbageCollectorMXBean::getCollectionTime) / 1000.0)
                .gauge(
                        "process_uptime_seconds",
                        "Seconds since the process started.",
                        () -> runtime.getUptime() / 1000.0)
                .gauge(
                        "process_start_time_seconds",
                        "When the process started, in Unix seconds.",
                        () -> runtime.getStartTime() / 1000.0)
                .asked("process_cpu_seconds_total", "counter", "Processor time used so far.", JvmMetrics::cpuSeconds)
                .gauge(
                        "process_resident_memory_bytes",
                        "Memory the operating system counts for this process.",
                        () -> residentBytes(Path.of("/proc/self/status")));
    }

    private static double collections(ToLongFunction<GarbageCollectorMXBean> of) {
        long sum = 0;
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans())
            sum += Math.max(0, of.applyAsLong(collector));
        return sum;
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(time -> time.toMillis() / 1000.0)
                .orElse(Double.NaN);
    }

    /// NaN where there is no such file.
    static double residentBytes(Path status) {
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024.0)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException _) {
            return Double.NaN;
        }
    }
}
