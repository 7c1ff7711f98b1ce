// SPDX-License-Identifier: Apache-2.0
package stoa.engine.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import stoa.engine.EngineException;
import stoa.engine.EngineException.Kind;
import stoa.kit.http.Headers;
import stoa.kit.http.HttpCall;
import stoa.kit.http.HttpClient;
import stoa.kit.http.HttpClientConfig;
import stoa.kit.http.HttpFailure;
import stoa.kit.http.HttpStream;
import stoa.kit.json.Json;
import stoa.kit.json.MalformedJson;

/// Calls the engine and turns whatever goes wrong into the port's words.
final class Upstream implements AutoCloseable {
    private static final int MAX_ERROR_BYTES = 64 << 10;
    private static final int MAX_MESSAGE_CHARS = 1_000;
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);

    private final OpenAiConfig config;
    private final HttpClient http;
    private final Set<HttpStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Upstream(OpenAiConfig config) {
        this.config = config;
        var defaults = HttpClientConfig.defaults();
        this.http = new HttpClient(new HttpClientConfig(
                defaults.maxBodyBytes(),
                defaults.maxHeaderBytes(),
                defaults.maxIdlePerHost(),
                defaults.idleKeep(),
                defaults.connectTimeout(),
                config.silenceTimeout()));
    }

    JsonNode get(String path) throws EngineException {
        return whole(call("GET", path, new byte[0]));
    }

    JsonNode post(String path, JsonNode body) throws EngineException {
        return whole(call("POST", path, Json.write(body)));
    }

    /// A page beside `/v1`, in the engine's own dialect.
    JsonNode getBeside(String path) throws EngineException {
        return whole(call("GET", config.beside(path), new byte[0]));
    }

    JsonNode postBeside(String path, JsonNode body) throws EngineException {
        return whole(call("POST", config.beside(path), Json.write(body)));
    }

    /// An answer with status 200 whose body is still coming; give it to [#done].
    HttpStream stream(String path, JsonNode body) throws EngineException {
        requireOpen();
        try {
            var stream = http.stream(call("POST", path, Json.write(body)));
            open.add(stream);
            if (closed) {
                done(stream);
                requireOpen();
            }
            if (stream.status() == 200) return stream;
            try {
                throw refused(stream.status(), stream.headers(), stream.readAll(MAX_ERROR_BYTES));
            } finally {
                done(stream);
            }
        } catch (HttpFailure e) {
            throw failed(e);
        }
    }

    /// Ends the exchange; before its end this tells the engine to stop.
    void done(HttpStream stream) {
        open.remove(stream);
        stream.close();
    }

    /// What to tell when a call or stream broke.
    EngineException failed(HttpFailure failure) {
        if (closed) return closedNow();
        if (Thread.currentThread().isInterrupted())
            return new EngineException(Kind.UNAVAILABLE, "The request was interrupted.", failure);
        return switch (failure.kind()) {
            case TIMEOUT -> unavailable("The engine did not answer in time.", failure);
            case UNREACHABLE, REFUSED -> unavailable("The engine cannot be reached.", failure);
            case BROKEN, CLOSED -> unavailable("The engine broke the connection off.", failure);
            case TOO_LARGE -> internal("The engine's answer is larger than we accept.", failure);
            case MALFORMED -> internal("The engine's answer is not valid HTTP.", failure);
        };
    }

    /// Reads a JSON text of the engine.
    static JsonNode parse(String text) throws EngineException {
        try {
            return Json.parse(text);
        } catch (MalformedJson e) {
            throw internal("The engine's answer is not valid JSON.", e);
        }
    }

    /// An error object inside a stream that began well.
    static EngineException refusedInside(JsonNode answer) {
        int status = answer.path("error").path("code").asInt(500);
        return refused(status >= 400 && status < 600 ? status : 500, Headers.NONE, Json.write(answer));
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(HttpStream::close);
        http.close();
    }

    private JsonNode whole(HttpCall call) throws EngineException {
        requireOpen();
        try {
            var reply = http.send(call);
            if (!reply.ok()) throw refused(reply.status(), reply.headers(), reply.body());
            return parse(reply.text());
        } catch (HttpFailure e) {
            throw failed(e);
        }
    }

    private HttpCall call(String method, String path, byte[] body) {
        return call(method, config.at(path), body);
    }

    private HttpCall call(String method, java.net.URI at, byte[] body) {
        var call = method.equals("GET")
                ? HttpCall.get(at, config.firstByteTimeout())
                : HttpCall.post(at, "application/json", body, config.firstByteTimeout());
        return config.key()
                .map(key -> call.with("authorization", "Bearer " + key.value()))
                .orElse(call);
    }

    private void requireOpen() throws EngineException {
        if (closed) throw closedNow();
    }

    private static EngineException refused(int status, Headers headers, byte[] body) {
        var error = error(body);
        var said = message(error);
        var message = said.isEmpty() ? "The engine answered with status " + status + "." : said;
        var code = text(error, "code");
        return switch (status) {
            // Its message may hold our key.
            case 401, 403 -> unavailable("The engine refused this host's credentials.", null);
            case 429 -> EngineException.overloaded(message, retryAfter(headers));
            case 503 ->
                headers.has("retry-after")
                        ? EngineException.overloaded(message, retryAfter(headers))
                        : unavailable(message, null);
            case 501 -> EngineException.unsupported(message);
            case 502, 504 -> unavailable(message, null);
            default -> {
                if (status / 100 != 4) yield internal(message, null);
                if (isContextLength(message, code)) yield EngineException.contextLength(message);
                yield EngineException.badRequest(message, text(error, "param"), code);
            }
        };
    }

    /// OpenAI wraps its error, FastAPI calls it detail, others put it bare.
    private static JsonNode error(byte[] body) {
        try {
            var tree = Json.parse(body);
            return tree.path("error").isObject() ? tree.path("error") : tree;
        } catch (MalformedJson _) {
            return Json.object();
        }
    }

    private static String message(JsonNode error) {
        for (var name : new String[] {"message", "detail", "error"}) {
            var value = error.path(name);
            if (value.isTextual() && !value.textValue().isBlank()) {
                var text = value.textValue();
                return text.length() > MAX_MESSAGE_CHARS ? text.substring(0, MAX_MESSAGE_CHARS) + "…" : text;
            }
        }
        return "";
    }

    private static @Nullable String text(JsonNode error, String name) {
        return error.path(name).isTextual() ? error.path(name).textValue() : null;
    }

    private static boolean isContextLength(String message, @Nullable String code) {
        var lower = message.toLowerCase(Locale.ROOT);
        return "context_length_exceeded".equals(code)
                || lower.contains("maximum context length")
                || lower.contains("context size")
                || lower.contains("context window")
                || lower.contains("context length");
    }

    private static Duration retryAfter(Headers headers) {
        var seconds = headers.first("retry-after").orElse("");
        return seconds.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : DEFAULT_RETRY;
    }

    private static EngineException closedNow() {
        return unavailable("The engine is closed.", null);
    }

    private static EngineException unavailable(String message, @Nullable Throwable cause) {
        return new EngineException(Kind.UNAVAILABLE, message, cause);
    }

    private static EngineException internal(String message, @Nullable Throwable cause) {
        return new EngineException(Kind.INTERNAL, message, cause);
    }
}
