// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import stoa.gateway.rules.Face;
import stoa.kit.crypto.Base64Url;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.http.Headers;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpFailure;
import stoa.kit.http.HttpStream;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Signature;
import stoa.types.codec.Malformed;
import stoa.types.market.Cancel;
import stoa.types.market.Promises;
import stoa.types.market.SignedCancel;
import stoa.types.market.SignedReceipt;
import stoa.types.market.Wire;

/// What the gateway says to hosts, in the words of [Wire].
public final class HostLink {
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final int REPLY_MOST = 64 << 10;
    private static final int RECEIPTS_MOST = 2 << 20;
    private static final String JSON = "application/json";
    private static final String BINARY = "application/octet-stream";

    private final Http http;
    private final Promises promises;

    /// How a call leaves: through a client that refuses addresses no host may name.
    @FunctionalInterface
    public interface Http {
        HttpStream stream(HttpCall call) throws HttpFailure;
    }

    public HostLink(Http http, Promises promises) {
        this.http = http;
        this.promises = promises;
    }

    public Promises promises() {
        return promises;
    }

    /// Sends a request; returns when the head of the answer is here.
    public HttpStream ask(URI endpoint, Face face, byte[] body, Headers headers, Duration patience) throws HttpFailure {
        return http.stream(new HttpCall("POST", at(endpoint, Wire.ANSWER + face.wire()), headers, body, patience));
    }

    /// Headers of a request.
    ///
    /// @param voucher base64url, signed
    public static Headers askHeaders(String voucher, String nonceHex, String attempt, long reservedObol) {
        return Headers.of(
                "content-type",
                JSON,
                Wire.VOUCHER_HEADER,
                voucher,
                Wire.NONCE_HEADER,
                nonceHex,
                Wire.REQUEST_HEADER,
                attempt,
                Wire.RESERVED_HEADER,
                Long.toString(reservedObol));
    }

    /// Posts a voucher alone; true when the host has it, or a newer one.
    boolean voucher(URI endpoint, byte[] voucher, Headers headers) throws HttpFailure {
        var call =
                new HttpCall("POST", at(endpoint, Wire.VOUCHER), headers.with("content-type", BINARY), voucher, SHORT);
        try (var reply = http.stream(call)) {
            var body = reply.readAll(REPLY_MOST);
            return reply.status() / 100 == 2
                    || reply.status() == 409
                            && Refusal.read(reply.status(), body).is(Wire.VOUCHER_STALE);
        }
    }

    /// Posts a voucher that answers a host's wish for an increment.
    ///
    /// @param reservedObol the new total for that answer; empty when no more will come
    public boolean increment(URI endpoint, byte[] voucher, Attempt attempt, OptionalLong reservedObol)
            throws HttpFailure {
        var headers = Headers.of(Wire.REQUEST_HEADER, attempt.receiptId());
        return voucher(
                endpoint,
                voucher,
                reservedObol.isPresent()
                        ? headers.with(Wire.RESERVED_HEADER, Long.toString(reservedObol.getAsLong()))
                        : headers.with(Wire.END_HEADER, "1"));
    }

    /// Signs and sends the caller's wish to cut an answer.
    public void cancel(URI endpoint, LiveLane lane, Attempt attempt, long units) throws HttpFailure {
        var cancel =
                new Cancel(lane.session().id(), lane.number(), attempt.ask().requestHash(), units);
        var key = lane.session().key();
        var signed = new SignedCancel(
                cancel, Secp256k1.sign(promises.typed().cancel(cancel), key), Secp256k1.addressOf(key));
        var headers = Headers.of("content-type", BINARY, Wire.REQUEST_HEADER, attempt.receiptId());
        try (var reply =
                http.stream(new HttpCall("POST", at(endpoint, Wire.CANCEL), headers, Promises.bytes(signed), SHORT))) {
            reply.readAll(REPLY_MOST);
        }
    }

    /// The host's receipts of a lane from an index on.
    List<SignedReceipt> receipts(URI endpoint, LiveLane lane, long from, long nowSeconds)
            throws HttpFailure, Malformed {
        var digest = Wire.receiptsAuth(Digests.INSTANCE, lane.session().id(), lane.number(), from, nowSeconds / 60);
        var path = Wire.RECEIPTS + lane.session().id() + "/" + lane.number() + "?from=" + from;
        var call = HttpCall.get(at(endpoint, path), SHORT)
                .with(
                        Wire.AUTH_HEADER,
                        Base64Url.encode(
                                Secp256k1.sign(digest, lane.session().key()).bytes()));
        try (var reply = http.stream(call)) {
            var body = reply.readAll(RECEIPTS_MOST);
            if (reply.status() == 404) return List.of();
            if (reply.status() != 200) throw new Malformed("the host answered with status " + reply.status());
            return promises.receipts(body);
        }
    }

    /// Whether the host answers at all.
    boolean alive(URI endpoint) {
        try (var reply = http.stream(HttpCall.get(at(endpoint, Wire.STATUS), SHORT))) {
            reply.readAll(REPLY_MOST);
            return reply.status() == 200;
        } catch (HttpFailure _) {
            return false;
        }
    }

    /// The promise a full host signed: when to come back, unix milliseconds; empty when it is not the host's word.
    public static OptionalLong retryAt(Headers headers, long session, int lane, Address host) {
        try {
            long at = Long.parseLong(headers.first(Wire.RETRY_AT_HEADER).orElse(""));
            var signature = Signature.of(
                    Base64Url.decode(headers.first(Wire.RETRY_HEADER).orElse("")));
            Hash promise = Wire.retryPromise(Digests.INSTANCE, session, lane, at);
            return Secp256k1.verify(promise, signature, host) ? OptionalLong.of(at) : OptionalLong.empty();
        } catch (IllegalArgumentException _) {
            return OptionalLong.empty();
        }
    }

    private static URI at(URI endpoint, String path) {
        return URI.create(endpoint + path);
    }
}
