// SPDX-License-Identifier: Apache-2.0
package stoa.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import stoa.client.fake.FakeLedger;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.json.Json;
import stoa.kit.sql.SqlConfig;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Hex;
import stoa.types.codec.EthTx;
import stoa.types.tx.TxDecoder;
import stoa.views.Views;

/// A server over a fake ledger and real views, and a caller who asks it over HTTP.
final class Bench implements AutoCloseable {
    static final PrivateKey KEY =
            PrivateKey.parse("0x00000000000000000000000000000000000000000000000000000000000000a1");
    static final Address ME = Secp256k1.addressOf(KEY);
    static final Address ANN = Address.parse("0x00000000000000000000000000000000000000aa");
    static final BigInteger GWEI = TxDecoder.GAS_PRICE_WEI;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final FakeLedger ledger = FakeLedger.sandbox();
    final Views views;
    final RpcServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    Bench() {
        this(RpcConfig.on(0));
    }

    Bench(RpcConfig config) {
        views = Views.open(
                SqlConfig.memory("rpc-" + UUID.randomUUID()), ledger.info().genesisHash(), ledger::blocks);
        server = RpcServer.start(config, ledger, views, "Stoa/test");
        ledger.fund(ME, Amount.stoa(5));
        folded();
    }

    /// Waits until the views have everything the ledger has.
    void folded() {
        assertTrue(views.await(ledger.head().height(), PATIENCE), "the views did not come this far");
    }

    // ── asking ──

    /// The whole answer.
    JsonNode answer(String method, Object... params) {
        return Json.parse(post(message(method, params)));
    }

    /// The result; an error fails the test.
    JsonNode result(String method, Object... params) {
        var answer = answer(method, params);
        assertFalse(answer.has("error"), () -> method + ": " + answer);
        return answer.get("result");
    }

    /// The error; a result fails the test.
    JsonNode error(String method, Object... params) {
        var answer = answer(method, params);
        assertTrue(answer.has("error"), () -> method + " should fail: " + answer);
        assertEquals(7, answer.get("id").asInt(), "an error names its call");
        return answer.get("error");
    }

    static String message(String method, Object... params) {
        var json = Json.object().put("jsonrpc", "2.0").put("id", 7).put("method", method);
        var list = json.putArray("params");
        for (var param : params)
            list.add(
                    param instanceof Address address
                            ? Json.parse(Json.write(address.toString()))
                            : Json.parse(Json.write(param)));
        return Json.text(json);
    }

    String post(String body) {
        return post("/", body).body();
    }

    HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    URI uri(String path) {
        return server.uri().resolve(path);
    }

    HttpClient http() {
        return http;
    }

    // ── transactions ──

    String transfer(long nonce) {
        return raw(EthTx.dynamicFee(
                FakeLedger.CHAIN_ID,
                nonce,
                BigInteger.ONE,
                GWEI.multiply(BigInteger.TWO),
                21_000,
                ANN,
                BigInteger.TEN,
                Bytes.EMPTY));
    }

    String raw(EthTx tx) {
        return Hex.encode(tx.raw(Secp256k1.sign(tx.signingDigest(Digests.INSTANCE), KEY)));
    }

    /// Sends a transfer of ten wei to Ann, waits until it is folded, and returns its hash.
    String sendTransfer() {
        var hash =
                result("eth_sendRawTransaction", transfer(ledger.nextNonce(ME))).asText();
        folded();
        return hash;
    }

    static ObjectNode object(String... namesAndValues) {
        var json = Json.object();
        for (int i = 0; i < namesAndValues.length; i += 2) json.put(namesAndValues[i], namesAndValues[i + 1]);
        return json;
    }

    static List<Object> list(Object... values) {
        return List.of(values);
    }

    @Override
    public void close() {
        server.close();
        views.close();
        ledger.close();
        http.close();
    }
}
