// SPDX-License-Identifier: Apache-2.0
package stoa.engine;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why an engine did not answer, in words for the caller. The message never holds a prompt or a secret.
public final class EngineException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    public enum Kind {
        /// The request is wrong; trying elsewhere will not help. Has `param` where one parameter is to blame.
        BAD_REQUEST,
        /// Prompt and answer do not fit the model's context.
        CONTEXT_LENGTH,
        /// This engine or model cannot do this.
        UNSUPPORTED,
        /// Full now; `retryAfter` says when to come back.
        OVERLOADED,
        /// Not reachable, timed out, closed or refused us: the request itself may be fine.
        UNAVAILABLE,
        /// Our fault or the engine's.
        INTERNAL
    }

    private final Kind kind;
    private final @Nullable String param;
    private final @Nullable String code;
    private final @Nullable Duration retryAfter;

    public EngineException(Kind kind, String message) {
        this(kind, message, null, null, null, null);
    }

    public EngineException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, null, null, null, cause);
    }

    private EngineException(
            Kind kind,
            String message,
            @Nullable String param,
            @Nullable String code,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.param = param;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /// `param` names the offending field of the OpenAI body, `code` OpenAI's error code; either may be null.
    public static EngineException badRequest(String message, @Nullable String param, @Nullable String code) {
        return new EngineException(Kind.BAD_REQUEST, message, param, code, null, null);
    }

    public static EngineException contextLength(int contextTokens, long asked) {
        var message = "This model's maximum context length is " + contextTokens + " tokens, but the request needs "
                + asked + ". Shorten the messages or lower max_tokens.";
        return new EngineException(Kind.CONTEXT_LENGTH, message, "messages", "context_length_exceeded", null, null);
    }

    /// An outside engine's own words for [Kind#CONTEXT_LENGTH].
    public static EngineException contextLength(String message) {
        return new EngineException(Kind.CONTEXT_LENGTH, message, "messages", "context_length_exceeded", null, null);
    }

    public static EngineException overloaded(String message, Duration retryAfter) {
        return new EngineException(Kind.OVERLOADED, message, null, null, retryAfter, null);
    }

    public static EngineException unsupported(String message) {
        return new EngineException(Kind.UNSUPPORTED, message, null, null, null, null);
    }

    public static EngineException modelUnknown(String model) {
        return badRequest("The model '" + model + "' does not exist here.", "model", "model_not_found");
    }

    public Kind kind() {
        return kind;
    }

    public Optional<String> param() {
        return Optional.ofNullable(param);
    }

    public Optional<String> code() {
        return Optional.ofNullable(code);
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
