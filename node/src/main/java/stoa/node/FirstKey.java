// SPDX-License-Identifier: Apache-2.0
package stoa.node;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import stoa.client.Ledger;
import stoa.client.wallet.Outcome;
import stoa.client.wallet.Wallet;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.http.Headers;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.io.AtomicFile;
import stoa.kit.json.Json;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.event.Event;
import stoa.types.state.Terms;
import stoa.types.tx.Verb;

/// A local network's first API key: the first account lets the gateway spend for it, and the gateway makes a key that
/// spends that. The key is kept beside the other keys of the data directory, 0600, so that it survives restarts.
final class FirstKey {
    private static final Amount TOTAL = Amount.stoa(900_000);
    private static final Amount A_PERIOD = Amount.stoa(100_000);
    private static final Amount A_REQUEST = Amount.stoa(1_000);
    private static final long PERIOD_SECONDS = 86_400;
    private static final long YEARS_SECONDS = 10L * 365 * 86_400;
    private static final Duration WAIT = Duration.ofSeconds(20);

    private final Path file;
    private final Path adminToken;
    private final Ledger ledger;
    private final URI gateway;

    /// @param gateway its base address, without `/v1`
    FirstKey(Home home, Ledger ledger, URI gateway) {
        this.file = home.keys().resolve("api-key");
        this.adminToken = home.gateway().resolve("admin.token");
        this.ledger = ledger;
        this.gateway = gateway;
    }

    /// The key; made on the network's first start.
    ///
    /// @param customer whose money it spends
    /// @param delegate the gateway's account
    String open(PrivateKey customer, Address delegate) throws IOException {
        if (Files.exists(file)) return Files.readString(file).strip();
        long delegation = delegate(customer, delegate);
        var body = Json.object().put("label", "local").put("delegation", delegation);
        var headers = Headers.of(
                "authorization", "Bearer " + Files.readString(adminToken).strip(), "content-type", "application/json");
        try (var http = new HttpClient(HttpClientConfig.defaults())) {
            var reply =
                    http.send(new HttpCall("POST", gateway.resolve("/admin/keys"), headers, Json.write(body), WAIT));
            if (!reply.ok()) throw new IOException("the gateway made no key: HTTP " + reply.status());
            var key = Json.parse(reply.body()).path("key").asText();
            AtomicFile.writePrivate(file, (key + "\n").getBytes(StandardCharsets.US_ASCII));
            return key;
        }
    }

    private long delegate(PrivateKey customer, Address delegate) throws IOException {
        long now = ledger.head().timeSeconds();
        var terms = new Terms(
                delegate,
                Terms.SCOPE_INFERENCE,
                List.of(),
                A_PERIOD,
                PERIOD_SECONDS,
                TOTAL,
                A_REQUEST,
                now,
                now + YEARS_SECONDS,
                0,
                "local gateway");
        try (var wallet = new Wallet(ledger, customer)) {
            return switch (wallet.sendAndWait(new Verb.Delegate(0, terms), Coin.ZERO)) {
                case Outcome.Done done -> done.the(Event.Delegated.class).delegation();
                case Outcome.Refused refused ->
                    throw new IOException("no delegation for the gateway: " + refused.reason());
                case Outcome.Late late ->
                    throw new IOException("no block took the gateway's delegation: " + late.hash());
            };
        }
    }
}
