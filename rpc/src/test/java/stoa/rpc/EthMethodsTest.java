// SPDX-License-Identifier: Apache-2.0
package stoa.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.client.fake.FakeLedger;
import stoa.client.fake.Script;
import stoa.kit.crypto.Digests;
import stoa.kit.json.Json;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.Reason;
import stoa.types.codec.Abi;
import stoa.types.codec.AbiType;
import stoa.types.codec.EthTx;
import stoa.types.event.Event;
import stoa.types.state.Epoch;
import stoa.types.state.One;
import stoa.types.state.Tables;
import stoa.types.tx.Call;
import stoa.types.tx.Fees;
import stoa.types.tx.Verb;
import stoa.types.tx.ViewCall;
import stoa.types.tx.ViewFunction;

/// Every Ethereum method against a ledger whose verbs are scripted: `closeSession(1)` is done, `closeSession(2)`
/// refused.
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

    // ── transactions ──

    @Test
    void the_three_kinds_wallets_sign_are_taken_and_shown_as_they_were() {
        long nonce = bench.ledger.nextNonce(Bench.ME);
        var legacy =
                EthTx.legacy(FakeLedger.CHAIN_ID, nonce, Bench.GWEI, 21_000, Bench.ANN, BigInteger.ONE, Bytes.EMPTY);
        var list = new EthTx(
                EthTx.Kind.ACCESS_LIST,
                FakeLedger.CHAIN_ID,
                nonce + 1,
                Bench.GWEI,
                Bench.GWEI,
                21_000,
                Optional.of(Bench.ANN),
                BigInteger.ONE,
                Bytes.EMPTY,
                List.of());
        var fee = EthTx.dynamicFee(
                FakeLedger.CHAIN_ID,
                nonce + 2,
                BigInteger.TWO,
                Bench.GWEI.multiply(BigInteger.TEN),
                50_000,
                Bench.ANN,
                BigInteger.ONE,
                Bytes.EMPTY);
        int type = 0;
        for (var tx : List.of(legacy, list, fee)) {
            var raw = bench.raw(tx);
            var hash = bench.result("eth_sendRawTransaction", raw).asText();
            assertEquals(Digests.INSTANCE.keccak256(Hex.decode(raw)).toString(), hash);
            bench.folded();
            var shown = bench.result("eth_getTransactionByHash", hash);
            assertEquals("0x" + type++, shown.get("type").asText());
            assertEquals("0x3b9aca00", shown.get("gasPrice").asText(), "the price really paid");
            assertEquals(Bench.ME.toString(), shown.get("from").asText());
            assertEquals(Bench.ANN.toString(), shown.get("to").asText());
            assertEquals("0x1", shown.get("value").asText());
            assertEquals("0x", shown.get("input").asText());
            assertEquals("0xeec7", shown.get("chainId").asText());
            assertEquals(tx.kind() != EthTx.Kind.LEGACY, shown.has("yParity"));
            assertEquals(tx.kind() == EthTx.Kind.DYNAMIC_FEE, shown.has("maxFeePerGas"));
            assertEquals(raw, bench.result("eth_getRawTransactionByHash", hash).asText());
            quantities(shown, "nonce", "gas", "v", "r", "s", "transactionIndex", "blockNumber");
        }
    }

    @Test
    void refusals_use_words_wallets_know_and_our_number() {
        long nonce = bench.ledger.nextNonce(Bench.ME);
        refusedAs("nonce too low", Reason.NONCE_TOO_LOW, bench.raw(legacy(0, 22_000)));
        refusedAs("nonce too high", Reason.NONCE_TOO_HIGH, bench.transfer(nonce + 5));
        refusedAs("intrinsic gas too low", Reason.GAS_TOO_LOW, bench.raw(legacy(nonce, 20_000)));
        refusedAs(
                "transaction underpriced: max fee per gas less than block base fee",
                Reason.GAS_PRICE_TOO_LOW,
                bench.raw(EthTx.legacy(
                        FakeLedger.CHAIN_ID, nonce, BigInteger.ONE, 21_000, Bench.ANN, BigInteger.ONE, Bytes.EMPTY)));
        refusedAs("invalid transaction", Reason.MALFORMED, "0x01c0");
        refusedAs("invalid transaction", Reason.MALFORMED, "0x");
        for (var each : Map.of(
                        Reason.FEE_UNPAYABLE, "insufficient funds for gas * price + value",
                        Reason.MEMPOOL_FULL, "txpool is full",
                        Reason.CHAIN_ID_WRONG, "invalid chain id for signer",
                        Reason.TOO_LARGE, "oversized data",
                        Reason.SIGNATURE_INVALID, "invalid sender")
                .entrySet()) {
            bench.ledger.refuseNext(each.getKey());
            refusedAs(each.getValue(), each.getKey(), bench.transfer(nonce));
        }
        bench.result("eth_sendRawTransaction", bench.transfer(nonce));
        refusedAs("already known", Reason.ALREADY_KNOWN, bench.transfer(nonce));
        assertEquals(
                -32602,
                bench.error("eth_sendRawTransaction", "hello").get("code").asInt());
        assertEquals(
                -32004,
                bench.error("eth_sendTransaction", Bench.object()).get("code").asInt());
        bench.folded();
    }

    @Test
    void a_receipt_tells_what_was_done_and_what_it_cost() {
        var hash = bench.sendTransfer();
        var receipt = bench.result("eth_getTransactionReceipt", hash);
        assertEquals("0x1", receipt.get("status").asText());
        assertEquals("0x5208", receipt.get("gasUsed").asText());
        assertEquals("0x5208", receipt.get("cumulativeGasUsed").asText());
        assertEquals("0x3b9aca00", receipt.get("effectiveGasPrice").asText());
        assertEquals("0x2", receipt.get("type").asText());
        assertTrue(receipt.get("contractAddress").isNull());
        assertFalse(receipt.has("refusal"));
        assertEquals(2, receipt.get("logs").size(), "the fee, then the transfer");
        var log = receipt.at("/logs/1");
        assertEquals(
                Capability.ACCOUNTS.address().toString(), log.get("address").asText());
        assertEquals(hash, log.get("transactionHash").asText());
        assertEquals(receipt.get("blockHash"), log.get("blockHash"));
        assertFalse(log.get("removed").asBoolean());
        quantities(log, "blockNumber", "transactionIndex", "logIndex", "blockTimestamp");
        assertEquals(514, receipt.get("logsBloom").asText().length());
        assertNotEquals("0x" + "0".repeat(512), receipt.get("logsBloom").asText());
        assertTrue(
                bench.result("eth_getTransactionReceipt", Hash.ZERO.toString()).isNull());
        assertTrue(
                bench.result("eth_getTransactionByHash", Hash.ZERO.toString()).isNull());
    }

    @Test
    void a_refused_transaction_in_a_block_has_status_0_and_says_why() {
        var call = bench.ledger.network().verbs().encode(new Verb.CloseSession(2));
        long gas = Fees.gas(new Verb.CloseSession(2));
        var raw = bench.raw(EthTx.dynamicFee(
                FakeLedger.CHAIN_ID,
                bench.ledger.nextNonce(Bench.ME),
                BigInteger.ZERO,
                BigInteger.ZERO,
                gas,
                call.to(),
                BigInteger.ZERO,
                call.data()));
        var hash = bench.result("eth_sendRawTransaction", raw).asText();
        bench.folded();
        var receipt = bench.result("eth_getTransactionReceipt", hash);
        assertEquals("0x0", receipt.get("status").asText());
        assertEquals("0x0", receipt.get("effectiveGasPrice").asText(), "a sandbox takes gas price 0");
        assertEquals(501, receipt.at("/refusal/reason").asInt());
        assertEquals("SESSION_UNKNOWN", receipt.at("/refusal/name").asText());
        assertEquals(1, receipt.get("logs").size(), "only the fee");
    }

    // ── blocks ──

    @Test
    void blocks_are_whole_in_ethereums_shape() {
        var hash = bench.sendTransfer();
        var block = bench.result("eth_getBlockByNumber", "latest", false);
        assertEquals(hash, block.at("/transactions/0").asText());
        assertEquals(block, bench.result("eth_getBlockByHash", block.get("hash").asText(), false));
        for (var tag : List.of("pending", "safe", "finalized"))
            assertEquals(block, bench.result("eth_getBlockByNumber", tag, false));
        assertEquals(
                "0x0",
                bench.result("eth_getBlockByNumber", "earliest", false)
                        .get("number")
                        .asText());
        quantities(block, "number", "difficulty", "size", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas");
        assertEquals(
                bench.ledger.head().stateRoot().toString(),
                block.get("stateRoot").asText());
        assertEquals(18, block.get("nonce").asText().length());
        assertEquals(0, block.get("uncles").size());
        var whole = bench.result("eth_getBlockByNumber", "latest", true);
        assertEquals(bench.result("eth_getTransactionByHash", hash), whole.at("/transactions/0"));
        assertTrue(bench.result("eth_getBlockByNumber", "0xfffffff", false).isNull());
        assertTrue(
                bench.result("eth_getBlockByHash", Hash.ZERO.toString(), true).isNull());
        assertEquals(
                -32602,
                bench.error("eth_getBlockByNumber", "latest", "yes").get("code").asInt());
        assertEquals(-32602, bench.error("eth_getBlockByNumber").get("code").asInt());
    }

    @Test
    void transactions_are_found_by_their_place_and_counted() {
        var hash = bench.sendTransfer();
        var block = bench.result("eth_getBlockByNumber", "latest", false);
        var number = block.get("number").asText();
        var blockHash = block.get("hash").asText();
        var tx = bench.result("eth_getTransactionByHash", hash);
        assertEquals(tx, bench.result("eth_getTransactionByBlockNumberAndIndex", number, "0x0"));
        assertEquals(tx, bench.result("eth_getTransactionByBlockHashAndIndex", blockHash, "0x0"));
        assertTrue(bench.result("eth_getTransactionByBlockNumberAndIndex", number, "0x9")
                .isNull());
        assertEquals(
                "0x1",
                bench.result("eth_getBlockTransactionCountByNumber", number).asText());
        assertEquals(
                "0x1",
                bench.result("eth_getBlockTransactionCountByHash", blockHash).asText());
        assertEquals(
                "0x0", bench.result("eth_getUncleCountByBlockNumber", number).asText());
        assertTrue(bench.result("eth_getUncleByBlockHashAndIndex", blockHash, "0x0")
                .isNull());
        var receipts = bench.result("eth_getBlockReceipts", number);
        assertEquals(List.of(bench.result("eth_getTransactionReceipt", hash)), list(receipts));
    }

    @Test
    void what_a_block_does_itself_is_a_transaction_that_nobody_signed() {
        bench.ledger.commit(
                List.of(new Event.SeedSigned(1, Hash.ZERO, Bench.ANN)), List.of(new Event.Incident(1, "planted")));
        bench.folded();
        long height = bench.ledger.head().height();
        var own = Digests.INSTANCE
                .keccak256("block".getBytes(UTF_8), Bytes.ofLong(height))
                .toString();
        var block = bench.result("eth_getBlockByNumber", "latest", true);
        assertEquals(own, block.at("/transactions/0/hash").asText());
        var tx = bench.result("eth_getTransactionByHash", own);
        assertEquals(Address.ZERO.toString(), tx.get("from").asText());
        assertEquals(block.at("/transactions/0"), tx);
        var receipt = bench.result("eth_getTransactionReceipt", own);
        assertEquals("0x1", receipt.get("status").asText());
        assertEquals("0x0", receipt.get("gasUsed").asText());
        assertEquals(2, receipt.get("logs").size());
        assertEquals(own, receipt.at("/logs/0/transactionHash").asText());
        assertEquals(block.get("logsBloom"), receipt.get("logsBloom"));
        assertEquals(List.of(receipt), list(bench.result("eth_getBlockReceipts", "latest")));
        var quiet = bench.ledger.commit();
        bench.folded();
        var hash = Digests.INSTANCE.keccak256("block".getBytes(UTF_8), Bytes.ofLong(quiet.height()));
        assertTrue(bench.result("eth_getTransactionByHash", hash.toString()).isNull(), "a quiet block has none");
    }

    @Test
    void the_order_of_many_transactions_and_their_logs_is_the_blocks() {
        bench.ledger.blockPerTx(false);
        long nonce = bench.ledger.nextNonce(Bench.ME);
        for (int i = 0; i < 5; i++) bench.result("eth_sendRawTransaction", bench.transfer(nonce + i));
        bench.ledger.commit(new Event.EpochDecided(4, 1, 2, 3));
        bench.ledger.blockPerTx(true);
        bench.folded();
        var receipts = list(bench.result("eth_getBlockReceipts", "latest"));
        assertEquals(6, receipts.size());
        long number = 0;
        for (int i = 0; i < 6; i++) {
            assertEquals("0x" + i, receipts.get(i).get("transactionIndex").asText());
            assertEquals(
                    21_000L * Math.min(i + 1, 5),
                    Long.decode(receipts.get(i).get("cumulativeGasUsed").asText()));
            for (var log : receipts.get(i).get("logs"))
                assertEquals(number++, Long.decode(log.get("logIndex").asText()));
        }
        assertEquals(11, number);
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

    private static EthTx legacy(long nonce, long gas) {
        return EthTx.legacy(FakeLedger.CHAIN_ID, nonce, Bench.GWEI, gas, Bench.ANN, BigInteger.ONE, Bytes.EMPTY);
    }

    private static void refusedAs(String words, Reason reason, String raw) {
        if (reason == Reason.NONCE_TOO_LOW && bench.ledger.nextNonce(Bench.ME) == 0) bench.sendTransfer();
        var error = bench.error("eth_sendRawTransaction", raw);
        assertEquals(-32000, error.get("code").asInt());
        assertTrue(error.get("message").asText().startsWith(words + ": "), () -> error.toString());
        assertEquals(reason.code(), error.at("/data/reason").asInt());
        assertEquals(reason.name(), error.at("/data/name").asText());
    }

    private static Object request(Call call) {
        return Bench.object("to", call.to().toString(), "input", Hex.encode(call.data()), "from", Bench.ME.toString());
    }

    private static void quantities(JsonNode json, String... names) {
        for (var name : names)
            assertTrue(json.path(name).asText().matches("0x(0|[1-9a-f][0-9a-f]*)"), () -> name + " of " + json);
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
