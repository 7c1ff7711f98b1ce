// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Watches what a process costs: the first part of a run warms it up, and what the last third of the rest needs is
/// compared with the first. One thread.
final class Memory {
    private static final double WARM_UP = 0.25;
    private static final double SLACK = 1.15;
    /// Below this a difference is noise of the collector and the allocator, not a leak.
    private static final double NOISE_BYTES = 24 << 20;
    private static final double RESIDENT_MOST_BYTES = 1L << 30;
    private static final int SAMPLES_LEAST = 24;

    private final Subject subject;
    private final List<Sample> samples = new ArrayList<>();

    private record Sample(double residentBytes, double heapBytes) {}

    Memory(Subject subject) {
        this.subject = subject;
    }

    void look() throws IOException {
        var page = subject.metrics();
        samples.add(new Sample(page.get("process_resident_memory_bytes"), page.get("jvm_heap_used_bytes")));
        double resident = samples.getLast().residentBytes;
        if (resident > RESIDENT_MOST_BYTES) throw new Broken("the network takes " + mib(resident) + " MiB of memory, more than 1024");
    }

    /// Throws [Broken] when memory grew; otherwise a line with the figures.
    String judge() {
        if (samples.size() < SAMPLES_LEAST) return "memory: too short a run to judge";
        int from = (int) (samples.size() * WARM_UP);
        int third = (samples.size() - from) / 3;
        var first = samples.subList(from, from + third);
        var last = samples.subList(samples.size() - third, samples.size());
        return compare("resident", first.stream().map(Sample::residentBytes).toList(), last.stream().map(Sample::residentBytes).toList())
                + ", "
                + compare("heap", first.stream().map(Sample::heapBytes).toList(), last.stream().map(Sample::heapBytes).toList());
    }

    private static String compare(String what, List<Double> first, List<Double> last) {
        double before = median(first);
        double after = median(last);
        var line = what + " " + mib(before) + " → " + mib(after) + " MiB";
        if (after > before * SLACK + NOISE_BYTES) throw new Broken("memory grows: " + line);
        return line;
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static String mib(double bytes) {
        return String.format(Locale.ROOT, "%.0f", bytes / (1 << 20));
    }
}
