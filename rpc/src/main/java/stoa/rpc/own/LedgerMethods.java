// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import stoa.client.Ledger;
import stoa.client.LedgerFailure;
import stoa.client.Network;
import stoa.kit.crypto.Digests;
import stoa.kit.json.Json;
import stoa.rpc.eth.Book;
import stoa.rpc.eth.Calls;
import stoa.rpc.eth.Refusals;
import stoa.rpc.json.Methods;
import stoa.rpc.json.Params;
import stoa.rpc.json.Quantity;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Hex;
import stoa.types.Reason;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.EventCodec;
import stoa.types.chain.Simulated;
import stoa.types.chain.Submitted;
import stoa.types.state.StateKey;
import stoa.types.state.Table;
import stoa.types.state.Tables;

/// The ledger port over the wire. `latest` is the ledger's own head here, not the fold's: these methods read no views.
public final class LedgerMethods {
    /// Of the encoded blocks in one answer; one block may be larger.
    private static final int BLOCK_BYTES_MAX = 8 << 20;
    private static final long WAIT_MILLIS_MAX = 20_000;
    /// Callers that wait for a block at once; more are answered without waiting.
    private static final int WAITERS_MAX = 1_000;

    private final Ledger ledger;
    private final Book book;
    private final Heads heads;
    private final Semaphore waiters = new Semaphore(WAITERS_MAX);

    public LedgerMethods(Ledger ledger, Book book, Heads heads) {
        this.ledger = ledger;
        this.book = book;
        this.heads = heads;
    }

    public void addTo(Methods methods) {
        methods.on("stoa_info", _ -> info())
                .on("stoa_head", _ -> head())
                .on("stoa_submit", this::submit)
                .on("stoa_simulate", this::simulate)
                .on("stoa_nonce", params -> Quantity.node(ledger.nextNonce(params.address(0))))
                .on("stoa_waiting", params -> data(ledger.waiting(params.hash(0))))
                .on("stoa_read", this::read)
                .on("stoa_scan", this::scan)
                .on("stoa_blocks", this::blocks)
                .on("stoa_tables", _ -> tables())
                .on("stoa_reasons", _ -> reasons());
    }

    // ── the network ──

    private JsonNode info() {
        var info = ledger.info();
        var domain = Network.of(info).typed().domain();
        var json = Json.object()
                .put("chainId", Quantity.hex(info.chainId()))
                .put("genesisHash", info.genesisHash().toString())
                .put("genesisSeconds", Quantity.hex(info.genesisSeconds()))
                .put("sandbox", info.sandbox())
                .put("maxTxBytes", Quantity.hex(info.maxTxBytes()))
                .put("height", Quantity.hex(ledger.head().height()))
                .put("folded", Quantity.hex(book.latest()));
        json.putObject("domain")
                .put("name", domain.name())
                .put("version", domain.version())
                .put("chainId", Quantity.hex(domain.chainId()))
                .put("verifyingContract", domain.verifyingContract().toString())
                .put("salt", info.genesisHash().toString());
        var capabilities = json.putObject("capabilities");
        for (var each : Capability.values())
            capabilities.put(
                    each.name().toLowerCase(Locale.ROOT), each.address().toString());
        return json;
    }

    private JsonNode head() {
        var head = ledger.head();
        return Json.object()
                .put("height", Quantity.hex(head.height()))
                .put("hash", head.hash(Digests.INSTANCE).toString())
                .put("header", Hex.encode(head.encode()));
    }

    // ── transactions ──

    private JsonNode submit(Params params) {
        return switch (ledger.submit(params.data(0))) {
            case Submitted.Taken(var hash) -> Json.object().put("hash", hash.toString());
            case Submitted.Refused(var reason, var detail) ->
                Json.object().set("refused", Refusals.data(reason, detail));
        };
    }

    private JsonNode simulate(Params params) {
        return switch (ledger.simulate(Calls.read(params.object(0)), height(params, 1))) {
            case Simulated.Done done ->
                Json.object()
                        .put("gas", Quantity.hex(done.gas()))
                        .put("output", Hex.encode(done.output()))
                        .put("events", Hex.encode(EventCodec.encodeAll(done.events())));
            case Simulated.Refused(var reason, long gas, var detail) ->
                Json.object().put("gas", Quantity.hex(gas)).set("refused", Refusals.data(reason, detail));
        };
    }

    // ── state ──

    /// `stoa_read(table, key, block = latest, proof = true)`.
    private JsonNode read(Params params) {
        var key = new StateKey(table(params).prefix(), params.data(1));
        long height = height(params, 2);
        var json = Json.object()
                .put("table", Hex.encode(new byte[] {key.table()}))
                .put("key", Hex.encode(key.key()))
                .put("path", key.path(Digests.INSTANCE).toString());
        if (!params.optionalFlag(3).orElse(true)) return json.set("value", data(ledger.value(key, height)));
        var entry = ledger.read(key, height);
        json.set("value", data(entry.value()));
        return json.put("height", Quantity.hex(entry.height()))
                .put("stateRoot", entry.root().toString())
                .put("proof", Hex.encode(entry.proof()));
    }

    /// `stoa_scan(table, prefix = 0x, after = 0x, most = 1000)`.
    private JsonNode scan(Params params) {
        var rows = Json.array();
        for (var row : ledger.scan(
                table(params).prefix(),
                params.value(1).isPresent() ? params.data(1) : Bytes.EMPTY,
                params.value(2).isPresent() ? params.data(2) : Bytes.EMPTY,
                most(params, 3, Ledger.SCAN_MOST)))
            rows.addObject().put("key", Hex.encode(row.key())).put("value", Hex.encode(row.value()));
        return rows;
    }

    private static Table<?, ?> table(Params params) {
        var given = params.text(0);
        for (var table : Tables.ALL)
            if (table.name().equals(given)
                    || Hex.encode(new byte[] {table.prefix()}).equals(given)) return table;
        throw params.wrong(0, "a table's name or its prefix byte; stoa_tables lists them");
    }

    private static JsonNode tables() {
        var json = Json.array();
        for (var table : Tables.ALL)
            json.addObject().put("name", table.name()).put("prefix", Hex.encode(new byte[] {table.prefix()}));
        return json;
    }

    // ── blocks ──

    /// `stoa_blocks(from, most = 64, waitMillis = 0)`: encoded blocks; waits for the first when it is not there yet.
    private JsonNode blocks(Params params) {
        long from = params.number(0);
        int most = most(params, 1, Ledger.BLOCKS_MOST);
        long waitMillis = Math.min(params.optionalNumber(2).orElse(0L), WAIT_MILLIS_MAX);
        var found = ledger.blocks(from, most);
        if (found.isEmpty() && waitMillis > 0 && waiters.tryAcquire()) {
            try {
                heads.await(from, waitMillis);
            } finally {
                waiters.release();
            }
            found = ledger.blocks(from, most);
        }
        return encoded(found);
    }

    private static JsonNode encoded(List<CommittedBlock> blocks) {
        var json = Json.array();
        long bytes = 0;
        for (var block : blocks) {
            var encoded = block.encode();
            bytes += encoded.length;
            if (!json.isEmpty() && bytes > BLOCK_BYTES_MAX) break;
            json.add(Hex.encode(encoded));
        }
        return json;
    }

    // ── words ──

    private static JsonNode reasons() {
        var json = Json.array();
        for (var reason : Reason.values()) json.add(Refusals.data(reason, reason.text()));
        return json;
    }

    // ── inside ──

    /// The ledger's own sense of a height.
    private long height(Params params, int place) {
        var value = params.value(place);
        if (value.isEmpty() || value.get().asText().equals("latest")) return Ledger.LATEST;
        if (value.get().isTextual()
                && value.get().textValue().startsWith("0x")
                && value.get().textValue().length() < 66) {
            long height = params.number(place);
            long head = ledger.head().height();
            if (height > head) throw LedgerFailure.notYet(height, head);
            return height;
        }
        return book.height(params, place);
    }

    private static int most(Params params, int place, int limit) {
        long most = params.optionalNumber(place).orElse((long) limit);
        if (most < 1 || most > limit) throw params.wrong(place, "a number from 1 to " + limit);
        return (int) most;
    }

    private static JsonNode data(Optional<byte[]> bytes) {
        return bytes.<JsonNode>map(value -> TextNode.valueOf(Hex.encode(value))).orElse(NullNode.instance);
    }
}
