// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import stoa.engine.EngineException;
import stoa.kit.http.Response;
import stoa.kit.json.Json;
import stoa.types.Amount;
import stoa.types.market.Wire;

/// How a host says no: a code for the gateway and OpenAI's error object for whoever it passes it on to.
final class Refusals {
    private Refusals() {}

    /// Ends a request with a refusal.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Response response;
        private final String code;

        private Refused(String code, Response response) {
            super(code, null, false, false);
            this.code = code;
            this.response = response;
        }

        Response response() {
            return response;
        }

        String code() {
            return code;
        }
    }

    static Refused of(int status, String code, String message) {
        return new Refused(code, Response.json(status, Json.write(json(status, code, message))));
    }

    static Refused voucherNeeded(Amount ceiling, long input) {
        var json = json(402, Wire.VOUCHER_NEEDED, "The voucher covers too little; sign one with this ceiling.");
        json.put("ceiling", ceiling.obol()).put("input", input);
        return new Refused(Wire.VOUCHER_NEEDED, Response.json(402, Json.write(json)));
    }

    static Refused allowanceEnded(Amount allowance, Amount needed, long input) {
        var json = json(402, Wire.ALLOWANCE_ENDED, "The lane's allowance is spoken for; top it up or open a session.");
        json.put("allowance", allowance.obol()).put("needed", needed.obol()).put("input", input);
        return new Refused(Wire.ALLOWANCE_ENDED, Response.json(402, Json.write(json)));
    }

    /// An engine's refusal in HTTP's and OpenAI's words.
    static Response engine(EngineException e) {
        int status =
                switch (e.kind()) {
                    case BAD_REQUEST -> e.code().filter("model_not_found"::equals).isPresent() ? 404 : 400;
                    case CONTEXT_LENGTH, UNSUPPORTED -> 400;
                    case OVERLOADED -> 429;
                    case UNAVAILABLE -> 503;
                    case INTERNAL -> 500;
                };
        var response = Response.json(status, body(e));
        return e.retryAfter().isPresent()
                ? response.with("retry-after", Long.toString(Math.max(1, e.retryAfter().get().toSeconds())))
                : response;
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
        var json = Json.object().put("code", code).put("message", e.getMessage());
        var error = json.putObject("error").put("message", e.getMessage());
        boolean callers =
                switch (e.kind()) {
                    case BAD_REQUEST, CONTEXT_LENGTH, UNSUPPORTED -> true;
                    default -> false;
                };
        error.put("type", callers ? "invalid_request_error" : "server_error");
        e.param().ifPresentOrElse(param -> error.put("param", param), () -> error.putNull("param"));
        error.put("code", code);
        return Json.write(json);
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
