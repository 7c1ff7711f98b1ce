// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.nio.file.Path;
import java.time.Duration;
import stoa.kit.config.Key;

/// A host agent's configuration, checked once. Its key files and engine come beside it.
public record HostConfig(
        @Key(name = "host.bind", def = "127.0.0.1", doc = "Address the host listens on.")
        String bind,

        @Key(name = "host.port", def = "8410", doc = "Port the host listens on; 0 takes any free one.")
        int port,

        @Key(name = "host.data", doc = "Directory for receipts and vouchers.")
        Path data,

        @Key(name = "host.concurrency", def = "256", doc = "Answers served at once; more are told when to come back.")
        int concurrency,

        @Key(name = "host.settle-every", def = "PT60S", doc = "How often a growing lane is settled.")
        Duration settleEvery,

        @Key(
                name = "host.increment-wait",
                def = "PT10S",
                doc = "How long an answer waits for the voucher of its next increment.")
        Duration incrementWait,

        @Key(name = "host.max-body-bytes", def = "33554432", doc = "Largest request body.")
        int maxBodyBytes) {
    public HostConfig {
        if (port < 0 || port > 65535) throw new IllegalArgumentException("host.port is between 0 and 65535");
        if (concurrency < 1) throw new IllegalArgumentException("host.concurrency is at least 1");
        if (!settleEvery.isPositive()) throw new IllegalArgumentException("host.settle-every must be positive");
        if (!incrementWait.isPositive()) throw new IllegalArgumentException("host.increment-wait must be positive");
        if (maxBodyBytes < 1024) throw new IllegalArgumentException("host.max-body-bytes is at least 1024");
    }
}
