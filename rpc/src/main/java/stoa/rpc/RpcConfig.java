// SPDX-License-Identifier: Apache-2.0
package stoa.rpc;

import java.util.List;
import stoa.kit.config.Key;

/// Where the server listens and what it bears.
public record RpcConfig(
        @Key(name = "rpc.host", def = "127.0.0.1", doc = "Address the JSON-RPC server listens on.")
        String host,

        @Key(name = "rpc.port", def = "8401", doc = "Port of HTTP and WebSocket; 0 takes any free one.")
        int port,

        @Key(name = "rpc.max-body-bytes", def = "8388608", doc = "Largest request, in bytes.")
        int maxBodyBytes,

        @Key(name = "rpc.max-connections", def = "2000", doc = "Connections served at once.")
        int maxConnections,

        @Key(name = "rpc.max-batch", def = "1000", doc = "Calls in one batch.")
        int maxBatch,

        @Key(
                name = "rpc.max-answer-bytes",
                def = "33554432",
                doc = "A batch's answer ends with errors behind this many bytes.")
        int maxAnswerBytes,

        @Key(name = "rpc.max-logs", def = "10000", doc = "Logs in one answer.")
        int maxLogs,

        @Key(name = "rpc.max-log-blocks", def = "100000", doc = "Blocks one eth_getLogs may span.")
        int maxLogBlocks,

        @Key(name = "rpc.max-filters", def = "10000", doc = "Filters kept for polling, of all callers together.")
        int maxFilters,

        @Key(name = "rpc.max-subscriptions", def = "100", doc = "Subscriptions of one WebSocket.")
        int maxSubscriptions,

        @Key(
                name = "rpc.socket-queue-bytes",
                def = "8388608",
                doc = "What may wait for a slow WebSocket before it is closed, in bytes.")
        int socketQueueBytes,

        @Key(name = "rpc.cors-origins", def = "*", doc = "Web pages that may call; * for all.")
        List<String> corsOrigins) {

    public RpcConfig {
        corsOrigins = List.copyOf(corsOrigins);
        positive("rpc.max-body-bytes", maxBodyBytes);
        positive("rpc.max-batch", maxBatch);
        positive("rpc.max-answer-bytes", maxAnswerBytes);
        positive("rpc.max-logs", maxLogs);
        positive("rpc.max-log-blocks", maxLogBlocks);
        positive("rpc.max-filters", maxFilters);
        positive("rpc.max-subscriptions", maxSubscriptions);
        positive("rpc.socket-queue-bytes", socketQueueBytes);
    }

    /// The defaults, on loopback.
    public static RpcConfig on(int port) {
        return new RpcConfig(
                "127.0.0.1",
                port,
                8 << 20,
                2_000,
                1_000,
                32 << 20,
                10_000,
                100_000,
                10_000,
                100,
                8 << 20,
                List.of("*"));
    }

    private static void positive(String key, int value) {
        if (value < 1) throw new IllegalArgumentException(key + " must be positive");
    }
}
