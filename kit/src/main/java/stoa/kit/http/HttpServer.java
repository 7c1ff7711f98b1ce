// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.net.URI;
import java.time.Duration;

/// An HTTP/1.1 server with WebSockets. Every connection has its own virtual thread, on which handlers run.
public final class HttpServer implements AutoCloseable {
    private HttpServer() {}

    /// Listens when it returns.
    public static HttpServer start(HttpServerConfig config, Routes routes) {
        throw new UnsupportedOperationException();
    }

    /// The port listened on, also when any was asked for.
    public int port() {
        throw new UnsupportedOperationException();
    }

    /// `http://host:port`, without a slash at the end.
    public URI uri() {
        throw new UnsupportedOperationException();
    }

    /// Requests being answered now.
    public int requestsInFlight() {
        throw new UnsupportedOperationException();
    }

    /// Refuses new requests at once and lets those in flight finish within `drain`.
    public void stop(Duration drain) {
        throw new UnsupportedOperationException();
    }

    /// Stops with the configured drain time.
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
