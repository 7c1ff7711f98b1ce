// SPDX-License-Identifier: Apache-2.0
package stoa.rpc;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import stoa.client.Ledger;
import stoa.kit.http.Cors;
import stoa.kit.http.HttpProblem;
import stoa.kit.http.HttpServer;
import stoa.kit.http.HttpServerConfig;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.http.Routes;
import stoa.kit.json.Json;
import stoa.rpc.eth.Book;
import stoa.rpc.eth.EthMethods;
import stoa.rpc.eth.Refusals;
import stoa.rpc.json.Caller;
import stoa.rpc.json.JsonRpc;
import stoa.rpc.json.Methods;
import stoa.rpc.json.RpcError;
import stoa.rpc.own.Heads;
import stoa.rpc.own.LedgerMethods;
import stoa.rpc.own.ViewMethods;
import stoa.rpc.push.Pusher;
import stoa.views.Views;

/// The JSON-RPC server: `POST` and WebSocket at `/` and `/api`.
public final class RpcServer implements AutoCloseable {
    private static final Caller HTTP = new Caller.Http();
    private static final String[] PATHS = {"/", "/api"};

    private final HttpServer server;
    private final Pusher pusher;
    private final Heads heads;

    private RpcServer(HttpServer server, Pusher pusher, Heads heads) {
        this.server = server;
        this.pusher = pusher;
        this.heads = heads;
    }

    public static RpcServer start(RpcConfig config, Ledger ledger, Views views) {
        return start(config, ledger, views, "Stoa/java" + Runtime.version().feature());
    }

    /// Listens when it returns.
    ///
    /// @param version what `web3_clientVersion` says
    public static RpcServer start(RpcConfig config, Ledger ledger, Views views, String version) {
        var book = new Book(ledger, views);
        var heads = new Heads(ledger, views::wake);
        var pusher = Pusher.start(views, book, config);
        try {
            var methods = new Methods();
            EthMethods.addTo(methods, ledger, views, book, config, version);
            new LedgerMethods(ledger, book, heads).addTo(methods);
            new ViewMethods(ledger, views.queries(), book).addTo(methods);
            pusher.addTo(methods);
            methods.on("rpc_methods", _ -> {
                var names = Json.array();
                methods.names().forEach(names::add);
                return names;
            });
            var rpc = new JsonRpc(methods, Refusals::failure, config.maxBatch(), config.maxAnswerBytes());
            return new RpcServer(HttpServer.start(http(config), routes(config, rpc, pusher, version)), pusher, heads);
        } catch (RuntimeException failure) {
            pusher.close();
            heads.close();
            throw failure;
        }
    }

    public int port() {
        return server.port();
    }

    public URI uri() {
        return server.uri();
    }

    /// Requests being answered now.
    public int requestsInFlight() {
        return server.requestsInFlight();
    }

    @Override
    public void close() {
        heads.close(); // whoever waits for a block need not hold up the rest
        server.close();
        pusher.close();
    }

    private static HttpServerConfig http(RpcConfig config) {
        return HttpServerConfig.of("rpc", config.host(), config.port())
                .withMaxBodyBytes(config.maxBodyBytes())
                .withMaxConnections(config.maxConnections())
                .withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(5));
    }

    private static Routes routes(RpcConfig config, JsonRpc rpc, Pusher pusher, String version) {
        var routes =
                new Routes().cors(new Cors(config.corsOrigins(), List.of())).errors(RpcServer::problem);
        for (var path : PATHS)
            routes.post(path, request -> answer(rpc.answer(request.body(), HTTP)))
                    .get(path, _ -> help(version))
                    .webSocket(path, pusher.endpoint(rpc));
        return routes;
    }

    /// Notifications get no answer but the status that says so.
    private static Response answer(Optional<byte[]> bytes) {
        return bytes.map(body -> Response.json(200, body)).orElseGet(() -> Response.empty(204));
    }

    private static Response help(String version) {
        return Response.json(
                200,
                Json.write(Json.object()
                        .put("name", "Stoa JSON-RPC")
                        .put("version", version)
                        .put("use", "POST JSON-RPC 2.0 here, or connect with ws://")
                        .put(
                                "example",
                                "curl -H 'content-type: application/json' -d"
                                        + " '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc_methods\",\"params\":[]}'"
                                        + " <this address>")));
    }

    /// What is wrong before there is a call: in JSON-RPC's words too.
    private static Response problem(Request request, HttpProblem problem) {
        int code = problem.status() >= 500 ? RpcError.INTERNAL : RpcError.INVALID_REQUEST;
        return Response.json(problem.status(), JsonRpc.error(new RpcError(code, String.valueOf(problem.getMessage()))));
    }
}
