// SPDX-License-Identifier: Apache-2.0
package stoa.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
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
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.Reason;
import stoa.types.codec.EthTx;
import stoa.types.event.Event;
import stoa.types.state.Epoch;
import stoa.types.state.One;
import stoa.types.state.Tables;
import stoa.types.tx.Fees;
import stoa.types.tx.Verb;

/// Every Ethereum method against a ledger whose verbs are scripted: `closeSession(1)` is done, `closeSession(2)`
/// refused.
class EthBlocksTest {
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

    private static void quantities(JsonNode json, String... names) {
        for (var name : names)
            assertTrue(json.path(name).asText().matches("0x(0|[1-9a-f][0-9a-f]*)"), () -> name + " of " + json);
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
