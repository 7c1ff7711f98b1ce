// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import stoa.client.Ledger;
import stoa.kit.crypto.Digests;
import stoa.kit.json.Json;
import stoa.rpc.json.Methods;
import stoa.rpc.json.Params;
import stoa.rpc.json.Quantity;
import stoa.rpc.json.RpcError;
import stoa.types.tx.TxDecoder;
import stoa.views.Views;

/// The network, the node and what gas costs.
final class ChainMethods {
    private static final int FEE_BLOCKS_MAX = 1_024;
    private static final int PERCENTILES_MAX = 100;

    private final Ledger ledger;
    private final Views views;
    private final Book book;
    private final String version;

    ChainMethods(Ledger ledger, Views views, Book book, String version) {
        this.ledger = ledger;
        this.views = views;
        this.book = book;
        this.version = version;
    }

    void addTo(Methods methods) {
        long chainId = ledger.info().chainId();
        methods.on("eth_chainId", _ -> Quantity.node(chainId))
                .on("net_version", _ -> TextNode.valueOf(Long.toString(chainId)))
                .on("net_listening", _ -> BooleanNode.TRUE)
                .on("net_peerCount", _ -> Quantity.node(0))
                .on("web3_clientVersion", _ -> TextNode.valueOf(version))
                .on(
                        "web3_sha3",
                        params -> TextNode.valueOf(
                                Digests.INSTANCE.keccak256(params.data(0)).toString()))
                .on("eth_protocolVersion", _ -> Quantity.node(68))
                .on("eth_syncing", _ -> syncing())
                .on("eth_accounts", _ -> Json.array())
                .on("eth_mining", _ -> BooleanNode.FALSE)
                .on("eth_hashrate", _ -> Quantity.node(0))
                .on(
                        "eth_coinbase",
                        _ -> TextNode.valueOf(ledger.head().proposer().toString()))
                .on("eth_blockNumber", _ -> Quantity.node(book.latest()))
                .on("eth_gasPrice", _ -> Quantity.node(TxDecoder.GAS_PRICE_WEI))
                .on("eth_maxPriorityFeePerGas", _ -> Quantity.node(0))
                .on("eth_blobBaseFee", _ -> Quantity.node(0))
                .on("eth_feeHistory", this::feeHistory);
    }

    /// False once the views are level with the ledger, or as good as.
    private JsonNode syncing() {
        long head = ledger.head().height();
        long folded = views.height();
        if (folded >= head - 1) return BooleanNode.FALSE;
        return Json.object()
                .put("startingBlock", "0x0")
                .put("currentBlock", Quantity.hex(Math.max(0, folded)))
                .put("highestBlock", Quantity.hex(head));
    }

    private JsonNode feeHistory(Params params) {
        long wanted = params.number(0);
        long newest = book.height(params, 1);
        var percentiles = params.value(2);
        if (percentiles.isPresent()
                && (!percentiles.get().isArray() || percentiles.get().size() > PERCENTILES_MAX))
            throw params.wrong(2, "a list of at most " + PERCENTILES_MAX + " percentiles");
        long count = Math.min(Math.min(wanted, FEE_BLOCKS_MAX), newest + 1);
        if (count < 1) throw RpcError.invalidParams("params[0] should be at least 0x1");
        long oldest = newest - count + 1;
        var json = Json.object().put("oldestBlock", Quantity.hex(oldest));
        var baseFees = json.putArray("baseFeePerGas");
        var ratios = json.putArray("gasUsedRatio");
        for (var block : views.queries().chain().blocks(oldest, newest))
            ratios.add(Math.min(1, (double) block.gasUsed() / Shapes.BLOCK_GAS_LIMIT));
        for (long i = 0; i <= count; i++) baseFees.add(Quantity.hex(TxDecoder.GAS_PRICE_WEI));
        if (percentiles.isPresent()) {
            var rewards = json.putArray("reward");
            for (long i = 0; i < count; i++) {
                var row = rewards.addArray();
                for (int each = 0; each < percentiles.get().size(); each++) row.add("0x0");
            }
        }
        return json;
    }
}
