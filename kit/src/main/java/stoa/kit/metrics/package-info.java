// SPDX-License-Identifier: Apache-2.0
/// Counters, gauges and histograms in Prometheus text.
/// Read `Metrics` first. Never puts what a user typed into a label.
@NullMarked
package stoa.kit.metrics;

import org.jspecify.annotations.NullMarked;
