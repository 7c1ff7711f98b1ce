// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import stoa.kit.log.Log;

/// Takes a parsed request from Helidon, finds its handler, and sends what the handler returns.
final class Dispatcher implements HttpRouting {
    private static final Log LOG = Log.of(Dispatcher.class);

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LINGER_BYTES_MAX = 64L << 20;

    private final HttpServerConfig config;
    private final Routes routes;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean stopping;

    Dispatcher(HttpServerConfig config, Routes routes) {
        this.config = config;
        this.routes = routes;
    }

    int inFlight() {
        return inFlight.get();
    }

    void stopping() {
        stopping = true;
    }

    @Override
    public HttpSecurity security() {
        return HttpSecurity.create();
    }

    @Override
    public Class<HttpRouting> routingType() {
        return HttpRouting.class;
    }

    @Override
    public void route(ConnectionContext context, RoutingRequest request, RoutingResponse response) {
        var peer = Peer.CURRENT.get();
        long startedAt = System.nanoTime();
        var exchange = new Exchange(request, peer, config.maxBodyBytes(), startedAt);
        inFlight.incrementAndGet();
        peer.begin(exchange);
        int status = 0;
        try {
            status = send(exchange, answer(exchange), response, peer);
        } finally {
            exchange.finished();
            peer.end();
            inFlight.decrementAndGet();
            routes.observer().done(exchange, status, System.nanoTime() - startedAt);
        }
        if (exchange.mustClose()) {
            if (exchange.bodyPending()) peer.discard(LINGER_BYTES_MAX, System.nanoTime() + LINGER_NANOS);
            throw new CloseConnectionException("this connection carries no further request");
        }
    }

    private Response answer(Exchange exchange) {
        Response response;
        try {
            checkFraming(exchange);
            response = preflightOr(exchange);
        } catch (HttpProblem problem) {
            response = routes.errors().map(exchange, problem);
        } catch (InterruptedException _) {
            throw new CloseConnectionException("stopped");
        } catch (Exception | StackOverflowError e) {
            response = unexpected(exchange, e);
        }
        return marked(exchange, response);
    }

    private Response marked(Exchange exchange, Response response) {
        var answered = response.with("x-request-id", exchange.id());
        return routes.cors().map(cors -> cors.mark(exchange, answered)).orElse(answered);
    }

    private Response preflightOr(Exchange exchange) throws Exception {
        var match = routes.match(exchange.method(), exchange.rawPath());
        if (match instanceof Routes.Match.WrongMethod(var allowed)
                && routes.cors().isPresent()) {
            var preflight = Cors.preflight(exchange, allowed);
            if (preflight.isPresent()) return preflight.get();
        }
        return switch (match) {
            case Routes.Match.Found(var handler, var params) -> {
                exchange.params(params);
                yield handler.handle(exchange);
            }
            case Routes.Match.WrongMethod(var allowed) ->
                routes.errors()
                        .map(
                                exchange,
                                new HttpProblem(405, exchange.method() + " is not possible here; possible: " + allowed))
                        .with("allow", allowed);
            case Routes.Match.Nothing _ -> throw new HttpProblem(404, "there is nothing at this path");
        };
    }

    private Response unexpected(Exchange exchange, Throwable e) {
        if (!exchange.disconnectedNow())
            LOG.error("a handler failed", e, "request", exchange.id(), "path", exchange.rawPath());
        return routes.errors().map(exchange, new HttpProblem(500, "internal error; request " + exchange.id()));
    }

    /// Two spellings of a body's length are how one request is smuggled inside another.
    private static void checkFraming(Exchange exchange) {
        int encodings = exchange.headerLines(HeaderNames.TRANSFER_ENCODING);
        int lengths = exchange.headerLines(HeaderNames.CONTENT_LENGTH);
        boolean clear =
                switch (encodings + lengths) {
                    case 0 -> true;
                    case 1 ->
                        encodings == 1
                                ? "chunked"
                                        .equalsIgnoreCase(exchange.header("transfer-encoding")
                                                .orElse(""))
                                : Digits.isLength(
                                        exchange.header("content-length").orElse(""));
                    default -> false;
                };
        if (clear) return;
        exchange.mustClose(true);
        throw new HttpProblem(400, "the length of the body is not clear");
    }

    /// Returns the status sent.
    private int send(Exchange exchange, Response answer, RoutingResponse out, Peer peer) {
        exchange.mustClose(stopping);
        return switch (answer) {
            case Response.Full full -> sendFull(exchange, full, out);
            case Response.Streamed streamed -> sendStreamed(exchange, streamed, out, peer);
        };
    }

    private int sendFull(Exchange exchange, Response.Full full, RoutingResponse out) {
        head(exchange, full, out);
        if (exchange.method().equals(Method.HEAD.text())) {
            out.header(HeaderNames.CONTENT_LENGTH, Integer.toString(full.body().length));
            out.send(new byte[0]);
        } else {
            out.send(full.body());
        }
        return full.status();
    }

    private int sendStreamed(Exchange exchange, Response.Streamed streamed, RoutingResponse out, Peer peer) {
        if (exchange.method().equals(Method.HEAD.text()))
            return sendFull(exchange, new Response.Full(streamed.status(), streamed.headers(), new byte[0]), out);
        var stream = new ChunkedStream(out, peer, () -> head(exchange, streamed, out));
        exchange.watch();
        Throwable failure = attempt(streamed.body(), stream);
        var whole = stream.whole();
        if (failure == null && whole != null) return send(exchange, marked(exchange, whole), out, peer);
        if (failure == null) {
            stream.finish();
            return streamed.status();
        }
        if (!stream.begun() && !peer.gone() && !(failure instanceof InterruptedException)) {
            out.reset();
            var refusal = failure instanceof HttpProblem problem
                    ? routes.errors().map(exchange, problem)
                    : unexpected(exchange, failure);
            return send(exchange, marked(exchange, refusal), out, peer);
        }
        if (!peer.gone() && !(failure instanceof IOException))
            LOG.error("an answer broke off", failure, "request", exchange.id());
        peer.abort();
        throw new CloseConnectionException("the answer broke off");
    }

    private static @Nullable Throwable attempt(Response.StreamBody body, Stream stream) {
        try {
            body.writeTo(stream);
            return null;
        } catch (Exception | StackOverflowError e) {
            return e;
        }
    }

    private static void head(Exchange exchange, Response answer, RoutingResponse out) {
        out.status(Status.create(answer.status()));
        answer.headers().forEach((name, value) -> out.headers().add(HelidonNames.of(name), value));
        out.header(HeaderNames.DATE, HttpDate.now());
        if (exchange.mustClose()) out.header(HeaderValues.CONNECTION_CLOSE);
    }
}
