// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import stoa.kit.metrics.Metrics;
import stoa.types.Amount;
import stoa.types.Usage;

/// What a host counts.
final class HostMetrics {
    private final Metrics.Counter answers;
    private final Metrics.Counter input;
    private final Metrics.Counter cached;
    private final Metrics.Counter output;
    private final Metrics.Counter earned;
    private final Metrics.Counter refusals;
    private final Metrics.Histogram seconds;
    private final String host;

    HostMetrics(Metrics metrics, String host) {
        this.host = host;
        answers = metrics.counter("stoa_host_answers_total", "Answers with a receipt.", "host")
                .with(host);
        var units = metrics.counter("stoa_host_units_total", "Units served, by kind.", "host", "kind");
        input = units.with(host, "input");
        cached = units.with(host, "cached");
        output = units.with(host, "output");
        earned = metrics.counter("stoa_host_earned_obol_total", "Cost of all receipts signed.", "host")
                .with(host);
        refusals = metrics.counter("stoa_host_refusals_total", "Requests refused, by code.", "host", "code");
        seconds = metrics.histogram(
                        "stoa_host_answer_seconds", "From request to receipt.", Metrics.secondsBounds(), "host")
                .with(host);
    }

    void answered(Usage usage, Amount cost, long millis) {
        answers.increment();
        input.add(usage.input());
        cached.add(usage.cachedInput());
        output.add(usage.output());
        earned.add(cost.obol());
        seconds.observe(millis / 1000.0);
    }

    long answers() {
        return answers.value();
    }

    void refused(String code) {
        refusals.with(host, code).increment();
    }
}
