// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import stoa.gateway.rules.Face;
import stoa.kit.metrics.Metrics;
import stoa.types.ModelId;
import stoa.types.Usage;

/// What the gateway counts, for Prometheus. Series of a model are looked up once.
public final class GatewayMetrics {
    private static final double MICROS = 1e6;

    private final Metrics.Counter requests;
    private final Metrics.Counter retries;
    private final Metrics.Counter disputes;
    private final Metrics.Counter vouchersSigned;
    private final Metrics.Counter vouchersPosted;
    private final Metrics.Counter opened;
    private final Metrics.Counter tokens;
    private final Metrics.Counter spent;
    private final Metrics.Counter cut;
    private final Metrics.Histogram first;
    private final Map<ModelId, PerModel> models = new ConcurrentHashMap<>();
    private final Map<String, Metrics.Histogram> durations = new ConcurrentHashMap<>();
    private final Metrics.Histogram duration;

    private record PerModel(
            Metrics.Counter input,
            Metrics.Counter cached,
            Metrics.Counter output,
            Metrics.Counter spent,
            Metrics.Histogram first) {}

    public GatewayMetrics(Metrics metrics) {
        requests = metrics.counter("stoa_gateway_requests_total", "Requests answered.", "route", "status");
        duration = metrics.histogram(
                "stoa_gateway_request_seconds",
                "From request to the end of its answer.",
                Metrics.secondsBounds(),
                "route");
        first = metrics.histogram(
                "stoa_gateway_first_token_seconds", "Until the host's first byte.", Metrics.secondsBounds(), "model");
        tokens = metrics.counter("stoa_gateway_tokens_total", "Units paid for.", "model", "kind");
        spent = metrics.counter("stoa_gateway_spent_obol_total", "Cost of accepted receipts.", "model");
        retries = metrics.counter("stoa_gateway_retries_total", "Attempts given up before the first token.", "why");
        disputes = metrics.counter("stoa_gateway_disputes_total", "Receipts not paid.", "cause");
        vouchersSigned = metrics.counter("stoa_gateway_vouchers_signed_total", "Vouchers signed.");
        vouchersPosted =
                metrics.counter("stoa_gateway_vouchers_posted_total", "Vouchers that found no request to ride on.");
        opened = metrics.counter("stoa_gateway_sessions_opened_total", "Sessions opened on the ledger.", "model");
        cut = metrics.counter("stoa_gateway_answers_cut_total", "Answers that ended early.", "why");
    }

    public void answered(String route, int status, long nanos) {
        requests.with(route, Integer.toString(status)).increment();
        durations.computeIfAbsent(route, duration::with).observe(nanos / 1e9);
    }

    public void spoke(ModelId model, long micros) {
        of(model).first.observe(micros / MICROS);
    }

    public void paid(ModelId model, Usage usage, long obol) {
        var series = of(model);
        series.input.add(usage.input());
        series.cached.add(usage.cachedInput());
        series.output.add(usage.output());
        series.spent.add(obol);
    }

    public void retried(String why) {
        retries.with(why).increment();
    }

    public void disputed(String cause) {
        disputes.with(cause).increment();
    }

    public void voucherSigned() {
        vouchersSigned.increment();
    }

    public void voucherPosted() {
        vouchersPosted.increment();
    }

    public void sessionOpened(ModelId model) {
        opened.with(model.name()).increment();
    }

    /// @param why `budget`, `allowance`, `caller` or `host`
    public void cut(String why) {
        cut.with(why).increment();
    }

    /// The label of a face's route.
    public static String route(Face face) {
        return face.wire();
    }

    private PerModel of(ModelId model) {
        return models.computeIfAbsent(
                model,
                id -> new PerModel(
                        tokens.with(id.name(), "input"),
                        tokens.with(id.name(), "cached_input"),
                        tokens.with(id.name(), "output"),
                        spent.with(id.name()),
                        first.with(id.name())));
    }
}
