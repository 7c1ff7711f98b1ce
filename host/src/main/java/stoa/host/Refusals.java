// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import stoa.engine.EngineException;
import stoa.host.rules.Taking;
import stoa.kit.http.Headers;
import stoa.kit.http.Response;
import stoa.kit.json.Json;
import stoa.types.Amount;
import stoa.types.market.Wire;

/// How a host says no: a code for the gateway and OpenAI's error object for whoever it passes it on to. [SRV-23]
final class Refusals {
    // Codes beside those in Wire; all mean "not on this lane" but the last two, which mean "not now".
    static final String LANE_FROZEN = "lane_frozen";
    static final String LANE_BARRED = "lane_barred";
    static final String MODEL_WRONG = "model_wrong";
    static final String PAYER_DISPUTES = "payer_disputes";
    static final String PRICE_ABOVE_MAXIMUM = "price_above_maximum";
    static final String ALLOWANCE_SPOKEN_FOR = "allowance_spoken_for";
    static final String HOST_FAILED = "host_failed";
    static final String LEDGER_UNREACHABLE = "ledger_unreachable";

    private static final Headers JSON = Headers.of("content-type", "application/json");

    private Refusals() {}

    /// Ends a request with a refusal.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Response.Full response;
        private final String code;

        private Refused(String code, Response.Full response) {
            super(code, null, false, false);
            this.code = code;
            this.response = response;
        }

        Response.Full response() {
            return response;
        }

        String code() {
            return code;
        }

        Refused with(String name, String value) {
            return new Refused(
                    code,
                    new Response.Full(response.status(), response.headers().with(name, value), response.body()));
        }
    }

    static Refused of(int status, String code, String message) {
        return refused(status, code, json(status, code, message));
    }

    static Refused malformed(String message) {
        return of(400, Wire.MALFORMED, message);
    }

    static Refused laneUnknown(long session, int lane) {
        return of(404, Wire.LANE_UNKNOWN, "Session " + session + " has no lane " + lane + " on this host.");
    }

    static Refused voucher(Taking.Refused taking) {
        return of(409, taking.fault().code(), taking.why());
    }

    static Refused booksClosed() {
        return of(503, HOST_FAILED, "The host cannot keep its books right now.");
    }

    static Refused ledgerUnreachable() {
        return of(503, LEDGER_UNREACHABLE, "The host cannot ask the ledger right now.");
    }

    /// @param ceiling what the voucher must have at least
    /// @param needed what this answer must be allowed to cost
    /// @param input units, as the host counts them
    static Refused voucherNeeded(Amount ceiling, Amount needed, long input) {
        var json = json(402, Wire.VOUCHER_NEEDED, "The voucher covers too little; sign one with this ceiling.");
        json.put("ceiling", ceiling.obol()).put("needed", needed.obol()).put("input", input);
        return refused(402, Wire.VOUCHER_NEEDED, json);
    }

    static Refused allowanceEnded(Amount allowance, Amount needed, long input) {
        var json = json(402, Wire.ALLOWANCE_ENDED, "The lane's allowance is spoken for; top it up or open a session.");
        json.put("allowance", allowance.obol()).put("needed", needed.obol()).put("input", input);
        return refused(402, Wire.ALLOWANCE_ENDED, json);
    }

    /// An engine's refusal in HTTP's and OpenAI's words.
    static Response.Full engine(EngineException e) {
        int status =
                switch (e.kind()) {
                    case BAD_REQUEST ->
                        e.code().filter("model_not_found"::equals).isPresent() ? 404 : 400;
                    case CONTEXT_LENGTH, UNSUPPORTED -> 400;
                    case OVERLOADED -> 429;
                    case UNAVAILABLE -> 503;
                    case INTERNAL -> 500;
                };
        return new Response.Full(status, JSON, body(e));
    }

    /// The same as an error object, which a stream that has begun carries as its last data.
    static byte[] body(EngineException e) {
        var code = e.code()
                .orElse(
                        switch (e.kind()) {
                            case UNAVAILABLE -> Wire.ENGINE_UNAVAILABLE;
                            case OVERLOADED -> Wire.SATURATED;
                            default -> e.kind().name().toLowerCase(Locale.ROOT);
                        });
        var message = String.valueOf(e.getMessage());
        var json = Json.object().put("code", code).put("message", message);
        var error = json.putObject("error").put("message", message);
        boolean callers =
                switch (e.kind()) {
                    case BAD_REQUEST, CONTEXT_LENGTH, UNSUPPORTED -> true;
                    case OVERLOADED, UNAVAILABLE, INTERNAL -> false;
                };
        error.put("type", callers ? "invalid_request_error" : "server_error");
        e.param().ifPresentOrElse(param -> error.put("param", param), () -> error.putNull("param"));
        error.put("code", code);
        return Json.write(json);
    }

    private static Refused refused(int status, String code, ObjectNode json) {
        return new Refused(code, new Response.Full(status, JSON, Json.write(json)));
    }

    private static ObjectNode json(int status, String code, String message) {
        var json = Json.object().put("code", code).put("message", message);
        json.putObject("error")
                .put("message", message)
                .put("type", status >= 500 ? "server_error" : "invalid_request_error")
                .putNull("param")
                .put("code", code);
        return json;
    }
}
