// SPDX-License-Identifier: Apache-2.0
package stoa.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import stoa.client.Follower;
import stoa.client.Ledger;
import stoa.client.LedgerFailure;
import stoa.kit.crypto.Digests;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.http.HttpFailure;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.Reason;
import stoa.types.chain.CallRequest;
import stoa.types.chain.ChainInfo;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.EventCodec;
import stoa.types.chain.Header;
import stoa.types.chain.Simulated;
import stoa.types.chain.StateEntry;
import stoa.types.chain.Submitted;
import stoa.types.codec.Reader;
import stoa.types.state.StateKey;

/// A ledger behind a node's JSON-RPC. Subscriptions wait at the node for the next block, so they hear of it at once.
public final class HttpLedger implements Ledger {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long WAIT_MILLIS = 20_000;
    private static final Duration IDLE = Duration.ofMillis(50);

    private final URI uri;
    private final HttpClient http;
    private final ChainInfo info;
    private final AtomicLong ids = new AtomicLong();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    private HttpLedger(URI uri, HttpClient http) {
        this.uri = uri;
        this.http = http;
        this.info = readInfo();
    }

    /// Asks the node which network it is on.
    ///
    /// @param uri of its JSON-RPC
    /// @throws LedgerFailure when nothing of ours answers there
    public static HttpLedger open(URI uri) {
        var http = new HttpClient(HttpClientConfig.defaults());
        try {
            return new HttpLedger(uri, http);
        } catch (RuntimeException failure) {
            http.close();
            throw failure;
        }
    }

    /// The same, and refuses any network but the one with this genesis.
    public static HttpLedger open(URI uri, Hash genesisHash) {
        var ledger = open(uri);
        if (ledger.info.genesisHash().equals(genesisHash)) return ledger;
        ledger.close();
        throw new LedgerFailure(
                LedgerFailure.Kind.WRONG_NETWORK, uri + " is on the network " + ledger.info.genesisHash(), null);
    }

    @Override
    public ChainInfo info() {
        return info;
    }

    @Override
    public Header head() {
        var result = call("stoa_head");
        return parse(() -> {
            var in = new Reader(bytes(result.path("header")));
            var header = Header.read(in);
            in.end();
            return header;
        });
    }

    @Override
    public Submitted submit(byte[] raw) {
        var result = call("stoa_submit", Hex.encode(raw));
        return parse(() -> result.has("refused")
                ? new Submitted.Refused(reason(result.path("refused")), text(result.path("refused"), "text"))
                : new Submitted.Taken(Hash.parse(text(result, "hash"))));
    }

    @Override
    public Simulated simulate(CallRequest request, long height) {
        var json = Json.object()
                .put("from", request.from().toString())
                .put("value", "0x" + request.value().toWei().toString(16))
                .put("input", Hex.encode(request.data()))
                .put("gas", quantity(request.gasLimit()));
        request.to().ifPresent(to -> json.put("to", to.toString()));
        var result = call("stoa_simulate", json, tag(height));
        return parse(() -> {
            long gas = number(result, "gas");
            if (result.has("refused"))
                return new Simulated.Refused(reason(result.path("refused")), gas, text(result.path("refused"), "text"));
            return new Simulated.Done(
                    gas, EventCodec.readAll(new Reader(bytes(result.path("events")))), bytes(result.path("output")));
        });
    }

    @Override
    public long nextNonce(Address account) {
        var result = call("stoa_nonce", account.toString());
        return parse(() -> number(result));
    }

    @Override
    public Optional<byte[]> waiting(Hash hash) {
        return optional(call("stoa_waiting", hash.toString()));
    }

    @Override
    public StateEntry read(StateKey key, long height) {
        var result = call("stoa_read", table(key.table()), Hex.encode(key.key()), tag(height), true);
        return parse(() -> new StateEntry(
                key,
                optional(result.path("value")),
                number(result, "height"),
                Hash.parse(text(result, "stateRoot")),
                bytes(result.path("proof"))));
    }

    @Override
    public Optional<byte[]> value(StateKey key, long height) {
        var result = call("stoa_read", table(key.table()), Hex.encode(key.key()), tag(height), false);
        return optional(result.path("value"));
    }

    @Override
    public List<Row> scan(byte table, byte[] prefix, byte[] after, int most) {
        var result = call("stoa_scan", table(table), Hex.encode(prefix), Hex.encode(after), quantity(most));
        return parse(() -> {
            var rows = new ArrayList<Row>();
            for (var row : result) rows.add(new Row(bytes(row.path("key")), bytes(row.path("value"))));
            return rows;
        });
    }

    @Override
    public List<CommittedBlock> blocks(long from, int most) {
        return blocks(from, most, 0);
    }

    private List<CommittedBlock> blocks(long from, int most, long waitMillis) {
        var result = call("stoa_blocks", quantity(from), quantity(most), quantity(waitMillis));
        return parse(() -> {
            var blocks = new ArrayList<CommittedBlock>();
            for (var json : result) {
                var block = CommittedBlock.decode(bytes(json));
                if (block.height() != from + blocks.size()
                        || !block.hash().equals(block.header().hash(Digests.INSTANCE)))
                    throw new IllegalArgumentException("not the block that was asked for");
                blocks.add(block);
            }
            return blocks;
        });
    }

    @Override
    public Subscription subscribe(long from, Consumer<CommittedBlock> receiver) {
        var follower =
                Follower.start("http-ledger", (next, most) -> blocks(next, most, WAIT_MILLIS), from, IDLE, receiver);
        followers.add(follower);
        return () -> {
            followers.remove(follower);
            follower.close();
        };
    }

    @Override
    public void close() {
        followers.forEach(Follower::close);
        http.close();
    }

    // ── JSON-RPC ──

    private ChainInfo readInfo() {
        var result = call("stoa_info");
        return parse(() -> new ChainInfo(
                number(result, "chainId"),
                Hash.parse(text(result, "genesisHash")),
                number(result, "genesisSeconds"),
                result.path("sandbox").asBoolean(),
                Math.toIntExact(number(result, "maxTxBytes"))));
    }

    private JsonNode call(String method, Object... params) {
        var body = Json.object()
                .put("jsonrpc", "2.0")
                .put("id", ids.incrementAndGet())
                .put("method", method);
        body.set("params", Json.parse(Json.write(params)));
        JsonNode answer;
        try {
            var reply = http.send(HttpCall.post(uri, "application/json", Json.write(body), PATIENCE));
            answer = Json.parse(reply.body());
        } catch (HttpFailure e) {
            throw LedgerFailure.unreachable("no answer from " + uri.getAuthority() + ": " + e.getMessage(), e);
        } catch (MalformedJson e) {
            throw LedgerFailure.malformed(uri.getAuthority() + " does not speak JSON-RPC", e);
        }
        if (answer.hasNonNull("error")) throw failure(answer.path("error"));
        if (!(answer instanceof ObjectNode) || !answer.has("result"))
            throw LedgerFailure.malformed(uri.getAuthority() + " does not speak JSON-RPC", null);
        return answer.path("result");
    }

    /// The node's own words; what kind of failure it is stands in the error's data where the node says so.
    private static LedgerFailure failure(JsonNode error) {
        var kind = LedgerFailure.Kind.MALFORMED;
        for (var each : LedgerFailure.Kind.values())
            if (error.path("data").path("kind").asText().equals(each.name())) kind = each;
        return new LedgerFailure(kind, error.path("message").asText("the node refused"), null);
    }

    private static <T> T parse(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
            throw LedgerFailure.malformed("the node's answer cannot be read: " + e.getMessage(), e);
        }
    }

    private static Object tag(long height) {
        return height == LATEST ? "latest" : quantity(height);
    }

    private static String table(byte prefix) {
        return Hex.encode(new byte[] {prefix});
    }

    private static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }

    private static Optional<byte[]> optional(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? Optional.empty() : Optional.of(parse(() -> bytes(value)));
    }

    private static byte[] bytes(JsonNode value) {
        if (!value.isTextual()) throw new IllegalArgumentException("bytes are missing");
        return Hex.decode(value.textValue());
    }

    private static String text(JsonNode json, String name) {
        if (!json.path(name).isTextual()) throw new IllegalArgumentException("'" + name + "' is missing");
        return json.path(name).textValue();
    }

    private static long number(JsonNode json, String name) {
        return number(json.path(name));
    }

    private static long number(JsonNode value) {
        if (!value.isTextual() || !value.textValue().startsWith("0x"))
            throw new IllegalArgumentException("a quantity is missing");
        return Long.parseUnsignedLong(value.textValue().substring(2), 16);
    }

    private static Reason reason(JsonNode refused) {
        return Reason.of(refused.path("reason").asInt());
    }
}
