// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.face;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import stoa.gateway.keys.ApiKey;
import stoa.gateway.keys.Budgets;
import stoa.gateway.keys.KeyStore;
import stoa.gateway.market.Sessions;
import stoa.gateway.openai.ApiError;
import stoa.gateway.rules.Pace;
import stoa.kit.crypto.ConstantTime;
import stoa.kit.crypto.RandomBytes;
import stoa.kit.http.HttpProblem;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.http.Routes;
import stoa.kit.io.AtomicFile;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.types.ModelId;

/// The operator's face: keys and state. Only for this machine, and only with the token in the data folder (mode
/// 0600).
public final class Admin {
    private static final int TOKEN_BYTES = 32;
    private static final String FILE = "admin.token";
    private static final String BEARER = "Bearer ";

    private final KeyStore keys;
    private final Budgets budgets;
    private final Sessions sessions;
    private final String token;
    private final InstantSource clock;

    public Admin(KeyStore keys, Budgets budgets, Sessions sessions, Path folder, InstantSource clock)
            throws IOException {
        this.keys = keys;
        this.budgets = budgets;
        this.sessions = sessions;
        this.clock = clock;
        this.token = token(folder.resolve(FILE));
    }

    private static String token(Path file) throws IOException {
        if (Files.exists(file)) return Files.readString(file).strip();
        var made = HexFormat.of().formatHex(RandomBytes.next(TOKEN_BYTES));
        AtomicFile.writePrivate(file, (made + "\n").getBytes(StandardCharsets.US_ASCII));
        return made;
    }

    public void addTo(Routes routes) {
        routes.post("/admin/keys", this::create)
                .get("/admin/keys", this::list)
                .delete("/admin/keys/{id}", this::revoke)
                .get("/admin/status", this::status);
    }

    /// To anybody else there is nothing here. A proxy on this machine speaks for others, so what it brings is
    /// refused.
    private void guard(Request request) {
        boolean proxied = request.header("x-forwarded-for").isPresent()
                || request.header("forwarded").isPresent();
        if (proxied || !local(request.remoteAddress())) throw new HttpProblem(404, "there is nothing here");
        var given = request.header("authorization").filter(it -> it.startsWith(BEARER));
        if (given.isEmpty() || !ConstantTime.equal(given.get().substring(BEARER.length()), token))
            throw ApiError.wrongKey(
                    "The admin token is missing or wrong; it is in the gateway's data folder, " + FILE + ".");
    }

    private static boolean local(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    // ── keys ──

    private Response create(Request request) {
        guard(request);
        JsonNode body;
        try {
            body = Json.parse(Asking.json(request));
        } catch (MalformedJson malformed) {
            throw ApiError.badRequest("The body is not valid JSON: " + malformed.getMessage() + ".", null, null);
        }
        ApiKey draft;
        try {
            draft = draft(body);
        } catch (IllegalArgumentException wrong) {
            throw ApiError.badRequest(String.valueOf(wrong.getMessage()), null, null);
        }
        var minted = keys.create(draft);
        var out = json(minted.key());
        out.put("key", minted.text());
        return Response.json(201, Json.write(out));
    }

    private ApiKey draft(JsonNode body) {
        long expires = number(body, "expires", 0);
        if (expires != 0 && expires <= clock.millis() / 1_000)
            throw new IllegalArgumentException("'expires' lies in the past: unix seconds are wanted");
        return new ApiKey(
                1,
                "",
                body.path("label").asText(""),
                models(body.path("models")),
                number(body, "delegation", 0),
                number(body, "budget", ApiKey.UNLIMITED),
                number(body, "perPeriod", ApiKey.UNLIMITED),
                number(body, "periodSeconds", 0),
                number(body, "perRequest", ApiKey.UNLIMITED),
                number(body, "requestsPerMinute", Pace.MOST),
                number(body, "tokensPerMinute", Pace.MOST),
                0,
                expires,
                0);
    }

    private static long number(JsonNode body, String name, long otherwise) {
        var value = body.path(name);
        if (value.isMissingNode() || value.isNull()) return otherwise;
        if (!value.isIntegralNumber() || !value.canConvertToLong())
            throw new IllegalArgumentException("'" + name + "' must be a whole number");
        return value.longValue();
    }

    private static List<ModelId> models(JsonNode names) {
        var out = new ArrayList<ModelId>();
        for (var name : names) out.add(new ModelId(name.asText("")));
        return out;
    }

    private Response list(Request request) {
        guard(request);
        var out = Json.object();
        var all = out.putArray("keys");
        for (var key : keys.list()) all.add(json(key));
        return Response.json(200, Json.write(out));
    }

    private Response revoke(Request request) {
        guard(request);
        long id = ApiKey.parseName(request.pathParam("id"));
        if (id < 0 || keys.byId(id).isEmpty()) throw ApiError.notFound("There is no key of this id.");
        keys.revoke(id);
        return Response.json(200, Json.write(json(keys.byId(id).orElseThrow().key())));
    }

    private ObjectNode json(ApiKey key) {
        var balance = budgets.balances(key.id()).stream()
                .filter(Budgets.Balance::isTotal)
                .findFirst();
        var out = Json.object().put("id", key.name()).put("hint", key.hint()).put("label", key.label());
        var models = out.putArray("models");
        key.models().forEach(model -> models.add(model.name()));
        out.put("delegation", key.delegation());
        limit(out, "budget", key.totalObol());
        limit(out, "perPeriod", key.periodObol());
        out.put("periodSeconds", key.periodSeconds());
        limit(out, "perRequest", key.requestObol());
        pace(out, "requestsPerMinute", key.requestsPerMinute());
        pace(out, "tokensPerMinute", key.tokensPerMinute());
        out.put("spent", balance.map(Budgets.Balance::spentObol).orElse(0L))
                .put("setAside", balance.map(Budgets.Balance::leasedObol).orElse(0L))
                .put("created", key.createdSeconds())
                .put("expires", key.expiresSeconds())
                .put("revoked", key.revoked());
        return out;
    }

    private static void limit(ObjectNode out, String name, long obol) {
        if (ApiKey.limited(obol)) out.put(name, obol);
        else out.putNull(name);
    }

    private static void pace(ObjectNode out, String name, long perMinute) {
        if (perMinute < Pace.MOST) out.put(name, perMinute);
        else out.putNull(name);
    }

    // ── state ──

    private Response status(Request request) {
        guard(request);
        long now = clock.millis();
        var out = Json.object();
        var models = out.putArray("models");
        sessions.board().offers().forEach(offer -> models.add(offer.id().name()));
        var open = out.putArray("sessions");
        for (var state : sessions.states())
            open.addObject()
                    .put("session", state.session())
                    .put("model", state.model().name())
                    .put("phase", state.phase())
                    .put("closesMillis", state.closesMillis())
                    .put("depositObol", state.depositObol())
                    .put("earnedObol", state.earnedObol())
                    .put("receipts", state.receipts())
                    .put("inFlight", state.inFlight());
        var hosts = out.putArray("hosts");
        for (var host : sessions.hosts()) {
            var health = host.snapshot(now);
            hosts.addObject()
                    .put("host", host.host().toString())
                    .put("model", host.model().name())
                    .put("breaker", health.breaker().name())
                    .put("inFlight", health.inFlight())
                    .put("limit", health.limit())
                    .put("firstMicros", health.firstMicros())
                    .put("unitMicros", health.unitMicros());
        }
        return Response.json(200, Json.write(out));
    }
}
