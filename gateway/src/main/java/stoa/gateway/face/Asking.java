// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.face;

import java.time.InstantSource;
import java.util.Locale;
import stoa.gateway.answer.Answered;
import stoa.gateway.answer.Caller;
import stoa.gateway.answer.Exchange;
import stoa.gateway.answer.Query;
import stoa.gateway.keys.KeyAccount;
import stoa.gateway.market.Board;
import stoa.gateway.market.Sessions;
import stoa.gateway.openai.ApiError;
import stoa.gateway.openai.BodyScan;
import stoa.gateway.openai.Durations;
import stoa.gateway.rules.Ask;
import stoa.gateway.rules.Face;
import stoa.kit.crypto.Digests;
import stoa.kit.http.Headers;
import stoa.kit.http.Request;
import stoa.kit.http.Response;
import stoa.types.ModelId;

/// What all faces that ask a model share: the key, the model, the pace, and the headers around the answer.
final class Asking {
    private final Doors doors;
    private final Sessions sessions;
    private final Exchange exchange;
    private final InstantSource clock;

    Asking(Doors doors, Sessions sessions, Exchange exchange, InstantSource clock) {
        this.doors = doors;
        this.sessions = sessions;
        this.exchange = exchange;
        this.clock = clock;
    }

    /// Makes the response of an answer; the headers are ready.
    interface Shape {
        Response whole(Answered.Whole answer, Headers headers);

        Response stream(Answered.Open answer, Headers headers);
    }

    Doors doors() {
        return doors;
    }

    /// The body, if it is JSON.
    static byte[] json(Request request) {
        var type = request.header("content-type").orElse("application/json");
        boolean json = type.toLowerCase(Locale.ROOT).contains("json");
        boolean plain = request.header("content-encoding")
                .filter(it -> !it.equalsIgnoreCase("identity"))
                .isEmpty();
        if (!json || !plain) throw ApiError.notJson();
        var body = request.body();
        if (body.length == 0) throw ApiError.badRequest("The body is empty.", null, null);
        return body;
    }

    /// Asks; every refusal carries the key's pace.
    ///
    /// @param body as it goes to the host
    Response ask(Request request, Doors.Guest guest, Face face, byte[] body, Shape shape) throws InterruptedException {
        var account = guest.account();
        var scan = BodyScan.of(face, body, account.key().id());
        var offer = offer(account, scan.model());
        var ask = new Ask(
                face,
                Digests.INSTANCE.sha256(body),
                body.length,
                scan.tokensMost(),
                scan.choices(),
                scan.stream() && face.generates(),
                scan.affinity());
        long tokens;
        switch (account.admit(ask.inputEstimate() + ask.firstOutput(), clock.millis())) {
            case KeyAccount.Admission.Admitted(var taken) -> tokens = taken;
            case KeyAccount.Admission.TooFast(var what, var limit, var after) -> {
                return limited(ApiError.rate(what, limit, after), account);
            }
        }
        var caller = new Caller();
        request.onDisconnect(caller::leave);
        var query = new Query(ask, body, account, sessions.desk(guest.payer(), offer), offer, tokens);
        try {
            return switch (exchange.ask(query, caller)) {
                case Answered.Whole whole -> shape.whole(whole, headers(whole.proof(), account, "application/json"));
                case Answered.Open open ->
                    shape.stream(
                            open,
                            headers(open.proof(), account, "text/event-stream")
                                    .with("cache-control", "no-cache")
                                    .with("x-accel-buffering", "no"));
                case Answered.Refused(var status, var error) -> {
                    account.used(-tokens, clock.millis());
                    yield new Response.Full(
                            status, paces(Headers.of("content-type", "application/json"), account), error);
                }
            };
        } catch (ApiError refusal) {
            account.used(-tokens, clock.millis());
            return limited(refusal, account);
        }
    }

    private Board.Offer offer(KeyAccount account, String model) {
        if (!ModelId.valid(model)) throw ApiError.modelUnknown(model);
        var id = new ModelId(model);
        if (!account.key().allows(id)) throw ApiError.modelUnknown(model);
        return sessions.board().offer(id).orElseThrow(() -> ApiError.modelUnknown(model));
    }

    private Response limited(ApiError refusal, KeyAccount account) {
        var response = refusal.response();
        return response instanceof Response.Full(var status, var headers, var body)
                ? new Response.Full(status, paces(headers, account), body)
                : response;
    }

    private Headers headers(Answered.Proof proof, KeyAccount account, String type) {
        return paces(
                Headers.of(
                        "content-type",
                        type,
                        "x-stoa-receipt",
                        proof.receiptId(),
                        "x-stoa-session",
                        Long.toString(proof.session()),
                        "x-stoa-host",
                        proof.host().toString()),
                account);
    }

    private Headers paces(Headers headers, KeyAccount account) {
        var paces = account.paces(clock.millis());
        var all = new String[2 * headers.size() + 12];
        int[] at = {0};
        headers.forEach((name, value) -> {
            all[at[0]++] = name;
            all[at[0]++] = value;
        });
        var more = new String[] {
            "x-ratelimit-limit-requests", Long.toString(paces.requestLimit()),
            "x-ratelimit-limit-tokens", Long.toString(paces.tokenLimit()),
            "x-ratelimit-remaining-requests", Long.toString(paces.requestsLeft()),
            "x-ratelimit-remaining-tokens", Long.toString(paces.tokensLeft()),
            "x-ratelimit-reset-requests", Durations.spell(paces.requestResetMillis()),
            "x-ratelimit-reset-tokens", Durations.spell(paces.tokenResetMillis())
        };
        System.arraycopy(more, 0, all, at[0], more.length);
        return Headers.of(all);
    }
}
