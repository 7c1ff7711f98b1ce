// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.time.Duration;

/// What a client bears.
///
/// - `maxBodyBytes`: the largest answer `send` takes.
/// - `maxHeaderBytes`: the largest head of an answer.
/// - `maxIdlePerHost`, `idleKeep`: connections kept for reuse, and how long.
/// - `connectTimeout`: for the connection, TLS included.
/// - `readIdleTimeout`: the longest silence inside an answer's body.
public record HttpClientConfig(
        int maxBodyBytes,
        int maxHeaderBytes,
        int maxIdlePerHost,
        Duration idleKeep,
        Duration connectTimeout,
        Duration readIdleTimeout) {

    public HttpClientConfig {
        if (maxBodyBytes < 0 || maxHeaderBytes < 0 || maxIdlePerHost < 0)
            throw new IllegalArgumentException("limits are not negative");
        if (!idleKeep.isPositive() || !connectTimeout.isPositive() || !readIdleTimeout.isPositive())
            throw new IllegalArgumentException("timeouts must be positive");
    }

    /// 32 MiB, 64 KiB, 256 connections for 30 s, 5 s to connect, 120 s of silence.
    public static HttpClientConfig defaults() {
        return new HttpClientConfig(
                32 << 20, 64 << 10, 256, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(120));
    }

    public HttpClientConfig withMaxBodyBytes(int bytes) {
        return new HttpClientConfig(bytes, maxHeaderBytes, maxIdlePerHost, idleKeep, connectTimeout, readIdleTimeout);
    }

    public HttpClientConfig withPool(int idlePerHost, Duration keep) {
        return new HttpClientConfig(maxBodyBytes, maxHeaderBytes, idlePerHost, keep, connectTimeout, readIdleTimeout);
    }

    public HttpClientConfig withTimeouts(Duration connect, Duration readIdle) {
        return new HttpClientConfig(maxBodyBytes, maxHeaderBytes, maxIdlePerHost, idleKeep, connect, readIdle);
    }
}
