// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import stoa.client.Ledger;
import stoa.client.Network;
import stoa.kit.crypto.Digests;
import stoa.rpc.json.Methods;
import stoa.rpc.json.Params;
import stoa.rpc.json.RpcError;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.chain.Submitted;
import stoa.types.tx.Refused;

/// Sending transactions and finding them again.
final class TxMethods {
    private final Ledger ledger;
    private final Network network;
    private final Book book;

    TxMethods(Ledger ledger, Network network, Book book) {
        this.ledger = ledger;
        this.network = network;
        this.book = book;
    }

    void addTo(Methods methods) {
        methods.on("eth_sendRawTransaction", this::send)
                .on("eth_getTransactionByHash", this::byHash)
                .on("eth_getTransactionReceipt", this::receipt)
                .on("eth_getRawTransactionByHash", this::raw);
        for (var name : new String[] {"eth_sendTransaction", "eth_sign", "eth_signTransaction", "eth_signTypedData_v4"})
            methods.on(name, _ -> {
                throw RpcError.unsupported("this node holds no keys; sign in a wallet and use eth_sendRawTransaction");
            });
    }

    private JsonNode send(Params params) {
        return switch (ledger.submit(params.data(0))) {
            case Submitted.Taken(var hash) -> TextNode.valueOf(hash.toString());
            case Submitted.Refused(var reason, var detail) -> throw Refusals.submitted(reason, detail);
        };
    }

    private JsonNode byHash(Params params) {
        var hash = params.hash(0);
        var found = book.find(hash);
        if (found.isPresent()) return Shapes.tx(found.get().page(), found.get().place());
        return waiting(hash).orElse(NullNode.instance);
    }

    private Optional<JsonNode> waiting(Hash hash) {
        return ledger.waiting(hash).map(raw -> {
            try {
                return Shapes.waiting(raw, hash, network.decoder().open(raw).sender());
            } catch (Refused refused) {
                throw new IllegalStateException("a waiting transaction cannot be read: " + hash, refused);
            }
        });
    }

    private JsonNode receipt(Params params) {
        return book.find(params.hash(0))
                .<JsonNode>map(found -> Shapes.receipt(found.page(), found.place()))
                .orElse(NullNode.instance);
    }

    private JsonNode raw(Params params) {
        var hash = params.hash(0);
        return book.find(hash)
                .filter(found -> !found.page().isOwnTx(found.place()))
                .map(found -> found.page().block().txs().get(found.place()).raw())
                .or(() -> ledger.waiting(hash))
                .filter(raw -> Digests.INSTANCE.keccak256(raw).equals(hash))
                .<JsonNode>map(raw -> TextNode.valueOf(Hex.encode(raw)))
                .orElse(NullNode.instance);
    }
}
