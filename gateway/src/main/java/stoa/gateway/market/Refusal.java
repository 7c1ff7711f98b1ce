// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import com.fasterxml.jackson.databind.JsonNode;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// A host's no: its status, its code, and the numbers beside it.
///
/// @param body as it came; for a caller's own mistake it is passed on
public record Refusal(int status, String code, JsonNode json, byte[] body) {
    private static final int CODE_MOST = 64;

    public static Refusal read(int status, byte[] body) {
        JsonNode json;
        try {
            json = Json.parse(body);
        } catch (MalformedJson _) {
            json = Json.object();
        }
        var code = json.path("code").asText("");
        return new Refusal(status, code.length() > CODE_MOST ? "" : code, json, body);
    }

    public boolean is(String wanted) {
        return code.equals(wanted);
    }

    /// A whole number of 0 or more beside the code; -1 when there is none.
    public long number(String name) {
        var value = json.path(name);
        return value.isIntegralNumber() && value.canConvertToLong() ? Math.max(-1, value.longValue()) : -1;
    }

    /// Whether the body is an OpenAI error object.
    public boolean isOpenAi() {
        return json.path("error").isObject();
    }

    public boolean is(int wantedStatus, String wantedCode) {
        return status == wantedStatus && is(wantedCode);
    }

    @Override
    public String toString() {
        return status + " " + code;
    }
}
