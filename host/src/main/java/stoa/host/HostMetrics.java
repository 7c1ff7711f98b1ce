// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import stoa.kit.metrics.Metrics;
import stoa.types.Amount;
import stoa.types.Usage;

/// What a host counts.
final class HostMetrics {
    private final Metrics.Counter answers;
    private final Metrics.Counter units;
    private final Metrics.Counter earned;
    private final Metrics.Counter refusals;
    private final Metrics.Histogram seconds;
    private final String host;

    HostMetrics(Metrics metrics, String host) {
        this.host = host;
        answers = metrics.counter("stoa_host_answers_total", "Answers with a receipt.", "host");
        units = metrics.counter("stoa_host_units_total", "Units served, by kind.", "host", "kind");
        earned = metrics.counter("stoa_host_earned_obol_total", "Cost of all receipts signed.", "host");
        refusals = metrics.counter("stoa_host_refusals_total", "Requests refused, by code.", "host", "code");
        seconds = metrics.histogram(
                "stoa_host_answer_seconds", "From request to receipt.", Metrics.secondsBounds(), "host");
    }

    void answered(Usage usage, Amount cost, long millis) {
        answers.add(1, host);
        units.add(usage.input(), host, "input");
        units.add(usage.cachedInput(), host, "cached");
        units.add(usage.output(), host, "output");
        earned.add(cost.obol(), host);
        seconds.observe(millis / 1000.0, host);
    }

    void refused(String code) {
        refusals.add(1, host, code);
    }
}
