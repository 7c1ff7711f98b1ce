// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.nio.charset.StandardCharsets;
import stoa.chain.Chain;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.kit.http.HttpServer;
import stoa.kit.http.HttpServerConfig;
import stoa.kit.http.Response;
import stoa.kit.http.Routes;
import stoa.kit.json.Json;
import stoa.kit.metrics.Metrics;

/// `/metrics` in Prometheus text and `/health` as JSON, on loopback only.
final class HealthPage {
    private HealthPage() {}

    static HttpServer start(int port, Metrics metrics, Chain chain, Engine engine) {
        var routes = new Routes()
                .get(
                        "/metrics",
                        _ -> Response.of(
                                200, Metrics.CONTENT_TYPE, metrics.render().getBytes(StandardCharsets.UTF_8)))
                .get("/health", _ -> health(chain, engine));
        return HttpServer.start(HttpServerConfig.of("metrics", "127.0.0.1", port), routes);
    }

    /// 200 while blocks are made and the engine answers; 503 with the reason otherwise.
    private static Response health(Chain chain, Engine engine) {
        var json = Json.object();
        var ledger = chain.health();
        boolean well = ledger.ok();
        json.putObject("ledger")
                .put("status", ledger.status().name())
                .put("detail", ledger.detail())
                .put("height", chain.head().height());
        var part = json.putObject("engine");
        try {
            part.put("status", "OK").put("models", engine.models().size());
        } catch (EngineException e) {
            well = false;
            part.put("status", "DOWN").put("detail", e.getMessage());
        }
        json.put("ok", well);
        return Response.json(well ? 200 : 503, Json.write(json));
    }
}
