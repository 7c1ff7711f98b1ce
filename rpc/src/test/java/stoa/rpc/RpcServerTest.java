// SPDX-License-Identifier: Apache-2.0
package stoa.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import stoa.client.LedgerFailure;
import stoa.client.fake.LedgerContract;
import stoa.client.http.HttpLedger;
import stoa.kit.json.Json;
import stoa.types.Hash;

/// The server as the wire sees it.
class RpcServerTest {
    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void both_paths_answer_and_a_browser_is_told_what_this_is() {
        for (var path : List.of("/", "/api")) {
            var answer = bench.post(path, Bench.message("eth_chainId"));
            assertEquals(200, answer.statusCode());
            assertEquals(
                    "application/json",
                    answer.headers().firstValue("content-type").orElseThrow());
            assertEquals("0xeec7", Json.parse(answer.body()).get("result").asText());
            var page = bench.send(HttpRequest.newBuilder(bench.uri(path)));
            assertEquals(200, page.statusCode());
            assertTrue(page.body().contains("POST JSON-RPC"));
        }
        assertEquals(404, bench.post("/other", "{}").statusCode());
    }

    @Test
    void errors_of_calls_are_answers_and_errors_of_http_speak_json_rpc_too() {
        var unknown = bench.post("/", Bench.message("nothing"));
        assertEquals(200, unknown.statusCode());
        assertEquals(-32601, Json.parse(unknown.body()).at("/error/code").asInt());
        assertEquals(-32700, Json.parse(bench.post("{")).at("/error/code").asInt());
        var large = bench.post("/", "x".repeat((8 << 20) + 1));
        assertEquals(413, large.statusCode());
        assertEquals(-32600, Json.parse(large.body()).at("/error/code").asInt());
        var put = bench.send(HttpRequest.newBuilder(bench.uri("/")).PUT(HttpRequest.BodyPublishers.ofString("{}")));
        assertEquals(405, put.statusCode());
    }

    @Test
    void a_notification_gets_an_empty_answer() {
        var answer = bench.post("/", "{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}");
        assertEquals(204, answer.statusCode());
        assertEquals("", answer.body());
    }

    @Test
    void any_content_type_will_do_because_nothing_here_acts_for_the_caller() {
        var answer = bench.send(HttpRequest.newBuilder(bench.uri("/"))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(Bench.message("eth_chainId"))));
        assertTrue(answer.body().contains("0xeec7"));
    }

    @Test
    void pages_of_other_origins_may_call() {
        var preflight = bench.send(HttpRequest.newBuilder(bench.uri("/"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("origin", "https://wallet.example")
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "content-type"));
        assertEquals(204, preflight.statusCode());
        assertEquals(
                "*",
                preflight.headers().firstValue("access-control-allow-origin").orElseThrow());
        var call = bench.send(HttpRequest.newBuilder(bench.uri("/"))
                .header("origin", "https://wallet.example")
                .POST(HttpRequest.BodyPublishers.ofString(Bench.message("eth_chainId"))));
        assertEquals(
                "*", call.headers().firstValue("access-control-allow-origin").orElseThrow());
    }

    @Test
    void a_batch_over_http_is_one_answer() {
        var answer = Json.parse(
                bench.post("[" + Bench.message("eth_chainId") + "," + Bench.message("eth_blockNumber") + "]"));
        assertEquals(2, answer.size());
    }

    @Test
    void configuration_out_of_range_is_refused_by_its_key() {
        var failure = assertThrows(
                IllegalArgumentException.class,
                () -> new RpcConfig("127.0.0.1", 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, List.of()));
        assertTrue(String.valueOf(failure.getMessage()).contains("rpc.max-batch"));
    }

    @TestFactory
    Stream<DynamicTest> the_ledger_behind_it_keeps_every_promise_of_the_port() {
        var ledger = HttpLedger.open(bench.uri("/"), bench.ledger.info().genesisHash());
        return LedgerContract.cases(ledger, Bench.KEY).stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), each.run()::run))
                .onClose(ledger::close);
    }

    @Test
    void a_ledger_over_http_tells_apart_what_went_wrong() {
        var wrong = assertThrows(LedgerFailure.class, () -> HttpLedger.open(bench.uri("/"), Hash.ZERO));
        assertEquals(LedgerFailure.Kind.WRONG_NETWORK, wrong.kind());
        try (var ledger = HttpLedger.open(bench.uri("/"))) {
            bench.ledger.unreachable(true);
            assertEquals(
                    LedgerFailure.Kind.UNREACHABLE,
                    assertThrows(LedgerFailure.class, ledger::head).kind());
            bench.ledger.unreachable(false);
            ledger.head();
            bench.server.close();
            assertEquals(
                    LedgerFailure.Kind.UNREACHABLE,
                    assertThrows(LedgerFailure.class, ledger::head).kind());
        }
        assertEquals(
                LedgerFailure.Kind.UNREACHABLE,
                assertThrows(LedgerFailure.class, () -> HttpLedger.open(bench.uri("/")))
                        .kind());
    }
}
