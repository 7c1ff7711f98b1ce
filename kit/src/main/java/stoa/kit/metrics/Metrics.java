// SPDX-License-Identifier: Apache-2.0
package stoa.kit.metrics;

import java.util.function.DoubleSupplier;

/// A registry of measurements, rendered in Prometheus text format 0.0.4. Asking for a name again returns the same one.
public final class Metrics {
    /// `labels` are the names; values are given with `with`.
    public Counter counter(String name, String help, String... labels) {
        throw new UnsupportedOperationException();
    }

    public Gauge gauge(String name, String help, String... labels) {
        throw new UnsupportedOperationException();
    }

    /// A gauge without labels whose value is asked for at rendering.
    public Metrics gauge(String name, String help, DoubleSupplier value) {
        throw new UnsupportedOperationException();
    }

    /// `bounds` are the upper edges of the buckets, rising; the last, infinite one is added.
    public Histogram histogram(String name, String help, double[] bounds, String... labels) {
        throw new UnsupportedOperationException();
    }

    /// Heap, resident memory, threads, collections, uptime.
    public Metrics addJvm() {
        throw new UnsupportedOperationException();
    }

    /// The content type to send with it is `CONTENT_TYPE`.
    public String render() {
        throw new UnsupportedOperationException();
    }

    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /// Upper edges for times in seconds, 0.5 ms to 60 s.
    public static double[] secondsBounds() {
        return new double[] {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60};
    }

    /// Only grows.
    public static final class Counter {
        private Counter() {}

        public Counter with(String... labelValues) {
            throw new UnsupportedOperationException();
        }

        public void increment() {
            add(1);
        }

        public void add(long amount) {
            throw new UnsupportedOperationException();
        }
    }

    /// Goes up and down.
    public static final class Gauge {
        private Gauge() {}

        public Gauge with(String... labelValues) {
            throw new UnsupportedOperationException();
        }

        public void set(double value) {
            throw new UnsupportedOperationException();
        }

        public void add(double amount) {
            throw new UnsupportedOperationException();
        }
    }

    /// Counts observations by size.
    public static final class Histogram {
        private Histogram() {}

        public Histogram with(String... labelValues) {
            throw new UnsupportedOperationException();
        }

        public void observe(double value) {
            throw new UnsupportedOperationException();
        }
    }
}
