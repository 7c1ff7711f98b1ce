// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import stoa.kit.json.Json;
import stoa.rpc.RpcConfig;
import stoa.rpc.eth.Filters.Kept;
import stoa.rpc.json.Methods;
import stoa.rpc.json.Params;
import stoa.rpc.json.RpcError;
import stoa.views.Views;
import stoa.views.query.LogQueries.Filter;
import stoa.views.query.LogQueries.LogRow;

/// Logs by range or block, and filters for those who poll.
public final class LogMethods {
    private static final int ADDRESSES_MAX = 100;
    private static final int TOPICS_EACH_MAX = 100;

    private final Views views;
    private final Book book;
    private final Filters filters;
    private final RpcConfig config;

    LogMethods(Views views, Book book, Filters filters, RpcConfig config) {
        this.views = views;
        this.book = book;
        this.filters = filters;
        this.config = config;
    }

    void addTo(Methods methods) {
        methods.on("eth_getLogs", params -> logs(range(params.object(0))))
                .on("eth_newFilter", params -> newFilter(params.object(0)))
                .on("eth_newBlockFilter", _ -> filters.add(new Kept.Blocks(book.latest() + 1)))
                .on("eth_newPendingTransactionFilter", _ -> {
                    throw RpcError.unsupported("waiting transactions are not told; poll eth_newBlockFilter instead");
                })
                .on("eth_getFilterChanges", params -> changes(params.text(0)))
                .on("eth_getFilterLogs", params -> filterLogs(params.text(0)))
                .on("eth_uninstallFilter", params -> BooleanNode.valueOf(filters.remove(params.text(0))));
    }

    // ── what to look for ──

    /// Addresses and topics of a filter object, in all blocks.
    public static Filter what(Params object) {
        return new Filter(
                0,
                Long.MAX_VALUE,
                object.addresses("address", ADDRESSES_MAX),
                object.hashLists("topics", Filter.TOPICS_MOST, TOPICS_EACH_MAX));
    }

    private Filter range(Params object) {
        var what = what(object);
        var hash = object.optionalHash("blockHash");
        if (hash.isPresent()) {
            if (object.value("fromBlock").isPresent() || object.value("toBlock").isPresent())
                throw RpcError.invalidParams("blockHash stands alone, without fromBlock and toBlock");
            long height = book.page(hash.get())
                    .orElseThrow(() -> RpcError.notFound("block not found: " + hash.get()))
                    .block()
                    .height();
            return within(what, height, height);
        }
        long from = bound(object, "fromBlock");
        long wanted = bound(object, "toBlock");
        if (from > wanted) throw RpcError.invalidParams("invalid block range: fromBlock is behind toBlock");
        long to = Math.min(wanted, book.latest());
        if (to - from >= config.maxLogBlocks())
            throw RpcError.limit("query exceeds max block range " + config.maxLogBlocks() + "; ask for fewer blocks");
        return within(what, from, to);
    }

    private long bound(Params object, String name) {
        return object.value(name).map(value -> book.bound(value, name)).orElseGet(book::latest);
    }

    private static Filter within(Filter what, long from, long to) {
        return new Filter(from, to, what.addresses(), what.topics());
    }

    // ── looking ──

    private JsonNode logs(Filter filter) {
        var rows = views.queries().logs().find(filter, config.maxLogs() + 1);
        if (rows.size() > config.maxLogs())
            throw RpcError.limit("query returns more than " + config.maxLogs() + " results; the first "
                    + config.maxLogs() + " lie in blocks " + filter.fromHeight() + " to "
                    + rows.getLast().height() + ", so ask for fewer blocks, addresses or topics");
        return json(rows);
    }

    private ArrayNode json(List<LogRow> rows) {
        var json = Json.array();
        for (var row : rows)
            json.add(Shapes.log(
                    row.log(),
                    row.height(),
                    row.block(),
                    row.timeSeconds(),
                    row.number(),
                    row.place(),
                    row.tx().orElseGet(() -> views.logs().blockTx(row.height()))));
        return json;
    }

    // ── filters ──

    private TextNode newFilter(Params object) {
        var what = what(object);
        if (object.value("blockHash").isPresent())
            throw RpcError.invalidParams("a filter follows blocks to come; for one block use eth_getLogs");
        long from = object.value("fromBlock").isPresent() ? bound(object, "fromBlock") : 0;
        long to = object.value("toBlock")
                .filter(value ->
                        !value.asText().equals("latest") && !value.asText().equals("pending"))
                .map(value -> book.bound(value, "toBlock"))
                .orElse(Long.MAX_VALUE);
        return filters.add(new Kept.Logs(within(what, from, to), book.latest() + 1));
    }

    private JsonNode changes(String id) {
        var entry = filters.find(id);
        entry.lock().lock();
        try {
            return switch (entry.kept()) {
                case Kept.Blocks(long next) -> {
                    var hashes = Json.array();
                    long latest = book.latest();
                    long last = Math.min(latest, next + config.maxLogs() - 1);
                    for (long height = next; height <= last; height++)
                        book.page(height)
                                .ifPresent(
                                        page -> hashes.add(page.block().hash().toString()));
                    entry.keep(new Kept.Blocks(Math.max(next, last + 1)));
                    yield hashes;
                }
                case Kept.Logs(var filter, long next) -> {
                    long latest = Math.min(book.latest(), filter.toHeight());
                    var rows = views.queries()
                            .logs()
                            .find(within(filter, Math.max(next, filter.fromHeight()), latest), config.maxLogs() + 1);
                    var whole = wholeBlocks(rows);
                    long seen = rows.size() == whole.size()
                            ? latest + 1
                            : rows.getLast().height();
                    entry.keep(new Kept.Logs(filter, Math.max(next, seen)));
                    yield json(whole);
                }
            };
        } finally {
            entry.lock().unlock();
        }
    }

    /// Cut at the end of a block when there are too many, so that the next poll goes on there.
    private List<LogRow> wholeBlocks(List<LogRow> rows) {
        if (rows.size() <= config.maxLogs()) return rows;
        long cut = rows.getLast().height();
        var whole = rows.stream().filter(row -> row.height() < cut).toList();
        if (whole.isEmpty())
            throw RpcError.limit("block " + cut + " alone has more than " + config.maxLogs()
                    + " such logs; ask for fewer addresses or topics");
        return whole;
    }

    private JsonNode filterLogs(String id) {
        if (!(filters.find(id).kept() instanceof Kept.Logs logs))
            throw RpcError.invalidParams("filter " + id + " is one of blocks");
        return logs(within(
                logs.filter(),
                logs.filter().fromHeight(),
                Math.min(book.latest(), logs.filter().toHeight())));
    }
}
