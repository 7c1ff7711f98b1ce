// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stoa.engine.Engine;
import stoa.engine.EngineException;
import stoa.kit.http.Handler;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.json.Json;

/// `GET /stoa/v1/status`: who the host is, how busy, and what its engine serves. [SRV-29] Anybody may ask, so the
/// engine is asked at most once a second.
final class StatusHandler implements Handler {
    private static final long KEEP_NANOS = Duration.ofSeconds(1).toNanos();

    private final HostState host;
    private final Load load;
    private final Engine engine;
    private @Nullable Seen seen;

    private record Seen(ArrayNode models, @Nullable String down, long atNanos) {}

    StatusHandler(HostState host, Load load, Engine engine) {
        this.host = host;
        this.load = load;
        this.engine = engine;
    }

    @Override
    public Response handle(Request request) {
        var now = look();
        var json = Json.object()
                .put("address", host.address().toString())
                .put("inFlight", load.answers())
                .put("most", load.most())
                .put("lanes", host.lanes().all().size())
                .put("engine", now.down == null ? "up" : "down");
        if (now.down != null) json.put("why", now.down);
        json.set("models", now.models);
        return Response.json(200, Json.write(json));
    }

    private synchronized Seen look() {
        if (seen != null && System.nanoTime() - seen.atNanos < KEEP_NANOS) return seen;
        var models = Json.array();
        String down = null;
        try {
            for (var card : engine.models()) {
                var model = models.addObject().put("id", card.id());
                card.contextTokens().ifPresent(tokens -> model.put("context", tokens));
                var features = model.putArray("features");
                card.features().forEach(feature -> features.add(feature.name()));
            }
        } catch (EngineException e) {
            down = String.valueOf(e.getMessage());
        }
        seen = new Seen(models, down, System.nanoTime());
        return seen;
    }
}
