// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.face;

import java.time.InstantSource;
import java.util.List;
import stoa.gateway.GatewayMetrics;
import stoa.gateway.answer.Exchange;
import stoa.gateway.keys.Budgets;
import stoa.gateway.market.Sessions;
import stoa.gateway.openai.ApiError;
import stoa.gateway.record.Records;
import stoa.gateway.rules.Face;
import stoa.kit.http.Cors;
import stoa.kit.http.Handler;
import stoa.kit.http.Routes;
import stoa.types.market.Typed;

/// Every route of the public face, in one list; `openapi.json` describes the same ones, which a test holds.
public final class Endpoints {
    private final List<Endpoint> all;
    private final GatewayMetrics metrics;

    /// @param path as `Routes` takes it
    public record Endpoint(String method, String path, Handler handler) {}

    public Endpoints(
            Doors doors,
            Sessions sessions,
            Exchange exchange,
            Records records,
            Budgets budgets,
            Typed typed,
            long genesisSeconds,
            GatewayMetrics metrics,
            InstantSource clock) {
        this.metrics = metrics;
        var asking = new Asking(doors, sessions, exchange, clock);
        var looking = new Looking(doors, sessions.board(), records, budgets, typed, genesisSeconds, clock);
        all = List.of(
                new Endpoint("POST", "/v1/chat/completions", new Plain(asking, Face.CHAT)),
                new Endpoint("POST", "/v1/completions", new Plain(asking, Face.COMPLETIONS)),
                new Endpoint("POST", "/v1/embeddings", new Plain(asking, Face.EMBEDDINGS)),
                new Endpoint("POST", "/v1/responses", new Responding(asking, clock)),
                new Endpoint("GET", "/v1/models", looking::models),
                new Endpoint("GET", "/v1/models/{id...}", looking::model),
                new Endpoint("GET", "/v1/receipts/{id}", looking::receipt),
                new Endpoint("GET", "/v1/usage", looking::usage),
                new Endpoint("GET", "/openapi.json", looking::openApi));
    }

    public List<Endpoint> all() {
        return all;
    }

    /// Routes with OpenAI's errors, for pages of any origin: keys travel in headers, so there is nothing to steal.
    public Routes routes() {
        var routes = new Routes();
        for (var endpoint : all) routes.on(endpoint.method, endpoint.path, endpoint.handler);
        return routes.errors((request, problem) -> ApiError.of(problem, request.method(), request.path(), request.id())
                        .response())
                .cors(Cors.anyOrigin(
                        "x-request-id",
                        "x-stoa-receipt",
                        "x-stoa-session",
                        "x-stoa-host",
                        "retry-after",
                        "x-ratelimit-limit-requests",
                        "x-ratelimit-limit-tokens",
                        "x-ratelimit-remaining-requests",
                        "x-ratelimit-remaining-tokens",
                        "x-ratelimit-reset-requests",
                        "x-ratelimit-reset-tokens"))
                .observe((request, status, nanos) -> metrics.answered(label(request.path()), status, nanos));
    }

    /// A label of few values, whatever callers make up.
    private String label(String path) {
        for (var endpoint : all) {
            int open = endpoint.path.indexOf('{');
            boolean same = open < 0 ? endpoint.path.equals(path) : path.startsWith(endpoint.path.substring(0, open));
            if (same) return endpoint.path;
        }
        return "other";
    }
}
