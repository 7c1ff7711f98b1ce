// SPDX-License-Identifier: Apache-2.0
package stoa.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.client.fake.Script;
import stoa.kit.json.Json;
import stoa.types.Amount;
import stoa.types.Capability;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.Reason;
import stoa.types.codec.Abi;
import stoa.types.codec.AbiType;
import stoa.types.event.Event;
import stoa.types.state.Epoch;
import stoa.types.state.One;
import stoa.types.state.Tables;
import stoa.types.tx.Call;
import stoa.types.tx.Fees;
import stoa.types.tx.Verb;
import stoa.types.tx.ViewCall;
import stoa.types.tx.ViewFunction;

/// Ethereum's methods about the network, accounts and calls, against a ledger whose verbs are scripted:
/// `closeSession(1)` is done, `closeSession(2)` refused.
class EthMethodsTest {
    private static Bench bench;

    @BeforeAll
    static void start() {
        bench = new Bench();
        bench.ledger.script((tx, _) -> switch (tx.verb()) {
            case Verb.Transfer(var to) -> Script.does(new Event.Transferred(tx.sender(), to, tx.value()));
            case Verb.CloseSession(long session)
            when session == 1 -> Script.does(new Event.SessionReturned(1, tx.sender(), new Amount(9)));
            default -> Script.refuses(Reason.SESSION_UNKNOWN);
        });
        bench.ledger.put(Tables.EPOCH, One.ONE, new Epoch(3, 60, 120));
        bench.folded();
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    // ── the network ──

    @Test
    void the_network_is_named() {
        assertEquals("0xeec7", bench.result("eth_chainId").asText());
        assertEquals("61127", bench.result("net_version").asText());
        assertTrue(bench.result("net_listening").asBoolean());
        assertEquals("0x0", bench.result("net_peerCount").asText());
        assertEquals("Stoa/test", bench.result("web3_clientVersion").asText());
        assertFalse(bench.result("eth_syncing").asBoolean());
        assertEquals(0, bench.result("eth_accounts").size());
        assertEquals(
                "0x47173285a8d7341e5e972fc677286384f802f8ef42a5ec5f03bbfa254cb01fad",
                bench.result("web3_sha3", "0x68656c6c6f20776f726c64").asText());
    }

    @Test
    void gas_has_one_price() {
        assertEquals("0x3b9aca00", bench.result("eth_gasPrice").asText());
        assertEquals("0x0", bench.result("eth_maxPriorityFeePerGas").asText());
        bench.sendTransfer();
        var history = bench.result("eth_feeHistory", "0x2", "latest", List.of(25, 75));
        assertEquals(3, history.get("baseFeePerGas").size());
        assertEquals("0x3b9aca00", history.at("/baseFeePerGas/2").asText());
        assertEquals(2, history.get("gasUsedRatio").size());
        assertTrue(history.at("/gasUsedRatio/1").isNumber());
        assertEquals(Json.parse("[[\"0x0\",\"0x0\"],[\"0x0\",\"0x0\"]]"), history.get("reward"));
        assertFalse(bench.result("eth_feeHistory", 1, "latest").has("reward"));
        long all = bench.ledger.head().height() + 1;
        assertEquals(
                all,
                bench.result("eth_feeHistory", "0x400", "latest", List.of())
                        .get("gasUsedRatio")
                        .size());
        assertEquals(
                -32602,
                bench.error("eth_feeHistory", "0x0", "latest").get("code").asInt());
        assertEquals(
                -32602,
                bench.error("eth_feeHistory", "0x1", "latest", "x").get("code").asInt());
    }

    @Test
    void block_numbers_are_those_folded() {
        long head = bench.ledger.head().height();
        assertEquals(head, Long.decode(bench.result("eth_blockNumber").asText()));
    }

    // ── accounts and calls ──

    @Test
    void balances_are_wei_at_any_kept_height() {
        assertEquals(
                "0x4563918244f40000",
                bench.result("eth_getBalance", Bench.ME, "latest").asText());
        assertEquals("0x0", bench.result("eth_getBalance", Bench.ME, "0x0").asText());
        assertEquals("0x0", bench.result("eth_getBalance", Bench.ME, "earliest").asText());
        assertEquals(
                "0x4563918244f40000", bench.result("eth_getBalance", Bench.ME).asText());
        var hash =
                bench.result("eth_getBlockByNumber", "0x1", false).get("hash").asText();
        assertEquals(
                "0x4563918244f40000",
                bench.result("eth_getBalance", Bench.ME, Bench.object("blockHash", hash))
                        .asText());
        assertEquals(
                "0x0",
                bench.result("eth_getBalance", Bench.ME, Bench.object("blockNumber", "0x0"))
                        .asText());
        assertEquals(
                -32001,
                bench.error("eth_getBalance", Bench.ME, "0xffffff").get("code").asInt());
        assertEquals(
                -32001,
                bench.error("eth_getBalance", Bench.ME, Hash.ZERO.toString())
                        .get("code")
                        .asInt());
        assertEquals(
                -32602,
                bench.error("eth_getBalance", Bench.ME, "newest").get("code").asInt());
        assertEquals(-32602, bench.error("eth_getBalance", "0x1234").get("code").asInt());
        assertEquals(-32602, bench.error("eth_getBalance").get("code").asInt());
    }

    @Test
    void nonces_count_what_waits_when_asked_so() {
        bench.ledger.blockPerTx(false);
        var before = Long.decode(
                bench.result("eth_getTransactionCount", Bench.ME, "latest").asText());
        var hash =
                bench.result("eth_sendRawTransaction", bench.transfer(before)).asText();
        assertEquals(
                before,
                Long.decode(bench.result("eth_getTransactionCount", Bench.ME, "latest")
                        .asText()));
        assertEquals(
                before + 1,
                Long.decode(bench.result("eth_getTransactionCount", Bench.ME, "pending")
                        .asText()));

        var waiting = bench.result("eth_getTransactionByHash", hash);
        assertTrue(waiting.get("blockNumber").isNull());
        assertEquals(Bench.ME.toString(), waiting.get("from").asText());
        assertTrue(bench.result("eth_getTransactionReceipt", hash).isNull());

        bench.ledger.commit();
        bench.ledger.blockPerTx(true);
        bench.folded();
        assertEquals(
                before + 1,
                Long.decode(bench.result("eth_getTransactionCount", Bench.ME, "latest")
                        .asText()));
        assertFalse(bench.result("eth_getTransactionByHash", hash)
                .get("blockNumber")
                .isNull());
    }

    @Test
    void system_addresses_have_code_and_nobody_has_storage() {
        assertEquals(
                "0xfe",
                bench.result("eth_getCode", Capability.SESSIONS.address(), "latest")
                        .asText());
        assertEquals("0x", bench.result("eth_getCode", Bench.ANN, "latest").asText());
        assertEquals(
                Hash.ZERO.toString(),
                bench.result("eth_getStorageAt", Bench.ANN, "0x0", "latest").asText());
        assertEquals(
                -32004,
                bench.error("eth_getProof", Bench.ANN, List.of(), "latest")
                        .get("code")
                        .asInt());
        assertTrue(bench.error("eth_getProof").get("message").asText().contains("stoa_read"));
    }

    @Test
    void a_view_answers_abi_bytes_now_and_then() throws Exception {
        var call = bench.ledger.network().views().encode(new ViewCall.Epoch());
        var bytes = Hex.decode(bench.result("eth_call", request(call), "latest").asText());
        assertEquals(
                3, ViewFunction.EPOCH.function().decodeResult(bytes).list(0).u63(0));
        var then = Hex.decode(bench.result("eth_call", request(call), "0x0").asText());
        assertEquals(0, ViewFunction.EPOCH.function().decodeResult(then).list(0).u63(0));
        var data = Bench.object("to", call.to().toString(), "data", Hex.encode(call.data()));
        assertEquals(Hex.encode(bytes), bench.result("eth_call", data).asText(), "data means input");
        data.put("input", "0x00");
        assertEquals(-32602, bench.error("eth_call", data).get("code").asInt(), "unless both say different things");
    }

    @Test
    void a_verb_is_tried_and_its_gas_is_exact() {
        var good = bench.ledger.network().verbs().encode(new Verb.CloseSession(1));
        assertEquals("0x", bench.result("eth_call", request(good), "latest").asText());
        assertEquals(
                Fees.gas(new Verb.CloseSession(1)),
                Long.decode(bench.result("eth_estimateGas", request(good)).asText()));
        assertEquals(
                "0x5208",
                bench.result("eth_estimateGas", Bench.object("to", Bench.ANN.toString(), "value", "0x1"))
                        .asText());
        assertEquals(
                -32004,
                bench.error("eth_call", request(good), "latest", Json.parse("{\"0x00\":{}}"))
                        .get("code")
                        .asInt());
    }

    @Test
    void a_refused_verb_reverts_with_our_reason_in_solidity_words() throws Exception {
        var bad = bench.ledger.network().verbs().encode(new Verb.CloseSession(2));
        for (var method : List.of("eth_call", "eth_estimateGas")) {
            var error = bench.error(method, request(bad), "latest");
            assertEquals(3, error.get("code").asInt());
            assertTrue(error.get("message").asText().startsWith("execution reverted: SESSION_UNKNOWN (501)"));
            var data = Hex.decode(error.get("data").asText());
            assertEquals("0x08c379a0", Hex.encode(Arrays.copyOf(data, 4)));
            assertEquals(
                    "SESSION_UNKNOWN (501): no such session",
                    Abi.decode(List.of(AbiType.STRING), data, 4).text(0));
        }
        var creation = bench.error("eth_estimateGas", Bench.object("input", "0x6000"));
        assertTrue(creation.get("message").asText().contains("CONTRACT_CREATION"));
        var rich = bench.error("eth_call", Bench.object("to", Bench.ANN.toString(), "value", "0x" + "f".repeat(64)));
        assertTrue(rich.get("message").asText().startsWith("insufficient funds"));
    }

    @Test
    void a_pruned_height_says_so() {
        var alone = new Bench();
        try (alone) {
            alone.ledger.commit();
            alone.ledger.commit();
            alone.folded();
            alone.ledger.pruneBefore(2);
            var error = alone.error("eth_getBalance", Bench.ME, "0x1");
            assertEquals(-32001, error.get("code").asInt());
            assertTrue(error.get("message").asText().contains("oldest kept is 2"));
            alone.ledger.unreachable(true);
            assertEquals(
                    -32002,
                    alone.error("eth_getBalance", Bench.ME, "0x2").get("code").asInt());
        }
    }

    // ── words ──

    private static Object request(Call call) {
        return Bench.object("to", call.to().toString(), "input", Hex.encode(call.data()), "from", Bench.ME.toString());
    }
}
