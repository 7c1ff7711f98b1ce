// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stoa.kit.http.HttpProblem;
import stoa.kit.http.Response;
import stoa.kit.json.Json;

/// A refusal as OpenAI's clients know it: `{"error":{"message","type","param","code"}}` under the right status.
public final class ApiError extends HttpProblem {
    private static final long serialVersionUID = 1;
    private static final String INVALID = "invalid_request_error";
    private static final long NO_RETRY = -1;

    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;
    private final long retryAfterMillis;

    private ApiError(
            int status,
            String message,
            String type,
            @Nullable String param,
            @Nullable String code,
            long retryAfterMillis) {
        super(status, message);
        this.type = type;
        this.param = param;
        this.code = code;
        this.retryAfterMillis = retryAfterMillis;
    }

    // ── the caller's mistakes ──

    public static ApiError badRequest(String message, @Nullable String param, @Nullable String code) {
        return new ApiError(400, message, INVALID, param, code, NO_RETRY);
    }

    public static ApiError noKey() {
        return new ApiError(
                401,
                "You didn't provide an API key. Send it in a header: Authorization: Bearer sk-stoa-…",
                INVALID,
                null,
                "invalid_api_key",
                NO_RETRY);
    }

    /// Never repeats the key.
    public static ApiError wrongKey(String why) {
        return new ApiError(401, why, INVALID, null, "invalid_api_key", NO_RETRY);
    }

    public static ApiError modelUnknown(String model) {
        return new ApiError(
                404,
                "The model '" + model + "' does not exist or this key may not use it. GET /v1/models lists yours.",
                INVALID,
                "model",
                "model_not_found",
                NO_RETRY);
    }

    public static ApiError notFound(String what) {
        return new ApiError(404, what, INVALID, null, "not_found", NO_RETRY);
    }

    public static ApiError notJson() {
        return new ApiError(
                415, "The body must be JSON: send content-type: application/json.", INVALID, null, null, NO_RETRY);
    }

    // ── limits ──

    /// The money is spent: trying again does not help before somebody raises the budget.
    public static ApiError quota(String message) {
        return new ApiError(429, message, "insufficient_quota", null, "insufficient_quota", NO_RETRY);
    }

    /// @param what `requests` or `tokens`
    public static ApiError rate(String what, long limit, long retryAfterMillis) {
        return new ApiError(
                429,
                "Rate limit reached for " + what + ": " + limit + " per minute. Try again in "
                        + Durations.spell(retryAfterMillis) + ".",
                what,
                null,
                "rate_limit_exceeded",
                retryAfterMillis);
    }

    // ── ours ──

    public static ApiError overloaded(String message, long retryAfterMillis) {
        return new ApiError(503, message, "overloaded_error", null, "overloaded", retryAfterMillis);
    }

    /// A host answered, but not with anything usable, and nobody else was left to ask.
    public static ApiError badGateway(String message) {
        return new ApiError(502, message, "server_error", null, "upstream_failed", NO_RETRY);
    }

    public static ApiError internal(String requestId) {
        return new ApiError(
                500,
                "The gateway made a mistake; nothing was charged. Request " + requestId + ".",
                "server_error",
                null,
                "internal_error",
                NO_RETRY);
    }

    /// What another part of the server refused, in OpenAI's words.
    public static ApiError of(HttpProblem problem, String method, String path, String requestId) {
        if (problem instanceof ApiError own) return own;
        var message = String.valueOf(problem.getMessage());
        return switch (problem.status()) {
            case 404 ->
                new ApiError(
                        404, "Unknown request URL: " + method + " " + path, INVALID, null, "unknown_url", NO_RETRY);
            case 405 -> new ApiError(405, message, INVALID, null, "method_not_allowed", NO_RETRY);
            case 413 -> new ApiError(413, "The request is too large: " + message, INVALID, null, null, NO_RETRY);
            case 400, 408, 411, 414, 431 -> new ApiError(problem.status(), message, INVALID, null, null, NO_RETRY);
            default -> internal(requestId);
        };
    }

    /// For logs and metrics.
    public String code() {
        return code == null ? type : code;
    }

    public ObjectNode json() {
        var root = Json.object();
        root.putObject("error")
                .put("message", getMessage())
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return root;
    }

    /// `retry-after` in whole seconds as HTTP has it, `retry-after-ms` as OpenAI's clients read it first.
    public Response response() {
        var response = Response.json(status(), Json.write(json()));
        if (retryAfterMillis == NO_RETRY) return response;
        return response.with("retry-after", Long.toString(Math.max(1, Math.ceilDiv(retryAfterMillis, 1_000L))))
                .with("retry-after-ms", Long.toString(retryAfterMillis));
    }
}
