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

    /// 32 MiB, 64 KiB, 256 connections for 30 s, 5 s to connect, 120 s of silence.
    public static HttpClientConfig defaults() {
        return new HttpClientConfig(
                32 << 20, 64 << 10, 256, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(120));
    }
}
