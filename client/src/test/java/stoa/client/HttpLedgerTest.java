// SPDX-License-Identifier: Apache-2.0
package stoa.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.client.fake.FakeLedger;
import stoa.client.http.HttpLedger;
import stoa.kit.http.HttpServer;
import stoa.kit.http.HttpServerConfig;
import stoa.kit.http.Response;
import stoa.kit.http.Routes;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.state.Tables;

/// A ledger over HTTP believes no nonsense. That it keeps the port's promises is told in `rpc`, where its other end is.
class HttpLedgerTest {
    private static final String INFO = """
            {"jsonrpc":"2.0","id":1,"result":{"chainId":"0xeec7","genesisHash":"0x%s","genesisSeconds":"0x1",\
            "sandbox":true,"maxTxBytes":"0x100000"}}""".formatted("11".repeat(32));

    private final AtomicReference<String> answer = new AtomicReference<>(INFO);
    private HttpServer server;
    private HttpLedger ledger;

    @BeforeEach
    void start() {
        server = HttpServer.start(
                HttpServerConfig.of("liar", "127.0.0.1", 0),
                new Routes().post("/", _ -> Response.json(200, answer.get().getBytes(UTF_8))));
        ledger = HttpLedger.open(server.uri());
    }

    @AfterEach
    void stop() {
        ledger.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "5",
                "{}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"header\":\"0x01\",\"gas\":\"0x1\",\"output\":5}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"refused\":{\"reason\":99999,\"text\":\"?\"}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":\"oops\"}"
            })
    void nonsense_is_malformed_whatever_was_asked(String nonsense) {
        answer.set(nonsense);
        malformed(ledger::head);
        malformed(() -> ledger.submit(new byte[] {1}));
        malformed(() -> ledger.read(Tables.ACCOUNTS.key(Address.ZERO), 0));
        malformed(() -> HttpLedger.open(server.uri()));
    }

    @Test
    void a_block_that_is_not_the_one_asked_for_is_malformed() {
        try (var other = FakeLedger.sandbox()) {
            var encoded = Hex.encode(other.block(0).orElseThrow().encode());
            answer.set("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[\"" + encoded + "\"]}");
            assertEquals(1, ledger.blocks(0, 1).size());
            malformed(() -> ledger.blocks(1, 1));
            var bent = encoded.substring(0, 30) + (encoded.charAt(30) == '0' ? '1' : '0') + encoded.substring(31);
            answer.set("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[\"" + bent + "\"]}");
            malformed(() -> ledger.blocks(0, 1));
        }
    }

    @Test
    void errors_keep_their_kind() {
        answer.set(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32001,\"message\":\"gone\",\"data\":{\"kind\":\"PRUNED\"}}}");
        var failure = assertThrows(LedgerFailure.class, () -> ledger.nextNonce(Address.ZERO));
        assertEquals(LedgerFailure.Kind.PRUNED, failure.kind());
        assertEquals("gone", failure.getMessage());
    }

    @Test
    void what_was_asked_once_is_kept() {
        answer.set("nonsense");
        assertEquals(61_127, ledger.info().chainId());
        assertEquals(Hash.parse("0x" + "11".repeat(32)), ledger.info().genesisHash());
    }

    private static void malformed(Executable question) {
        assertEquals(
                LedgerFailure.Kind.MALFORMED,
                assertThrows(LedgerFailure.class, question).kind());
    }
}
