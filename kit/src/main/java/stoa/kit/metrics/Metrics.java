// SPDX-License-Identifier: Apache-2.0
package stoa.kit.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// A registry of measurements, rendered in Prometheus text format 0.0.4. Asking for a name again returns the same
/// one; asking for it as another kind, or with other labels, is a programming error.
///
/// Looking a label up costs a map access: whoever measures often keeps what `with` returned. A name has at most
/// `SERIES_MAX` combinations of label values; what comes beyond is counted under `other`.
public final class Metrics {
    /// Goes with what `render` returns.
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    public static final int SERIES_MAX = 2000;

    private final Map<String, Family<?>> families = new ConcurrentSkipListMap<>();

    /// `labels` are the names; values are given with `with`. By custom the name ends with `_total`.
    public Counter counter(String name, String help, String... labels) {
        return new Counter(family(name, "counter", help, LongAdder::new, LongAdder.class, labels), Family.NO_LABELS);
    }

    public Gauge gauge(String name, String help, String... labels) {
        return new Gauge(family(name, "gauge", help, AtomicLong::new, AtomicLong.class, labels), Family.NO_LABELS);
    }

    /// A gauge without labels whose value is asked for at rendering.
    public Metrics gauge(String name, String help, DoubleSupplier value) {
        return asked(name, "gauge", help, value);
    }

    /// As the asked gauge, for something that only grows.
    Metrics asked(String name, String type, String help, DoubleSupplier value) {
        if (families.putIfAbsent(name, new Family<>(name, type, help, () -> value, DoubleSupplier.class)) != null)
            throw new IllegalArgumentException("two metrics are named " + name);
        return this;
    }

    /// `bounds` are the upper edges of the buckets, rising; the last, infinite one is added.
    public Histogram histogram(String name, String help, double[] bounds, String... labels) {
        for (int i = 1; i < bounds.length; i++)
            if (!(bounds[i] > bounds[i - 1]))
                throw new IllegalArgumentException("the bounds of " + name + " must rise");
        var edges = bounds.clone();
        return new Histogram(
                family(name, "histogram", help, () -> new Buckets(edges), Buckets.class, labels), Family.NO_LABELS);
    }

    /// Heap, resident memory, threads, collections, processor time, uptime.
    public Metrics addJvm() {
        JvmMetrics.add(this);
        return this;
    }

    public String render() {
        var out = new StringBuilder(16 << 10);
        for (var family : families.values()) family.render(out);
        return out.toString();
    }

    /// Upper edges for times in seconds, 0.5 ms to 60 s.
    public static double[] secondsBounds() {
        return new double[] {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60};
    }

    @SuppressWarnings("unchecked") // the class of the cells is compared first
    private <C> Family<C> family(
            String name, String type, String help, Supplier<C> cell, Class<C> cellClass, String... labels) {
        var family = families.computeIfAbsent(name, _ -> new Family<>(name, type, help, cell, cellClass, labels));
        family.requireSame(type, cellClass, labels);
        return (Family<C>) family;
    }

    /// Only grows.
    public static final class Counter {
        private final Family<LongAdder> family;
        private final LongAdder cell;

        private Counter(Family<LongAdder> family, String[] labelValues) {
            this.family = family;
            this.cell = family.cell(labelValues);
        }

        public Counter with(String... labelValues) {
            return new Counter(family, labelValues);
        }

        public void increment() {
            add(1);
        }

        public void add(long amount) {
            if (amount < 0) throw new IllegalArgumentException("a counter only grows");
            cell.add(amount);
        }

        public long value() {
            return cell.sum();
        }
    }

    /// Goes up and down.
    public static final class Gauge {
        private final Family<AtomicLong> family;
        private final AtomicLong cell;

        private Gauge(Family<AtomicLong> family, String[] labelValues) {
            this.family = family;
            this.cell = family.cell(labelValues);
        }

        public Gauge with(String... labelValues) {
            return new Gauge(family, labelValues);
        }

        public void set(double value) {
            cell.set(Double.doubleToRawLongBits(value));
        }

        public void add(double amount) {
            cell.updateAndGet(bits -> Double.doubleToRawLongBits(Double.longBitsToDouble(bits) + amount));
        }

        public double value() {
            return Double.longBitsToDouble(cell.get());
        }
    }

    /// Counts observations by size.
    public static final class Histogram {
        private final Family<Buckets> family;
        private final Buckets cell;

        private Histogram(Family<Buckets> family, String[] labelValues) {
            this.family = family;
            this.cell = family.cell(labelValues);
        }

        public Histogram with(String... labelValues) {
            return new Histogram(family, labelValues);
        }

        public void observe(double value) {
            cell.observe(value);
        }

        public long count() {
            return cell.count();
        }
    }

    /// The cell of a histogram. A value on an edge belongs below it.
    static final class Buckets {
        private final double[] edges;
        private final LongAdder[] counts;
        private final DoubleAdder sum = new DoubleAdder();

        private Buckets(double[] edges) {
            this.edges = edges;
            this.counts = new LongAdder[edges.length + 1];
            for (int i = 0; i < counts.length; i++) counts[i] = new LongAdder();
        }

        private void observe(double value) {
            int bucket = 0;
            while (bucket < edges.length && value > edges[bucket]) bucket++;
            counts[bucket].increment();
            sum.add(value);
        }

        private long count() {
            long count = 0;
            for (var adder : counts) count += adder.sum();
            return count;
        }

        double[] edges() {
            return edges;
        }

        /// What lies at or below each edge, and everything.
        long[] cumulative() {
            var out = new long[counts.length];
            long below = 0;
            for (int i = 0; i < out.length; i++) out[i] = below += counts[i].sum();
            return out;
        }

        double sum() {
            return sum.sum();
        }
    }
}
