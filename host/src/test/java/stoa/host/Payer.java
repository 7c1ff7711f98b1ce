// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import stoa.client.Network;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpFailure;
import stoa.kit.http.HttpReply;
import stoa.kit.http.HttpStream;
import stoa.kit.http.SseReader;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.codec.Malformed;
import stoa.types.market.Cancel;
import stoa.types.market.Promises;
import stoa.types.market.Receipt;
import stoa.types.market.ReceiptsRoot;
import stoa.types.market.Release;
import stoa.types.market.SignedCancel;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedRelease;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Voucher;
import stoa.types.market.Wire;

/// The payer's side of one lane, as simple as it can be: it counts the receipts it is handed and signs what it is
/// told.
final class Payer {
    static final int LANE = 3;
    static final String CHAT = "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    final long session;
    final PrivateKey key;
    private final Stand stand;
    private ReceiptsRoot counted = ReceiptsRoot.EMPTY;
    private long earned;
    private final AtomicInteger asks = new AtomicInteger();

    Payer(Stand stand, long session, PrivateKey key) {
        this.stand = stand;
        this.session = session;
        this.key = key;
    }

    // ── promises ──

    /// Counts a receipt; the next vouchers pay it.
    void count(SignedReceipt signed) {
        counted = counted.with(Digests.INSTANCE, digest(signed));
        earned += signed.receipt().cost().obol();
    }

    void dispute(SignedReceipt signed) {
        counted = counted.withVoid(Digests.INSTANCE, digest(signed));
    }

    private Hash digest(SignedReceipt signed) {
        return stand.ledger.network().typed().receipt(signed.receipt());
    }

    long earned() {
        return earned;
    }

    /// A voucher for what was counted and so much more.
    Voucher voucher(long beyondEarned) {
        return new Voucher(
                session,
                LANE,
                counted.count(),
                new Amount(earned),
                new Amount(earned + beyondEarned),
                counted.root(Digests.INSTANCE));
    }

    byte[] signed(Voucher voucher) {
        return signed(voucher, key);
    }

    byte[] signed(Voucher voucher, PrivateKey by) {
        var digest = stand.ledger.network().typed().voucher(voucher);
        return Promises.bytes(new SignedVoucher(voucher, Secp256k1.sign(digest, by), by.address()));
    }

    byte[] cancel(String body, long outputUnits, PrivateKey by) {
        var cancel = new Cancel(session, LANE, sha256(body), outputUnits);
        var digest = stand.ledger.network().typed().cancel(cancel);
        return Promises.bytes(new SignedCancel(cancel, Secp256k1.sign(digest, by), by.address()));
    }

    static Hash sha256(String text) {
        return Digests.INSTANCE.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    // ── asking ──

    HttpCall call(String path, byte[] body) {
        return HttpCall.post(URI.create(stand.agent().uri() + path), "application/octet-stream", body, Stand.PATIENCE);
    }

    /// An ask with a voucher for so much beyond what is earned.
    HttpCall ask(String kind, String body, long beyondEarned) {
        return ask(kind, body, signed(voucher(beyondEarned)));
    }

    HttpCall ask(String kind, String body, byte[] voucher) {
        return bare(kind, body).with(Wire.VOUCHER_HEADER, Wire.base64(voucher));
    }

    /// An ask without a voucher.
    HttpCall bare(String kind, String body) {
        return HttpCall.post(
                        URI.create(stand.agent().uri() + Wire.ANSWER + kind),
                        "application/json",
                        body.getBytes(StandardCharsets.UTF_8),
                        Stand.PATIENCE)
                .with(Wire.REQUEST_HEADER, "ask-" + session + "-" + asks.incrementAndGet())
                .with(Wire.NONCE_HEADER, "00112233445566778899aabbccddeeff");
    }

    HttpReply send(HttpCall call) throws HttpFailure {
        return stand.http.send(call);
    }

    /// A chat answered whole, its receipt checked and counted.
    Whole chat() throws Exception {
        return whole(Wire.CHAT, CHAT, 10_000);
    }

    Whole whole(String kind, String body, long beyondEarned) throws Exception {
        var reply = send(ask(kind, body, beyondEarned));
        assertEquals(200, reply.status(), () -> text(reply));
        var receipt = receipt(reply.headers().first(Wire.RECEIPT_HEADER).orElseThrow());
        assertEquals(stand.hostKey.address(), receipt.signer());
        assertEquals(sha256(body), receipt.receipt().requestHash());
        assertEquals(Digests.INSTANCE.sha256(reply.body()), receipt.receipt().responseHash());
        count(receipt);
        return new Whole(text(reply), receipt);
    }

    /// A whole answer.
    record Whole(String body, SignedReceipt signed) {
        Receipt receipt() {
            return signed.receipt();
        }
    }

    Streamed stream(HttpCall call) throws HttpFailure {
        return new Streamed(stand.http.stream(call));
    }

    SignedReceipt receipt(String base64) throws Malformed {
        return promises().receipt(Wire.bytes(base64));
    }

    Promises promises() {
        return new Promises(stand.ledger.network().typed(), Network.RECOVERY);
    }

    static String text(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    /// An answer as events, read one by one.
    final class Streamed implements AutoCloseable {
        final HttpStream http;
        final List<String> data = new ArrayList<>();
        final List<String> comments = new ArrayList<>();
        private final SseReader events;
        private Optional<SignedReceipt> receipt = Optional.empty();

        Streamed(HttpStream http) {
            this.http = http;
            this.events = http.events();
        }

        /// Reads on until a comment that begins so (without the colon), or fails at the end.
        String until(String comment) throws Exception {
            while (true) {
                switch (events.nextItem()) {
                    case SseReader.Item.Comment(var text) -> {
                        comments.add(text);
                        if (text.startsWith(comment)) return text;
                    }
                    case SseReader.Item.Event event -> data.add(event.data());
                    case null -> throw new AssertionError("no comment " + comment + " came: " + comments);
                }
            }
        }

        /// Reads one more payload.
        String next() throws Exception {
            int had = data.size();
            while (data.size() == had)
                switch (events.nextItem()) {
                    case SseReader.Item.Comment(var text) -> comments.add(text);
                    case SseReader.Item.Event event -> data.add(event.data());
                    case null -> throw new AssertionError("the stream ended");
                }
            return data.getLast();
        }

        /// Reads to the end; returns the receipt, which stands right before the end mark.
        SignedReceipt finish() throws Exception {
            until("stoa-receipt ");
            receipt = Wire.receipt(": " + comments.getLast()).map(bytes -> {
                try {
                    return promises().receipt(bytes);
                } catch (Malformed e) {
                    throw new AssertionError(e);
                }
            });
            assertEquals("[DONE]", next());
            data.removeLast();
            return receipt.orElseThrow();
        }

        /// SHA-256 over all payloads, as the wire has it.
        Hash responseHash() {
            return sha256(String.join("", data));
        }

        @Override
        public void close() {
            http.close();
        }
    }

    // ── the rest of the wire ──

    HttpReply post(String path, byte[] body) throws HttpFailure {
        return send(call(path, body));
    }

    HttpReply receipts(long from, PrivateKey by) throws HttpFailure {
        var digest = Wire.receiptsAuth(Digests.INSTANCE, session, LANE, from, stand.clock.seconds() / 60);
        var uri = URI.create(stand.agent().uri() + Wire.RECEIPTS + session + "/" + LANE + "?from=" + from);
        return send(HttpCall.get(uri, Stand.PATIENCE)
                .with(Wire.AUTH_HEADER, Wire.base64(Secp256k1.sign(digest, by).bytes())));
    }

    HttpReply release(long amount, PrivateKey by) throws HttpFailure {
        var wish = new Release(session, LANE, new Amount(amount), Amount.ZERO);
        var digest = stand.ledger.network().typed().release(wish);
        var bytes = Promises.bytes(new SignedRelease(wish, Secp256k1.sign(digest, by), by.address()));
        var auth = Wire.releaseAuth(Digests.INSTANCE, session, LANE, wish.amount(), stand.clock.seconds() / 60);
        return send(call(Wire.RELEASE, bytes)
                .with(Wire.AUTH_HEADER, Wire.base64(Secp256k1.sign(auth, by).bytes())));
    }
}
