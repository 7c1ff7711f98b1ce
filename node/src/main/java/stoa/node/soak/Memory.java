// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Watches what a process costs. The first minutes warm it up: code is compiled, caches fill, the heap takes its size.
/// Of the rest the last third must not need more than the first. A run that is over before is held to its bound only.
/// One thread.
final class Memory {
    private static final Duration WARM_UP = Duration.ofMinutes(6);
    private static final Duration JUDGED_LEAST = Duration.ofMinutes(6);
    private static final Duration COLLECT_EVERY = Duration.ofSeconds(30);
    private static final double SLACK = 1.15;
    /// Below this a difference is noise of the collector and the allocator, not a leak.
    private static final double NOISE_BYTES = 24 << 20;
    private static final double RESIDENT_MOST_BYTES = 1L << 30;

    private final Subject subject;
    private final long startNanos = System.nanoTime();
    private final List<Sample> samples = new ArrayList<>();
    private long nextCollection = System.nanoTime();
    private double heapBytes;

    /// @param nanos since the start
    /// @param heapBytes after the newest collection of the whole heap
    record Sample(long nanos, double residentBytes, double heapBytes) {}

    Memory(Subject subject) {
        this.subject = subject;
    }

    void look() throws IOException, InterruptedException {
        if (System.nanoTime() >= nextCollection) {
            // What a collector has not come to yet looks like a leak, and may for an hour.
            subject.child().collectGarbage();
            heapBytes = subject.metrics().get("jvm_heap_used_bytes");
            nextCollection = System.nanoTime() + COLLECT_EVERY.toNanos();
        }
        samples.add(new Sample(
                System.nanoTime() - startNanos, subject.metrics().get("process_resident_memory_bytes"), heapBytes));
        bound(samples.getLast());
    }

    static void bound(Sample sample) {
        if (sample.residentBytes > RESIDENT_MOST_BYTES)
            throw new Broken("the network takes " + mib(sample.residentBytes) + " MiB of memory, more than 1024");
    }

    /// A line with the figures; throws [Broken] when memory grew.
    String judge() {
        return judge(samples);
    }

    static String judge(List<Sample> samples) {
        if (samples.isEmpty()) return "memory: nobody looked";
        var judged = samples.stream()
                .filter(sample -> sample.nanos > WARM_UP.toNanos())
                .toList();
        boolean enough =
                !judged.isEmpty() && judged.getLast().nanos - judged.getFirst().nanos >= JUDGED_LEAST.toNanos();
        if (!enough)
            return "resident " + mib(samples.getLast().residentBytes) + " MiB, heap "
                    + mib(median(samples, Sample::heapBytes)) + " MiB (growth is judged from "
                    + WARM_UP.plus(JUDGED_LEAST).toMinutes() + " minutes on)";
        return compare("resident", judged, Sample::residentBytes) + ", " + compare("heap", judged, Sample::heapBytes);
    }

    private static String compare(String what, List<Sample> judged, ToDoubleFunction<Sample> figure) {
        int third = judged.size() / 3;
        double before = median(judged.subList(0, third), figure);
        double after = median(judged.subList(judged.size() - third, judged.size()), figure);
        var line = what + " " + mib(before) + " → " + mib(after) + " MiB";
        if (after > before * SLACK + NOISE_BYTES) throw new Broken("memory grows: " + line);
        return line;
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        var sorted = samples.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static String mib(double bytes) {
        return String.format(Locale.ROOT, "%.0f", bytes / (1 << 20));
    }
}
