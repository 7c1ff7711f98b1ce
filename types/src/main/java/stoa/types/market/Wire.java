// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import java.util.Base64;
import java.util.Optional;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Malformed;
import stoa.types.codec.Utf8;

/// How gateway and host speak over HTTP: paths, headers, comment lines and codes that both must spell alike.
///
/// An answer is `POST` [#ANSWER] + [#CHAT] and so on with the caller's own body, and headers [#VOUCHER_HEADER],
/// [#NONCE_HEADER] and [#REQUEST_HEADER]. A whole answer carries its receipt in [#RECEIPT_HEADER]; a streamed one in a
/// comment line right before `data: [DONE]`. In between, comment lines ask for vouchers with a higher ceiling.
public final class Wire {
    // ── paths below the host's endpoint ──

    public static final String ANSWER = "/stoa/v1/answer/";
    public static final String CHAT = "chat";
    public static final String COMPLETIONS = "completions";
    public static final String EMBEDDINGS = "embeddings";
    /// `POST` voucher ‖ signature: a voucher alone. 204, or 4xx with a code.
    public static final String VOUCHER = "/stoa/v1/voucher";
    /// `POST` cancel ‖ signature: cut this answer.
    public static final String CANCEL = "/stoa/v1/cancel";
    /// `GET` + session/lane?from=N with [#AUTH_HEADER]: [Promises#receipts].
    public static final String RECEIPTS = "/stoa/v1/receipts/";
    /// `POST` a release whose total is 0, with [#AUTH_HEADER]: the host's release ‖ signature.
    public static final String RELEASE = "/stoa/v1/release";
    /// `GET`: the host's address, load, models, engine class and seconds to retry, as JSON.
    public static final String STATUS = "/stoa/v1/status";

    // ── headers ──

    /// base64url of voucher ‖ signature: the lane's newest, whose ceiling covers the input and the first increment.
    public static final String VOUCHER_HEADER = "x-stoa-voucher";
    /// Sixteen bytes in hexadecimal, without 0x: the payer's part of the sampler's seed.
    public static final String NONCE_HEADER = "x-stoa-nonce";
    /// The gateway's id of the request.
    public static final String REQUEST_HEADER = "x-stoa-request";
    /// Obol the gateway has set aside for this answer: beside the ask, and with a voucher for an increment as the new
    /// total. The answer may not cost more, credit or not, so that the budget of an API key holds to the obol.
    public static final String RESERVED_HEADER = "x-stoa-reserved";
    /// With a voucher for an increment: `1` says that no more will come, so the answer ends with `length` at once.
    public static final String END_HEADER = "x-stoa-end";
    /// base64url of receipt ‖ signature.
    public static final String RECEIPT_HEADER = "x-stoa-receipt";
    /// base64url of the session key's signature of [#receiptsAuth] or [#releaseAuth].
    public static final String AUTH_HEADER = "x-stoa-auth";

    /// With a 429: unix milliseconds at which the host wants to be asked again.
    public static final String RETRY_AT_HEADER = "x-stoa-retry-at";
    /// base64url of the host's signature of [#retryPromise], so that a refusal cannot be blamed on it by others.
    public static final String RETRY_HEADER = "x-stoa-retry";

    // ── comment lines of a stream ──

    public static final String INCREMENT_COMMENT = ": stoa-increment ";
    public static final String RECEIPT_COMMENT = ": stoa-receipt ";
    /// Sent every [#ALIVE_SECONDS] while there is nothing else to send, so that a long prefill is no stall. An answer
    /// sent whole that takes longer than that becomes a stream of such lines and one `data:`.
    public static final String ALIVE_COMMENT = ": stoa-alive";
    /// How every comment line of ours begins; the gateway passes none of them on.
    public static final String COMMENT = ": stoa-";

    // ── codes of refusals: JSON {code, message, …} ──

    /// 402: the voucher covers too little; `ceiling` and `input` say what the host wants.
    public static final String VOUCHER_NEEDED = "voucher_needed";
    /// 409: the host holds a later voucher of the lane.
    public static final String VOUCHER_STALE = "voucher_stale";
    /// 402: the lane's allowance cannot carry it; `allowance`, `needed` and `input` say by how much.
    public static final String ALLOWANCE_ENDED = "allowance_ended";
    /// 409: the session is closing or closed.
    public static final String SESSION_CLOSED = "session_closed";
    /// 404: no such lane on this host.
    public static final String LANE_UNKNOWN = "lane_unknown";
    /// 429 with `retry-after`: full.
    public static final String SATURATED = "saturated";
    /// 503: the engine does not answer.
    public static final String ENGINE_UNAVAILABLE = "engine_unavailable";
    /// 401: [#AUTH_HEADER] is missing or not the session key's.
    public static final String AUTH_NEEDED = "auth_needed";
    /// 400: the bytes sent are not what they claim to be.
    public static final String MALFORMED = "malformed";

    // ── numbers both count with ──

    /// Output units of one increment. [SRV-7]
    public static final int INCREMENT_UNITS = 1_024;
    /// How long a host waits for the next voucher before it ends the answer with finish_reason `length`.
    public static final int INCREMENT_WAIT_SECONDS = 10;
    /// After this a voucher that found no request to ride on is posted alone.
    public static final int VOUCHER_ALONE_MILLIS = 100;
    /// The longest a host that works is silent.
    public static final int ALIVE_SECONDS = 2;

    private static final String RETRY_PURPOSE = "retry";
    private static final String RECEIPTS_PURPOSE = "receipts";
    private static final String RELEASE_PURPOSE = "release";

    private Wire() {}

    /// A host's wish for a voucher.
    ///
    /// @param ceiling the least it must have
    public record Increment(String requestId, Amount ceiling) {}

    /// Input units a gateway reckons with before the host has counted them.
    public static long estimateInput(long bodyBytes) {
        return Math.ceilDiv(bodyBytes, 3L) + 64;
    }

    /// The most input units a host may claim for a body: a token has at least one byte, and a template adds a few.
    public static long mostInput(long bodyBytes) {
        return bodyBytes + 256;
    }

    public static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static byte[] bytes(String base64) throws Malformed {
        try {
            var bytes = Base64.getUrlDecoder().decode(base64);
            if (!base64(bytes).equals(base64)) throw new Malformed("not the shortest base64url");
            return bytes;
        } catch (IllegalArgumentException _) {
            throw new Malformed("not base64url");
        }
    }

    /// The line, without its end, by which a host asks for a voucher.
    public static String incrementComment(Increment increment) {
        return INCREMENT_COMMENT + increment.requestId + " " + increment.ceiling.obol();
    }

    public static Increment increment(String line) throws Malformed {
        int last = line.lastIndexOf(' ');
        if (!line.startsWith(INCREMENT_COMMENT) || last <= INCREMENT_COMMENT.length())
            throw new Malformed("no request id and ceiling behind stoa-increment");
        return new Increment(line.substring(INCREMENT_COMMENT.length(), last), obol(line.substring(last + 1)));
    }

    /// The line, without its end, by which a host ends a stream.
    public static String receiptComment(SignedReceipt signed) {
        return RECEIPT_COMMENT + base64(Promises.bytes(signed));
    }

    /// The bytes of the receipt that a line carries, for [Promises#receipt]; empty when it carries none.
    public static Optional<byte[]> receipt(String line) throws Malformed {
        return line.startsWith(RECEIPT_COMMENT)
                ? Optional.of(bytes(line.substring(RECEIPT_COMMENT.length())))
                : Optional.empty();
    }

    /// What the session key signs to read a lane's receipts from `from`.
    ///
    /// @param minute unix seconds / 60; the host takes the present one and its neighbours
    public static Hash receiptsAuth(Hashing hashing, long session, int lane, long from, long minute) {
        return auth(hashing, RECEIPTS_PURPOSE, session, lane, from, minute);
    }

    /// What the session key signs to ask for a release of `amount`.
    public static Hash releaseAuth(Hashing hashing, long session, int lane, Amount amount, long minute) {
        return auth(hashing, RELEASE_PURPOSE, session, lane, amount.obol(), minute);
    }

    /// What a full host signs: come back at that moment.
    public static Hash retryPromise(Hashing hashing, long session, int lane, long atMillis) {
        return auth(hashing, RETRY_PURPOSE, session, lane, atMillis, 0);
    }

    private static Hash auth(Hashing hashing, String purpose, long session, int lane, long number, long minute) {
        return hashing.sha256(
                Utf8.encode(purpose),
                Bytes.ofLong(session),
                new byte[] {(byte) lane},
                Bytes.ofLong(number),
                Bytes.ofLong(minute));
    }

    private static Amount obol(String digits) throws Malformed {
        long value = 0;
        boolean legal = !digits.isEmpty() && digits.length() <= 18;
        for (int i = 0; legal && i < digits.length(); i++) {
            legal = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
            value = value * 10 + (digits.charAt(i) - '0');
        }
        if (!legal) throw new Malformed("not an amount of obol");
        return new Amount(value);
    }
}
