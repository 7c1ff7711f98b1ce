// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import stoa.kit.config.Key;

/// A host agent's configuration, checked once. Its key files and engine come beside it.
public record HostConfig(
        @Key(name = "host.bind", def = "127.0.0.1", doc = "Address the host listens on.")
        String bind,

        @Key(name = "host.port", def = "8410", doc = "Port the host listens on; 0 takes any free one.")
        int port,

        @Key(
                name = "host.public",
                doc = "URL under which gateways reach the host; what the ledger should say of it. Unset: whatever the"
                        + " ledger says.")
        Optional<URI> publicEndpoint,

        @Key(name = "host.data", doc = "Directory for receipts and vouchers.")
        Path data,

        @Key(name = "host.concurrency", def = "256", doc = "Answers served at once; more are told when to come back.")
        int concurrency,

        @Key(
                name = "host.body-bytes-in-flight",
                def = "268435456",
                doc = "Bytes of request bodies held at once; beyond it the host is full.")
        long bodyBytesInFlight,

        @Key(name = "host.settle-every", def = "60s", doc = "How often a growing lane is settled.")
        Duration settleEvery,

        @Key(
                name = "host.increment-wait",
                def = "10s",
                doc = "How long an answer waits for the voucher of its next increment.")
        Duration incrementWait,

        @Key(name = "host.evidence-kept", def = "3d", doc = "How long the receipts of closed sessions are kept.")
        Duration evidenceKept,

        @Key(name = "host.drain", def = "5s", doc = "How long answers in flight may go on when the host stops.")
        Duration drain,

        @Key(name = "host.max-body-bytes", def = "33554432", doc = "Largest request body.")
        int maxBodyBytes) {
    public HostConfig {
        require(port >= 0 && port <= 65_535, "host.port is between 0 and 65535");
        require(concurrency >= 1, "host.concurrency is at least 1");
        require(settleEvery.isPositive(), "host.settle-every must be positive");
        require(incrementWait.isPositive(), "host.increment-wait must be positive");
        require(!evidenceKept.isNegative(), "host.evidence-kept must not be negative");
        require(!drain.isNegative(), "host.drain must not be negative");
        require(maxBodyBytes >= 1_024, "host.max-body-bytes is at least 1024");
        require(bodyBytesInFlight >= maxBodyBytes, "host.body-bytes-in-flight is at least host.max-body-bytes");
    }

    /// The defaults, on loopback.
    public static HostConfig local(int port, Path data) {
        return new HostConfig(
                "127.0.0.1",
                port,
                Optional.empty(),
                data,
                256,
                256L << 20,
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofDays(3),
                Duration.ofSeconds(5),
                32 << 20);
    }

    public HostConfig withSettleEvery(Duration every) {
        return new HostConfig(
                bind,
                port,
                publicEndpoint,
                data,
                concurrency,
                bodyBytesInFlight,
                every,
                incrementWait,
                evidenceKept,
                drain,
                maxBodyBytes);
    }

    private static void require(boolean holds, String what) {
        if (!holds) throw new IllegalArgumentException(what);
    }
}
