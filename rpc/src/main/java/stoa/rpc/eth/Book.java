// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import stoa.client.Ledger;
import stoa.rpc.json.Params;
import stoa.rpc.json.RpcError;
import stoa.types.Hash;
import stoa.views.Views;

/// Finds blocks and transactions. `latest` is the newest folded block for every method, balances too, so that whatever
/// a caller learns fits together.
public final class Book {
    private static final int PAGES_KEPT = 256;

    private final Ledger ledger;
    private final Views views;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Page> pages = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Page> eldest) {
            return size() > PAGES_KEPT;
        }
    };

    public Book(Ledger ledger, Views views) {
        this.ledger = ledger;
        this.views = views;
    }

    /// A transaction's block and its place there.
    record Place(Page page, int place) {}

    /// The newest folded height.
    public long latest() {
        long height = views.height();
        if (height < 0) throw new RpcError(RpcError.UNAVAILABLE, "the node is starting; try again in a moment");
        return height;
    }

    /// A folded block; empty when there is none at this height.
    public Optional<Page> page(long height) {
        if (height < 0 || height > latest()) return Optional.empty();
        lock.lock();
        try {
            var kept = pages.get(height);
            if (kept != null) return Optional.of(kept);
        } finally {
            lock.unlock();
        }
        var page = ledger.block(height).map(block -> Page.of(block, views.logs()));
        page.ifPresent(this::keep);
        return page;
    }

    private void keep(Page page) {
        lock.lock();
        try {
            pages.put(page.block().height(), page);
        } finally {
            lock.unlock();
        }
    }

    Optional<Page> page(Hash hash) {
        return views.queries().chain().block(hash).flatMap(row -> page(row.height()));
    }

    /// A real transaction or a block's own.
    Optional<Place> find(Hash tx) {
        var chain = views.queries().chain();
        var real = chain.tx(tx);
        if (real.isPresent())
            return page(real.get().height())
                    .map(page -> new Place(page, real.get().place()));
        return chain.blockOf(tx)
                .flatMap(row -> page(row.height()))
                .filter(Page::hasOwnTx)
                .map(page -> new Place(page, page.block().txs().size()));
    }

    /// The height that a parameter names: a tag, a quantity, or an object of EIP-1898. Missing is `latest`; a block
    /// that is not there is an error.
    public long height(Params params, int place) {
        var value = params.value(place);
        if (value.isEmpty()) return latest();
        var named = named(value.get(), params, place);
        return named.orElseThrow(() -> RpcError.notFound("block not found: there is no such block (yet)"));
    }

    /// The block that a parameter names; empty when it is not there.
    Optional<Page> page(Params params, int place) {
        var value = params.value(place);
        if (value.isEmpty()) throw params.wrong(place, "a block number or tag");
        return named(value.get(), params, place).flatMap(this::page);
    }

    /// The height that a bound of a range names, which may lie in the future.
    long bound(JsonNode value, String where) {
        return tag(value).orElseGet(() -> Params.number(value, where));
    }

    private Optional<Long> named(JsonNode value, Params params, int place) {
        if (value.isObject()) {
            var object = params.object(place);
            var hash = object.optionalHash("blockHash");
            if (hash.isPresent()) return byHash(hash.get());
            var number = object.optionalNumber("blockNumber");
            if (number.isEmpty()) throw params.wrong(place, "an object with blockHash or blockNumber");
            return number.filter(height -> height <= latest());
        }
        var tag = tag(value);
        if (tag.isPresent()) return tag;
        if (value.isTextual() && value.textValue().length() == 2 + 2 * Hash.BYTES)
            return byHash(Params.hash(value, "params[" + place + "]"));
        long height = Params.number(value, "params[" + place + "]");
        return height <= latest() ? Optional.of(height) : Optional.empty();
    }

    private Optional<Long> byHash(Hash hash) {
        return views.queries().chain().block(hash).map(row -> row.height());
    }

    /// Every committed block is final, so the tags for doubt name the newest.
    private Optional<Long> tag(JsonNode value) {
        if (!value.isTextual()) return Optional.empty();
        return switch (value.textValue()) {
            case "latest", "pending", "safe", "finalized" -> Optional.of(latest());
            case "earliest" -> Optional.of(0L);
            default -> Optional.empty();
        };
    }
}
