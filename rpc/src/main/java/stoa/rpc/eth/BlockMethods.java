// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import stoa.kit.json.Json;
import stoa.rpc.json.Methods;
import stoa.rpc.json.Params;
import stoa.rpc.json.Quantity;

/// Blocks, and transactions by their place in one. What is not there is null.
final class BlockMethods {
    private final Book book;

    BlockMethods(Book book) {
        this.book = book;
    }

    void addTo(Methods methods) {
        both(
                methods,
                "eth_getBlockBy%s",
                (params, page) -> Shapes.block(page, params.optionalFlag(1).orElse(false)));
        both(methods, "eth_getBlockTransactionCountBy%s", (_, page) -> Quantity.node(page.places()));
        both(methods, "eth_getUncleCountByBlock%s", (_, _) -> Quantity.node(0));
        both(methods, "eth_getUncleByBlock%sAndIndex", (_, _) -> NullNode.instance);
        both(methods, "eth_getTransactionByBlock%sAndIndex", BlockMethods::tx);
        methods.on("eth_getBlockReceipts", named(BlockMethods::receipts));
    }

    /// `…ByNumber` and `…ByHash` are one method here: a parameter says which it is.
    private void both(Methods methods, String name, BiFunction<Params, Page, JsonNode> answer) {
        methods.on(name.formatted("Number"), named(answer));
        methods.on(name.formatted("Hash"), params -> answer(params, book.page(params.hash(0)), answer));
    }

    private Function<Params, JsonNode> named(BiFunction<Params, Page, JsonNode> answer) {
        return params -> answer(params, book.page(params, 0), answer);
    }

    private static JsonNode answer(Params params, Optional<Page> page, BiFunction<Params, Page, JsonNode> answer) {
        return page.map(found -> answer.apply(params, found)).orElse(NullNode.instance);
    }

    private static JsonNode tx(Params params, Page page) {
        long place = params.number(1);
        return place < page.places() ? Shapes.tx(page, (int) place) : NullNode.instance;
    }

    private static JsonNode receipts(Params params, Page page) {
        var receipts = Json.array();
        for (int place = 0; place < page.places(); place++) receipts.add(Shapes.receipt(page, place));
        return receipts;
    }
}
