// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import stoa.client.Ledger;
import stoa.kit.json.Json;
import stoa.rpc.json.Methods;
import stoa.rpc.json.Params;
import stoa.rpc.json.Quantity;
import stoa.rpc.json.RpcError;
import stoa.types.Capability;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.chain.Simulated;
import stoa.types.state.Account;
import stoa.types.state.Tables;

/// What accounts hold and what calls would do.
final class StateMethods {
    /// The one byte that no contract can begin with: it says that somebody is home, and nothing about the code.
    private static final TextNode SYSTEM_CODE = TextNode.valueOf("0xfe");

    private final Ledger ledger;
    private final Book book;

    StateMethods(Ledger ledger, Book book) {
        this.ledger = ledger;
        this.book = book;
    }

    void addTo(Methods methods) {
        methods.on(
                        "eth_getBalance",
                        params -> Quantity.node(account(params).balance().toWei()))
                .on("eth_getTransactionCount", this::nonce)
                .on("eth_getCode", this::code)
                .on("eth_getStorageAt", this::storage)
                .on("eth_call", this::call)
                .on("eth_estimateGas", this::estimate)
                .on("eth_createAccessList", this::accessList)
                .on("eth_getProof", _ -> {
                    throw RpcError.unsupported("there is no Merkle-Patricia trie here; stoa_read gives a value"
                            + " of the state with its ICS-23 proof");
                });
    }

    private Account account(Params params) {
        var address = params.address(0);
        return ledger.get(Tables.ACCOUNTS, address, book.height(params, 1)).orElse(Account.EMPTY);
    }

    private JsonNode nonce(Params params) {
        boolean pending =
                params.value(1).filter(tag -> tag.asText().equals("pending")).isPresent();
        return Quantity.node(
                pending ? ledger.nextNonce(params.address(0)) : account(params).nonce());
    }

    private JsonNode code(Params params) {
        var address = params.address(0);
        book.height(params, 1);
        return Capability.at(address).isPresent() ? SYSTEM_CODE : TextNode.valueOf("0x");
    }

    private JsonNode storage(Params params) {
        params.address(0);
        if (params.value(1).isEmpty()) throw params.wrong(1, "a slot");
        book.height(params, 2);
        return TextNode.valueOf(Hash.ZERO.toString());
    }

    private JsonNode call(Params params) {
        return TextNode.valueOf(Hex.encode(simulate(params).output()));
    }

    private JsonNode estimate(Params params) {
        return Quantity.node(simulate(params).gas());
    }

    private JsonNode accessList(Params params) {
        var json = Json.object();
        json.putArray("accessList");
        return json.put("gasUsed", Quantity.hex(simulate(params).gas()));
    }

    private Simulated.Done simulate(Params params) {
        for (int place = 2; place < 4; place++)
            if (params.value(place).filter(given -> !given.isEmpty()).isPresent())
                throw RpcError.unsupported("params[" + place + "]: state and block overrides are not supported");
        var call = Calls.read(params.object(0));
        return switch (ledger.simulate(call, book.height(params, 1))) {
            case Simulated.Done done -> done;
            case Simulated.Refused refused -> throw Refusals.simulated(refused);
        };
    }
}
