// SPDX-License-Identifier: Apache-2.0
package stoa.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import stoa.kit.config.Key;
import stoa.kit.config.Secret;

/// What an operator may set.
public record GatewayConfig(
        @Key(
                name = "gateway.host",
                def = "127.0.0.1",
                doc = "Address to listen on. Put TLS in front of any but loopback.")
        String host,

        @Key(name = "gateway.port", def = "8400", doc = "Port to listen on; 0 takes any free one.")
        int port,

        @Key(name = "gateway.data", doc = "Folder of the gateway's books, secrets and logs of sessions.")
        Path data,

        @Key(
                name = "gateway.sql-url",
                doc = "Where API keys and receipts are kept, jdbc:postgresql://…; left out: a file in the data folder.")
        Optional<String> sqlUrl,

        @Key(name = "gateway.sql-user", def = "stoa", doc = "User of that database.")
        String sqlUser,

        @Key(name = "gateway.sql-password", def = "", doc = "Password of that database.")
        Secret sqlPassword,

        @Key(
                name = "gateway.session-length",
                def = "1h",
                doc = "Longest a session lasts; never more than an epoch of the network.")
        Duration sessionLength,

        @Key(
                name = "gateway.session-idle",
                def = "45s",
                doc = "Without a request for so long, no further session is opened ahead.")
        Duration sessionIdle,

        @Key(
                name = "gateway.session-rest",
                def = "10m",
                doc = "Without a request for so long, open sessions are closed.")
        Duration sessionRest,

        @Key(name = "gateway.first-deposit", def = "100000000", doc = "Deposit of a payer's first session, obol.")
        long firstDepositObol,

        @Key(name = "gateway.most-deposit", def = "1000000000000", doc = "Largest deposit of a session, obol.")
        long mostDepositObol,

        @Key(name = "gateway.attempts", def = "3", doc = "Hosts asked for one request before its first token.")
        int attempts,

        @Key(name = "gateway.open-patience", def = "10s", doc = "How long a request waits for a session.")
        Duration openPatience,

        @Key(name = "gateway.first-token-least", def = "5s", doc = "No host is left before its first token earlier.")
        Duration firstTokenLeast,

        @Key(name = "gateway.first-token-most", def = "10m", doc = "No first token is waited for longer.")
        Duration firstTokenMost,

        @Key(
                name = "gateway.host-silence",
                def = "15s",
                doc = "A host that says nothing for so long is left; one that works says so every two seconds.")
        Duration hostSilence,

        @Key(
                name = "gateway.private-hosts",
                def = "",
                doc = "host:port pairs that may be called although their address is not public.")
        List<String> privateHosts,

        @Key(
                name = "gateway.loopback-hosts",
                def = "false",
                doc = "Whether hosts on this machine may be called: networks on one machine only.")
        boolean loopbackHosts,

        @Key(name = "gateway.receipts-kept", def = "30d", doc = "How long receipts can be asked for.")
        Duration receiptsKept,

        @Key(name = "gateway.drain", def = "30s", doc = "How long answers in flight may go on when the gateway stops.")
        Duration drain) {
    public GatewayConfig {
        positive("gateway.session-length", sessionLength);
        positive("gateway.session-idle", sessionIdle);
        positive("gateway.session-rest", sessionRest);
        positive("gateway.open-patience", openPatience);
        positive("gateway.first-token-least", firstTokenLeast);
        positive("gateway.host-silence", hostSilence);
        positive("gateway.receipts-kept", receiptsKept);
        positive("gateway.drain", drain);
        privateHosts = List.copyOf(privateHosts);
        if (firstTokenMost.compareTo(firstTokenLeast) < 0)
            throw new IllegalArgumentException("gateway.first-token-most must not be below gateway.first-token-least");
        if (attempts < 1 || attempts > 16) throw new IllegalArgumentException("gateway.attempts must be 1 to 16");
        if (firstDepositObol < 1 || mostDepositObol < firstDepositObol)
            throw new IllegalArgumentException(
                    "gateway.first-deposit must be positive and at most gateway.most-deposit");
    }

    /// Whether only this machine can reach the gateway.
    public boolean onLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            throw new IllegalArgumentException("gateway.host is not an address of this machine: " + host);
        }
    }

    private static void positive(String key, Duration value) {
        if (!value.isPositive()) throw new IllegalArgumentException(key + " must be positive");
    }
}
