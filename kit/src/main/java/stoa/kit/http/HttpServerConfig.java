// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.time.Duration;

/// Where a server listens and what it bears. Port 0 takes any free port.
///
/// - `maxBodyBytes`: a larger request body is answered with 413.
/// - `maxHeaderBytes`: a larger head of a request is refused and the connection closed.
/// - `maxConnections`: further connections wait in the kernel's queue.
/// - `idleTimeout`: a connection without a request is closed after it.
/// - `requestTimeout`: the head, and then the body, of a request must arrive within it.
/// - `drainTimeout`: how long `close` lets requests in flight finish.
public record HttpServerConfig(
        String name,
        String host,
        int port,
        int maxBodyBytes,
        int maxHeaderBytes,
        int maxConnections,
        Duration idleTimeout,
        Duration requestTimeout,
        Duration drainTimeout) {

    public HttpServerConfig {
        if (port < 0 || port > 65535) throw new IllegalArgumentException("a port is 0..65535, not " + port);
        if (maxBodyBytes < 0) throw new IllegalArgumentException("maxBodyBytes must not be negative");
        if (maxHeaderBytes < 1024) throw new IllegalArgumentException("maxHeaderBytes must be at least 1024");
        if (maxConnections < 1) throw new IllegalArgumentException("maxConnections must be positive");
        if (!idleTimeout.isPositive()) throw new IllegalArgumentException("idleTimeout must be positive");
        if (!requestTimeout.isPositive()) throw new IllegalArgumentException("requestTimeout must be positive");
        if (drainTimeout.isNegative()) throw new IllegalArgumentException("drainTimeout must not be negative");
    }

    /// 32 MiB bodies, 64 KiB heads, 10,000 connections, 60 s idle, 60 s to send a request, 10 s to drain.
    public static HttpServerConfig of(String name, String host, int port) {
        return new HttpServerConfig(
                name,
                host,
                port,
                32 << 20,
                64 << 10,
                10_000,
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10));
    }

    public HttpServerConfig withMaxBodyBytes(int bytes) {
        return new HttpServerConfig(
                name, host, port, bytes, maxHeaderBytes, maxConnections, idleTimeout, requestTimeout, drainTimeout);
    }

    public HttpServerConfig withMaxConnections(int connections) {
        return new HttpServerConfig(
                name, host, port, maxBodyBytes, maxHeaderBytes, connections, idleTimeout, requestTimeout, drainTimeout);
    }

    public HttpServerConfig withTimeouts(Duration idle, Duration request, Duration drain) {
        return new HttpServerConfig(
                name, host, port, maxBodyBytes, maxHeaderBytes, maxConnections, idle, request, drain);
    }
}
