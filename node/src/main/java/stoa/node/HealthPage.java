// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
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
public final class HealthPage {
    private HealthPage() {}

    static HttpServer start(int port, Metrics metrics, Chain chain, Engine engine) {
        return start(port, metrics, chain, Optional.of(engine));
    }

    /// Of a node without hosts.
    public static HttpServer start(int port, Metrics metrics, Chain chain) {
        return start(port, metrics, chain, Optional.empty());
    }

    private static HttpServer start(int port, Metrics metrics, Chain chain, Optional<Engine> engine) {
        var routes = new Routes()
                .get(
                        "/metrics",
                        _ -> Response.of(
                                200, Metrics.CONTENT_TYPE, metrics.render().getBytes(StandardCharsets.UTF_8)))
                .get("/health", _ -> health(chain, engine));
        return HttpServer.start(HttpServerConfig.of("metrics", "127.0.0.1", port), routes);
    }

    /// 200 while blocks are made and the engine answers; 503 with the reason otherwise.
    private static Response health(Chain chain, Optional<Engine> engine) {
        var json = Json.object();
        var ledger = chain.health();
        boolean well = ledger.ok();
        json.putObject("ledger")
                .put("status", ledger.status().name())
                .put("detail", ledger.detail())
                .put("height", chain.head().height());
        if (engine.isPresent()) well &= engine(json.putObject("engine"), engine.get());
        json.put("ok", well);
        return Response.json(well ? 200 : 503, Json.write(json));
    }

    private static boolean engine(ObjectNode part, Engine engine) {
        try {
            part.put("status", "OK").put("models", engine.models().size());
            return true;
        } catch (EngineException e) {
            part.put("status", "DOWN").put("detail", e.getMessage());
            return false;
        }
    }
}
