// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import stoa.kit.json.Json;
import stoa.rpc.json.Quantity;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Capability;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.Reason;
import stoa.types.Signature;
import stoa.types.chain.CommittedTx;
import stoa.types.codec.EthTx;
import stoa.types.codec.Malformed;
import stoa.types.event.Log;
import stoa.types.tx.TxDecoder;
import stoa.views.BlockLogs;

/// Our blocks, transactions and logs in Ethereum's shape. What Ethereum has and we have not is zero or empty; what we
/// have and Ethereum has not stands in fields of its own, which clients pass over.
public final class Shapes {
    /// There is no limit to a block's gas; wallets want one, and this is far above what a block usually holds.
    static final long BLOCK_GAS_LIMIT = 1_000_000_000L;

    /// keccak-256 of the RLP of an empty list.
    private static final String NO_UNCLES = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";

    private static final BigInteger GAS_PRICE = TxDecoder.GAS_PRICE_WEI;

    private Shapes() {}

    // ── blocks ──

    /// @param whole transactions in full, otherwise their hashes
    static ObjectNode block(Page page, boolean whole) {
        var json = header(page);
        var txs = json.putArray("transactions");
        for (int place = 0; place < page.places(); place++)
            if (whole) txs.add(tx(page, place));
            else txs.add(page.txHash(place).toString());
        json.putArray("uncles");
        return json;
    }

    /// What `newHeads` sends.
    public static ObjectNode header(Page page) {
        var header = page.header();
        long bytes = header.encode().length;
        for (var tx : page.block().txs()) bytes += tx.raw().length;
        return Json.object()
                .put("number", Quantity.hex(header.height()))
                .put("hash", page.block().hash().toString())
                .put("parentHash", header.parent().toString())
                .put("nonce", "0x0000000000000000")
                .put("mixHash", header.seed().toString())
                .put("sha3Uncles", NO_UNCLES)
                .put("logsBloom", page.bloom().toString())
                .put("transactionsRoot", header.txsRoot().toString())
                .put("stateRoot", header.stateRoot().toString())
                .put("receiptsRoot", header.resultsRoot().toString())
                .put("miner", header.proposer().toString())
                .put("difficulty", "0x0")
                .put("totalDifficulty", "0x0")
                .put("extraData", "0x")
                .put("size", Quantity.hex(bytes))
                .put("gasLimit", Quantity.hex(Math.max(BLOCK_GAS_LIMIT, header.gasUsed())))
                .put("gasUsed", Quantity.hex(header.gasUsed()))
                .put("timestamp", Quantity.hex(header.timeSeconds()))
                .put("baseFeePerGas", Quantity.hex(GAS_PRICE));
    }

    // ── transactions ──

    static ObjectNode tx(Page page, int place) {
        if (page.isOwnTx(place)) return placed(ownTx(page), page, place);
        var tx = page.block().txs().get(place);
        return placed(tx(tx.raw(), tx.hash(), tx.sender()), page, place);
    }

    /// One that no block has yet.
    static ObjectNode waiting(byte[] raw, Hash hash, Address sender) {
        var json = tx(raw, hash, sender);
        json.putNull("blockHash");
        json.putNull("blockNumber");
        json.putNull("transactionIndex");
        return json;
    }

    private static ObjectNode placed(ObjectNode tx, Page page, int place) {
        return tx.put("blockHash", page.block().hash().toString())
                .put("blockNumber", Quantity.hex(page.block().height()))
                .put("transactionIndex", Quantity.hex(place));
    }

    private static ObjectNode tx(byte[] raw, Hash hash, Address sender) {
        var signed = signed(raw);
        var tx = signed.tx();
        var json = Json.object()
                .put("type", Quantity.hex(tx.kind().ordinal()))
                .put("hash", hash.toString())
                .put("nonce", Quantity.hex(tx.nonce()))
                .put("from", sender.toString());
        json.set("to", tx.to().<JsonNode>map(to -> text(to.toString())).orElse(NullNode.instance));
        json.put("value", Quantity.hex(tx.valueWei()))
                .put("gas", Quantity.hex(tx.gasLimit()))
                .put("gasPrice", Quantity.hex(tx.maxFeeWei().min(GAS_PRICE)))
                .put("input", Hex.encode(tx.data()));
        if (tx.kind() == EthTx.Kind.DYNAMIC_FEE)
            json.put("maxFeePerGas", Quantity.hex(tx.maxFeeWei()))
                    .put("maxPriorityFeePerGas", Quantity.hex(tx.maxPriorityWei()));
        if (tx.kind() != EthTx.Kind.LEGACY) accessList(json.putArray("accessList"), tx.accessList());
        if (tx.chainId() != 0) json.put("chainId", Quantity.hex(tx.chainId()));
        return signature(json, tx, signed.signature());
    }

    private static ObjectNode signature(ObjectNode json, EthTx tx, Signature signature) {
        long v =
                switch (tx.kind()) {
                    case LEGACY -> signature.recovery() + (tx.chainId() == 0 ? 27 : tx.chainId() * 2 + 35);
                    case ACCESS_LIST, DYNAMIC_FEE -> signature.recovery();
                };
        if (tx.kind() != EthTx.Kind.LEGACY) json.put("yParity", Quantity.hex(signature.recovery()));
        return json.put("v", Quantity.hex(v))
                .put("r", Quantity.hex(new BigInteger(1, signature.r().bytes())))
                .put("s", Quantity.hex(new BigInteger(1, signature.s().bytes())));
    }

    private static void accessList(ArrayNode json, List<EthTx.Access> list) {
        for (var access : list) {
            var slots =
                    json.addObject().put("address", access.address().toString()).putArray("storageKeys");
            for (var slot : access.slots()) slots.add(slot.toString());
        }
    }

    /// The block's own doing, as a transaction that nobody signed.
    private static ObjectNode ownTx(Page page) {
        return Json.object()
                .put("type", "0x0")
                .put("hash", page.ownTx().toString())
                .put("nonce", "0x0")
                .put("from", Address.ZERO.toString())
                .put("to", Capability.EPOCHS.address().toString())
                .put("value", "0x0")
                .put("gas", "0x0")
                .put("gasPrice", "0x0")
                .put("input", "0x")
                .put("v", "0x0")
                .put("r", "0x0")
                .put("s", "0x0");
    }

    // ── receipts and logs ──

    static ObjectNode receipt(Page page, int place) {
        boolean own = page.isOwnTx(place);
        Optional<CommittedTx> tx =
                own ? Optional.empty() : Optional.of(page.block().txs().get(place));
        var read = tx.map(each -> signed(each.raw()).tx());
        var json = Json.object()
                .put(
                        "type",
                        Quantity.hex(read.map(each -> each.kind().ordinal()).orElse(0)))
                .put("status", tx.flatMap(CommittedTx::refused).isPresent() ? "0x0" : "0x1")
                .put("transactionHash", page.txHash(place).toString())
                .put("transactionIndex", Quantity.hex(place))
                .put("blockHash", page.block().hash().toString())
                .put("blockNumber", Quantity.hex(page.block().height()))
                .put("from", tx.map(CommittedTx::sender).orElse(Address.ZERO).toString())
                .put(
                        "to",
                        read.flatMap(EthTx::to)
                                .orElse(Capability.EPOCHS.address())
                                .toString())
                .put("cumulativeGasUsed", Quantity.hex(page.gasUpTo(place)))
                .put("gasUsed", Quantity.hex(tx.map(CommittedTx::gasUsed).orElse(0L)))
                .put("effectiveGasPrice", Quantity.hex(tx.map(Shapes::gasPrice).orElse(BigInteger.ZERO)));
        json.putNull("contractAddress");
        var logs = json.putArray("logs");
        for (var entry : page.logsOf(place)) logs.add(log(page, entry));
        json.put(
                "logsBloom",
                Bloom.of(page.logsOf(place).stream().map(BlockLogs.Entry::log).toList())
                        .toString());
        tx.flatMap(CommittedTx::refused).ifPresent(reason -> json.set("refusal", refusal(reason)));
        return json;
    }

    /// Why an included transaction did nothing: a field of our own.
    private static ObjectNode refusal(Reason reason) {
        return Json.object()
                .put("reason", reason.code())
                .put("name", reason.name())
                .put("fault", reason.fault().name())
                .put("text", reason.text());
    }

    /// The fee really charged, per gas.
    private static BigInteger gasPrice(CommittedTx tx) {
        return tx.fee().equals(Amount.ZERO)
                ? BigInteger.ZERO
                : Coin.of(tx.fee()).toWei().divide(BigInteger.valueOf(tx.gasUsed()));
    }

    public static ObjectNode log(Page page, BlockLogs.Entry entry) {
        return log(
                entry.log(),
                page.block().height(),
                page.block().hash(),
                page.header().timeSeconds(),
                entry.number(),
                entry.place(),
                entry.tx());
    }

    static ObjectNode log(Log log, long height, Hash block, long timeSeconds, int number, int place, Hash tx) {
        var json = Json.object().put("address", log.address().toString());
        var topics = json.putArray("topics");
        for (var topic : log.topics()) topics.add(topic.toString());
        return json.put("data", Hex.encode(log.data()))
                .put("blockNumber", Quantity.hex(height))
                .put("blockHash", block.toString())
                .put("blockTimestamp", Quantity.hex(timeSeconds))
                .put("transactionHash", tx.toString())
                .put("transactionIndex", Quantity.hex(place))
                .put("logIndex", Quantity.hex(number))
                .put("removed", false);
    }

    private static EthTx.Signed signed(byte[] raw) {
        try {
            return EthTx.decodeAnyChain(raw, raw.length);
        } catch (Malformed malformed) {
            throw new IllegalStateException("a transaction the ledger took cannot be read", malformed);
        }
    }

    private static JsonNode text(String value) {
        return TextNode.valueOf(value);
    }
}
