// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.Routing;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import stoa.kit.clock.Ticker;
import stoa.kit.log.Log;

/// An HTTP/1.1 server with WebSockets. Every connection has its own virtual thread, on which handlers run.
public final class HttpServer implements AutoCloseable {
    private static final Log LOG = Log.of(HttpServer.class);

    private static final Duration WATCH_PERIOD = Duration.ofMillis(50);

    /// Longer than any drain: we end connections ourselves when their time is up.
    private static final Duration HELIDON_GRACE = Duration.ofDays(1);

    /// What an empty server needs to stop.
    private static final Duration STOP_MARGIN = Duration.ofMillis(50);

    /// How long a handler may take to heed an interrupt.
    private static final Duration UNWILLING = Duration.ofSeconds(5);

    private final HttpServerConfig config;
    private final Dispatcher dispatcher;
    private final WebServer server;
    private final Set<Peer> peers;
    private final Ticker watch;

    private HttpServer(HttpServerConfig config, Dispatcher dispatcher, WebServer server, Set<Peer> peers) {
        this.config = config;
        this.dispatcher = dispatcher;
        this.server = server;
        this.peers = peers;
        this.watch = Ticker.start(
                "http-watch-" + config.name(), WATCH_PERIOD, this::check, e -> LOG.error("watching failed", e));
    }

    /// Listens when it returns. A port that cannot be had is an `IllegalStateException` for the terminal.
    public static HttpServer start(HttpServerConfig config, Routes routes) {
        requireFree(config);
        var dispatcher = new Dispatcher(config, routes);
        Set<Peer> peers = ConcurrentHashMap.newKeySet();
        var server = WebServer.builder()
                .host(config.host())
                .port(config.port())
                .connectionSelectors(List.of(selector(config, routes, dispatcher, peers)))
                .protocolsDiscoverServices(false)
                .featuresDiscoverServices(false)
                .shutdownHook(false)
                .shutdownGracePeriod(HELIDON_GRACE)
                .maxTcpConnections(config.maxConnections())
                .writeBufferSize(0)
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .directHandlers(refusals())
                .build()
                .start();
        if (!server.isRunning()) throw cannotListen(config, "the server did not start");
        return new HttpServer(config, dispatcher, server, peers);
    }

    /// Helidon tells of a taken port in its log only.
    private static void requireFree(HttpServerConfig config) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(config.host(), config.port()));
        } catch (IOException e) {
            throw cannotListen(config, String.valueOf(e.getMessage()));
        }
    }

    private static IllegalStateException cannotListen(HttpServerConfig config, String why) {
        return new IllegalStateException("cannot listen on " + config.host() + ":" + config.port() + ": " + why);
    }

    /// The port listened on, also when any was asked for.
    public int port() {
        return server.port();
    }

    /// `http://host:port`, without a slash at the end.
    public URI uri() {
        var host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
        return URI.create("http://" + host + ":" + port());
    }

    /// Requests being answered now.
    public int requestsInFlight() {
        return dispatcher.inFlight();
    }

    /// Refuses new connections at once, says goodbye to WebSockets, and lets requests in flight finish within
    /// `drain`; then interrupts their handlers and closes what is left.
    public void stop(Duration drain) {
        dispatcher.stopping();
        var stopping = Thread.ofVirtual().name("http-stop-" + config.name()).start(server::stop);
        try {
            if (!stopping.join(drain.plus(STOP_MARGIN))) {
                peers.forEach(Peer::stopNow);
                if (!stopping.join(UNWILLING))
                    LOG.warn(
                            "handlers did not heed the interrupt",
                            "server",
                            config.name(),
                            "requests",
                            requestsInFlight());
            }
        } catch (InterruptedException _) {
            peers.forEach(Peer::stopNow);
            Thread.currentThread().interrupt();
        }
        watch.close();
    }

    /// Stops with the configured drain time.
    @Override
    public void close() {
        stop(config.drainTimeout());
    }

    private void check() {
        long now = System.nanoTime();
        for (var peer : peers) peer.check(now, config);
    }

    private static ServerConnectionSelector selector(
            HttpServerConfig config, Routes routes, Dispatcher dispatcher, Set<Peer> peers) {
        var http1 = Http1ConnectionSelector.builder()
                .config(Http1Config.builder()
                        .maxHeadersSize(config.maxHeaderBytes())
                        .maxPrologueLength(Math.min(config.maxHeaderBytes(), 16 << 10))
                        .receiveLog(false)
                        .sendLog(false)
                        .build())
                .addUpgrader(new WebSocketUpgrade(routes, config))
                .build();
        return new PeerSelector(http1, peers, new OneRoute(dispatcher));
    }

    /// Puts a `Peer` around each connection.
    private record PeerSelector(ServerConnectionSelector inner, Set<Peer> peers, Router router)
            implements ServerConnectionSelector {
        @Override
        public int bytesToIdentifyConnection() {
            return inner.bytesToIdentifyConnection();
        }

        @Override
        public Support supports(BufferData data) {
            return inner.supports(data);
        }

        @Override
        public Set<String> supportedApplicationProtocols() {
            return inner.supportedApplicationProtocols();
        }

        @Override
        public ServerConnection connection(ConnectionContext context) {
            return new Peer(context, peers, (peer, seen) -> inner.connection(new PeerContext(peer, seen, router)));
        }
    }

    /// Hands every request to the dispatcher; Helidon's own routing would only look at it once more.
    private record OneRoute(Dispatcher dispatcher) implements Router {
        @Override
        public <T extends Routing> T routing(Class<T> type, T otherwise) {
            return type.isInstance(dispatcher) ? type.cast(dispatcher) : otherwise;
        }

        @Override
        public List<? extends Routing> routings() {
            return List.of(dispatcher);
        }

        @Override
        public void afterStop() {}

        @Override
        public void beforeStart() {}
    }

    /// What is wrong before there is a request to route: one plain line, nothing of the input.
    private static DirectHandlers refusals() {
        DirectHandler refusal = (_, type, status, headers, _) -> {
            var sent = type == DirectHandler.EventType.INTERNAL_ERROR ? Status.INTERNAL_SERVER_ERROR_500 : status;
            return DirectHandler.TransportResponse.builder()
                    .status(sent)
                    .headers(headers)
                    .header(HeaderNames.DATE, HttpDate.now())
                    .keepAlive(false)
                    .entity("the request is not HTTP/1.1 as this server reads it\n")
                    .build();
        };
        var handlers = DirectHandlers.builder();
        for (var type : DirectHandler.EventType.values()) handlers.addHandler(type, refusal);
        return handlers.build();
    }
}
