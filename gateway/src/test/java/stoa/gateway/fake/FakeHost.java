// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stoa.client.Ledger;
import stoa.client.Network;
import stoa.kit.crypto.Base64Url;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.http.HttpServer;
import stoa.kit.http.HttpServerConfig;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.kit.http.Routes;
import stoa.kit.http.Stream;
import stoa.kit.json.Json;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Usage;
import stoa.types.codec.Malformed;
import stoa.types.market.Promises;
import stoa.types.market.Receipt;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Wire;
import stoa.types.state.LaneKey;
import stoa.types.state.Tables;

/// A host that signs real receipts, believes only vouchers that cover what it does, and misbehaves on request. Its
/// engine says `word ` as often as it is told to.
public final class FakeHost implements AutoCloseable {
    /// Input units of every request, whatever its size.
    public static final long INPUT = 10;

    private final PrivateKey key = PrivateKey.generate();
    private final Ledger ledger;
    private final Promises promises;
    private final InstantSource clock;
    private final HttpServer server;
    private final Map<LaneKey, Book> books = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Trick> tricks = new ConcurrentLinkedQueue<>();
    private final List<String> prompts = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger vouchersAlone = new AtomicInteger();
    private volatile Trick always = Trick.HONEST;
    private volatile int words = 3;
    private volatile @Nullable Semaphore gate;
    private volatile boolean alive = true;

    /// What the host knows of a lane.
    private static final class Book {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final TreeMap<Long, SignedReceipt> receipts = new TreeMap<>();
        private final Map<String, Long> reserved = new ConcurrentHashMap<>();
        private final List<Hash> cancels = new ArrayList<>();
        private final Map<Hash, Long> cancelUnits = new ConcurrentHashMap<>();
        private @Nullable SignedVoucher newest;
        private long next;
        private long open;
        private boolean end;

        long earned() {
            long sum = newest == null ? 0 : newest.voucher().earned().obol();
            long from = newest == null ? 0 : newest.voucher().count();
            for (var signed : receipts.tailMap(from).values())
                sum += signed.receipt().cost().obol();
            return sum;
        }

        boolean covers(long more) {
            return newest != null
                    && earned() + open + more <= newest.voucher().ceiling().obol();
        }

        void take(SignedVoucher voucher) {
            lock.lock();
            try {
                var now = voucher.voucher();
                boolean newer = newest == null
                        || now.count() > newest.voucher().count()
                        || now.count() == newest.voucher().count()
                                && newest.voucher().ceiling().below(now.ceiling());
                if (newer) newest = voucher;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    public FakeHost(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
        this.promises = new Promises(Network.of(ledger.info()).typed(), Network.RECOVERY);
        this.server = HttpServer.start(
                HttpServerConfig.of("fake-host", "127.0.0.1", 0)
                        .withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ZERO),
                new Routes()
                        .post(Wire.ANSWER + "{kind}", this::answer)
                        .post(Wire.VOUCHER, this::voucher)
                        .post(Wire.CANCEL, this::cancel)
                        .get(Wire.RECEIPTS + "{session}/{lane}", this::receipts)
                        .get(Wire.STATUS, _ -> Response.json(alive ? 200 : 503, Json.write(Json.object()))));
    }

    public Address address() {
        return Secp256k1.addressOf(key);
    }

    public URI uri() {
        return server.uri();
    }

    // ── what tests say ──

    /// What becomes of the next requests, one after the other; then it is honest again.
    public FakeHost next(Trick... next) {
        tricks.addAll(List.of(next));
        return this;
    }

    /// What becomes of every request for which nothing else was said.
    public FakeHost always(Trick trick) {
        always = trick;
        return this;
    }

    /// How many words, and so output units, an answer has.
    public FakeHost words(int count) {
        words = count;
        return this;
    }

    /// From now on every word of a stream after the first waits for a permit.
    public Semaphore gate() {
        var made = new Semaphore(0);
        gate = made;
        return made;
    }

    /// As if no voucher had ever come.
    public void forgetVouchers() {
        for (var book : books.values()) {
            book.lock.lock();
            try {
                book.newest = null;
            } finally {
                book.lock.unlock();
            }
        }
    }

    public void openGate() {
        var now = gate;
        if (now != null) now.release(1_000_000);
        gate = null;
    }

    public void alive(boolean now) {
        alive = now;
    }

    // ── what tests ask ──

    public int asked() {
        return asked.get();
    }

    public int vouchersAlone() {
        return vouchersAlone.get();
    }

    /// Bodies as they arrived.
    public List<String> bodies() {
        return prompts;
    }

    /// The newest voucher of a session's lane here.
    public @Nullable SignedVoucher newest(long session) {
        for (var entry : books.entrySet()) if (entry.getKey().session() == session) return entry.getValue().newest;
        return null;
    }

    /// Every receipt signed in a session, in order.
    public List<SignedReceipt> receipts(long session) {
        for (var entry : books.entrySet())
            if (entry.getKey().session() == session)
                return List.copyOf(entry.getValue().receipts.values());
        return List.of();
    }

    /// Digest of a receipt, as the lane's root holds it.
    public Hash digest(SignedReceipt signed) {
        return promises.typed().receipt(signed.receipt());
    }

    public int cancels() {
        return books.values().stream().mapToInt(book -> book.cancels.size()).sum();
    }

    // ── answers ──

    private Response answer(Request request) throws Exception {
        asked.incrementAndGet();
        var queued = tricks.poll();
        var trick = queued == null ? always : queued;
        prompts.add(new String(request.body(), UTF_8));
        var voucher = promises.voucher(
                Base64Url.decode(request.header(Wire.VOUCHER_HEADER).orElseThrow()));
        var lane = new LaneKey(voucher.voucher().session(), voucher.voucher().lane());
        var book = books.computeIfAbsent(lane, _ -> new Book());
        switch (trick) {
            case STALL -> Thread.sleep(Duration.ofMinutes(1));
            case DIE_BEFORE -> {
                return die();
            }
            case ENGINE_DOWN -> {
                return refusal(503, Wire.ENGINE_UNAVAILABLE);
            }
            case LANE_UNKNOWN_ONCE -> {
                return refusal(404, Wire.LANE_UNKNOWN);
            }
            case REFUSE_VOUCHER -> {
                return refusal(409, "voucher_earned_wrong");
            }
            case BAD_REQUEST -> {
                var error = Json.object().put("code", "bad").put("message", "bad");
                error.putObject("error")
                        .put("message", "temperature is too hot")
                        .put("type", "invalid_request_error")
                        .put("param", "temperature")
                        .put("code", "invalid_value");
                return Response.json(400, Json.write(error));
            }
            case SATURATED, SATURATED_UNSIGNED -> {
                return saturated(lane, trick == Trick.SATURATED ? key : PrivateKey.generate());
            }
            default -> {}
        }
        book.take(voucher);
        long input = trick == Trick.RECOUNT ? request.body().length + 200L : INPUT;
        if (trick == Trick.RECOUNT_ABSURD) input = request.body().length + 10_000L;
        long most = Json.parse(request.body()).path("max_tokens").asLong(Long.MAX_VALUE >> 16);
        boolean embeds = request.pathParam("kind").equals("embeddings");
        var run = new Run(request, lane, book, trick, input, embeds ? 0 : most);
        return run.start();
    }

    private Response saturated(LaneKey lane, PrivateKey signer) {
        long at = clock.millis() + 60_000;
        var promise = Wire.retryPromise(Digests.INSTANCE, lane.session(), lane.lane(), at);
        return refusal(429, Wire.SATURATED)
                .with(Wire.RETRY_AT_HEADER, Long.toString(at))
                .with(
                        Wire.RETRY_HEADER,
                        Base64Url.encode(Secp256k1.sign(promise, signer).bytes()));
    }

    private static Response refusal(int status, String code) {
        return Response.json(status, Json.write(Json.object().put("code", code).put("message", code)));
    }

    private static Response die() {
        return Response.events(_ -> {
            throw new InterruptedException("the host dies");
        });
    }

    /// One answer.
    private final class Run {
        private final Request request;
        private final LaneKey lane;
        private final Book book;
        private final Trick trick;
        private final long input;
        private final long most;
        private final String id;
        private final long started = clock.millis();
        private final java.security.MessageDigest digest = Digests.newSha256();
        private long granted;
        private long held;
        private long output;

        Run(Request request, LaneKey lane, Book book, Trick trick, long input, long most) {
            this.request = request;
            this.lane = lane;
            this.book = book;
            this.trick = trick;
            this.input = input;
            this.most = most;
            this.id = request.header(Wire.REQUEST_HEADER).orElseThrow();
            this.granted = Math.min(1_024, most);
        }

        Response start() throws Exception {
            long need = cost(granted);
            book.lock.lock();
            try {
                if (!book.covers(need)) {
                    var json = Json.object()
                            .put("code", Wire.VOUCHER_NEEDED)
                            .put("message", "more")
                            .put("input", input);
                    return Response.json(402, Json.write(json.put("ceiling", book.earned() + book.open + need)));
                }
                hold(need);
                book.reserved.put(
                        id, Long.parseLong(request.header(Wire.RESERVED_HEADER).orElseThrow()));
            } finally {
                book.lock.unlock();
            }
            boolean stream = Json.parse(request.body()).path("stream").asBoolean(false);
            if (stream) return Response.events(this::stream);
            boolean framed = trick == Trick.FRAMED || Math.min(words, most) > granted;
            return framed ? Response.events(this::frame) : whole();
        }

        private void hold(long obol) {
            book.open += obol - held;
            held = obol;
        }

        private long cost(long units) {
            return FakeMarket.PRICES.cost(new Usage(input, 0, units)).obol();
        }

        private Response whole() throws InterruptedException {
            output = Math.min(words, most);
            var body = chat();
            digest.update(body);
            var receipt = sign(0, input);
            if (trick == Trick.LOSE_ANSWER) return die();
            var response = Response.json(200, body);
            return trick == Trick.NO_RECEIPT
                    ? response
                    : response.with(Wire.RECEIPT_HEADER, Base64Url.encode(Promises.bytes(receipt)));
        }

        private void frame(Stream out) throws Exception {
            long goal = Math.min(words, most);
            while (goal > granted && more(out)) {}
            output = Math.min(goal, granted);
            var body = chat();
            digest.update(body);
            write(out, ": stoa-alive\n\n");
            write(out, "data: " + new String(body, UTF_8) + "\n\n");
            receipt(out, 0);
        }

        private void stream(Stream out) throws Exception {
            if (trick == Trick.STALL_AFTER_HEAD) {
                write(out, ": stoa-alive\n\n");
                Thread.sleep(Duration.ofMinutes(1));
            }
            if (trick == Trick.FAIL_FIRST) {
                fail(out);
                return;
            }
            long goal = Math.min(words, most);
            boolean ended = false;
            while (output < goal && !ended) {
                if (output == granted && !more(out)) break;
                var pause = gate;
                if (output > 0 && pause != null) pause.acquire();
                ended = cancelled();
                if (ended) break;
                output++;
                data(
                        out,
                        "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"}}]}");
                if (trick == Trick.DIE_AFTER_FIRST) throw new InterruptedException("the host dies");
                if (trick == Trick.FAIL_AFTER_FIRST) {
                    fail(out);
                    return;
                }
            }
            var reason = output < goal && output == granted || output == most ? "length" : "stop";
            if (!ended)
                data(
                        out,
                        "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
                                + reason + "\"}]}");
            receipt(out, ended ? Receipt.FLAG_ABORTED : 0);
        }

        private boolean cancelled() {
            var hash = Digests.INSTANCE.sha256(request.body());
            var units = book.cancelUnits.get(hash);
            if (units == null) return false;
            output = Math.min(output, units);
            return true;
        }

        private void fail(Stream out) throws Exception {
            data(
                    out,
                    "{\"error\":{\"message\":\"the engine fell over\",\"type\":\"server_error\",\"code\":\"engine\"}}");
            receipt(out, Receipt.FLAG_FAILED);
        }

        /// Asks for the next increment; false when it does not come.
        private boolean more(Stream out) throws Exception {
            long need = cost(Math.min(granted + 1_024, most));
            long ceiling;
            book.lock.lock();
            try {
                ceiling = book.earned() + book.open - held + need;
            } finally {
                book.lock.unlock();
            }
            write(out, Wire.incrementComment(new Wire.Increment(id, new Amount(ceiling))) + "\n\n");
            book.lock.lock();
            try {
                long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
                while (!book.end && !(book.covers(need - held) && book.reserved.getOrDefault(id, 0L) >= need)) {
                    long left = until - System.nanoTime();
                    if (left <= 0) return false;
                    book.changed.awaitNanos(left);
                }
                if (book.end) return false;
                hold(need);
            } finally {
                book.lock.unlock();
            }
            granted = Math.min(granted + 1_024, most);
            return true;
        }

        private byte[] chat() {
            var json = Json.object()
                    .put("id", "c")
                    .put("object", "chat.completion")
                    .put("model", "tiny");
            var choice = json.putArray("choices").addObject().put("index", 0);
            choice.putObject("message").put("role", "assistant").put("content", "word ".repeat((int) output));
            choice.put("finish_reason", output < words ? "length" : "stop");
            json.putObject("usage")
                    .put("prompt_tokens", input)
                    .put("completion_tokens", output)
                    .put("total_tokens", input + output);
            return Json.write(json);
        }

        private void data(Stream out, String payload) throws Exception {
            digest.update(payload.getBytes(UTF_8));
            write(out, "data: " + payload + "\n\n");
        }

        private void receipt(Stream out, int flags) throws Exception {
            var signed = sign(flags, (flags & Receipt.FLAG_FAILED) != 0 ? 0 : input);
            if (trick == Trick.LOSE_ANSWER) throw new InterruptedException("the host dies");
            if (trick != Trick.NO_RECEIPT) write(out, Wire.receiptComment(signed) + "\n\n");
            write(out, "data: [DONE]\n\n");
        }

        private SignedReceipt sign(int flags, long inputUnits) {
            boolean failed = (flags & Receipt.FLAG_FAILED) != 0;
            long units = trick == Trick.INFLATE ? output + 500 : output;
            var usage = failed ? Usage.NONE : new Usage(inputUnits, 0, units);
            long cost = FakeMarket.PRICES.cost(usage).obol() + (trick == Trick.OVERCHARGE ? 1 : 0);
            var requestHash = Digests.INSTANCE.sha256(request.body());
            var responseHash = Hash.of(digest.digest());
            book.lock.lock();
            try {
                if (trick == Trick.SKIP_INDEX) book.next++;
                long index = trick == Trick.SAME_INDEX ? 0 : book.next++;
                var receipt = new Receipt(
                        lane.session(),
                        lane.lane(),
                        index,
                        trick == Trick.WRONG_REQUEST_HASH ? Hash.ZERO : requestHash,
                        trick == Trick.WRONG_RESPONSE_HASH ? Hash.ZERO : responseHash,
                        usage,
                        new Amount(cost),
                        started,
                        started,
                        clock.millis(),
                        Hash.ZERO,
                        flags);
                var signer = trick == Trick.WRONG_SIGNER ? PrivateKey.generate() : key;
                var signed = new SignedReceipt(
                        receipt,
                        Secp256k1.sign(promises.typed().receipt(receipt), signer),
                        Secp256k1.addressOf(signer));
                if (trick != Trick.SAME_INDEX) book.receipts.put(index, signed);
                hold(0);
                return signed;
            } finally {
                book.lock.unlock();
            }
        }

        private static void write(Stream out, String text) throws Exception {
            out.write(text.getBytes(UTF_8));
        }
    }

    // ── the rest of the wire ──

    private Response voucher(Request request) throws Malformed {
        var voucher = promises.voucher(request.body());
        var session = ledger.get(Tables.SESSIONS, voucher.voucher().session()).orElseThrow();
        if (!voucher.signer().equals(session.sessionKey())) return refusal(409, "voucher_signer_wrong");
        var book = books.computeIfAbsent(
                new LaneKey(voucher.voucher().session(), voucher.voucher().lane()), _ -> new Book());
        request.header(Wire.RESERVED_HEADER)
                .ifPresent(obol ->
                        book.reserved.put(request.header(Wire.REQUEST_HEADER).orElseThrow(), Long.parseLong(obol)));
        if (request.header(Wire.END_HEADER).isPresent()) book.end = true;
        if (request.header(Wire.REQUEST_HEADER).isEmpty()) vouchersAlone.incrementAndGet();
        book.take(voucher);
        return Response.empty(204);
    }

    private Response cancel(Request request) throws Malformed {
        var signed = promises.cancel(request.body());
        var cancel = signed.cancel();
        var session = ledger.get(Tables.SESSIONS, cancel.session()).orElseThrow();
        if (!signed.signer().equals(session.sessionKey())) return refusal(401, Wire.AUTH_NEEDED);
        var book = books.get(new LaneKey(cancel.session(), cancel.lane()));
        if (book == null) return refusal(404, Wire.LANE_UNKNOWN);
        book.cancels.add(cancel.requestHash());
        book.cancelUnits.put(cancel.requestHash(), cancel.outputUnits());
        var pause = gate;
        if (pause != null) pause.release(1_000_000);
        return Response.empty(204);
    }

    private Response receipts(Request request) {
        long session = Long.parseLong(request.pathParam("session"));
        int lane = Integer.parseInt(request.pathParam("lane"));
        long from = Long.parseLong(request.query("from").orElseThrow());
        var book = books.get(new LaneKey(session, lane));
        if (book == null) return refusal(404, Wire.LANE_UNKNOWN);
        var signature = stoa.types.Signature.of(
                Base64Url.decode(request.header(Wire.AUTH_HEADER).orElseThrow()));
        var digest = Wire.receiptsAuth(Digests.INSTANCE, session, lane, from, clock.millis() / 60_000);
        var payer = ledger.get(Tables.SESSIONS, session).orElseThrow().sessionKey();
        if (!Secp256k1.verify(digest, signature, payer)) return refusal(401, Wire.AUTH_NEEDED);
        var out = List.copyOf(book.receipts.tailMap(from).values());
        return Response.of(200, "application/octet-stream", Promises.bytes(out));
    }

    /// No connection comes about any more.
    @Override
    public void close() {
        server.close();
    }
}
