// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a server answers: method and path pattern to handler. `{name}` stands for one path segment, a final
/// `{name...}` for one or more. The more literal pattern wins, whatever the order. Filled before the server starts,
/// then left alone.
public final class Routes {
    private final Map<String, PathPattern> byText = new TreeMap<>();
    private final Map<PathPattern, Map<String, Handler>> handlers = new HashMap<>();
    private final Map<PathPattern, WebSocket.Endpoint> sockets = new HashMap<>();
    private final List<PathPattern> patterns = new ArrayList<>();
    private ErrorMapper errors = (_, problem) -> Response.text(problem.status(), problem.getMessage() + "\n");
    private Observer observer = (_, _, _) -> {};
    private @Nullable Cors cors;

    /// Told once about every request that reached the routes, when its answer is complete or broken off.
    @FunctionalInterface
    public interface Observer {
        /// `status` is what the answer began with; 0 when the caller left before there was one.
        void done(Request request, int status, long durationNanos);
    }

    public Routes get(String pattern, Handler handler) {
        return on("GET", pattern, handler);
    }

    public Routes post(String pattern, Handler handler) {
        return on("POST", pattern, handler);
    }

    public Routes put(String pattern, Handler handler) {
        return on("PUT", pattern, handler);
    }

    public Routes delete(String pattern, Handler handler) {
        return on("DELETE", pattern, handler);
    }

    /// `GET` routes answer `HEAD` too. A second handler for the same method and pattern is a programming error.
    public Routes on(String method, String pattern, Handler handler) {
        var methods = handlers.computeIfAbsent(pattern(pattern), _ -> new TreeMap<>());
        if (methods.putIfAbsent(method, handler) != null)
            throw new IllegalArgumentException("two handlers for " + method + " " + pattern);
        return this;
    }

    public Routes webSocket(String pattern, WebSocket.Endpoint endpoint) {
        if (sockets.putIfAbsent(pattern(pattern), endpoint) != null)
            throw new IllegalArgumentException("two WebSocket endpoints for " + pattern);
        return this;
    }

    /// Refusals in plain text are the default.
    public Routes errors(ErrorMapper mapper) {
        errors = mapper;
        return this;
    }

    /// Answers preflights and marks answers; without it, pages of other origins are left to the browser's refusal.
    public Routes cors(Cors rules) {
        cors = rules;
        return this;
    }

    /// For access logs and metrics.
    public Routes observe(Observer told) {
        observer = told;
        return this;
    }

    ErrorMapper errors() {
        return errors;
    }

    Observer observer() {
        return observer;
    }

    Optional<Cors> cors() {
        return Optional.ofNullable(cors);
    }

    /// What a method and a raw path lead to.
    sealed interface Match {
        record Found(Handler handler, Map<String, String> params) implements Match {}

        record WrongMethod(String allowed) implements Match {}

        record Nothing() implements Match {}
    }

    Match match(String method, String rawPath) {
        var allowed = new TreeSet<String>();
        for (var pattern : patterns) {
            var methods = handlers.get(pattern);
            if (methods == null) continue;
            var params = pattern.match(rawPath);
            if (params == null) continue;
            var handler = methods.get(method);
            if (handler == null && method.equals("HEAD")) handler = methods.get("GET");
            if (handler != null) return new Match.Found(handler, params);
            allowed.addAll(methods.keySet());
        }
        if (allowed.isEmpty()) return new Match.Nothing();
        return new Match.WrongMethod(String.join(", ", allowed));
    }

    Optional<WebSocket.Endpoint> socket(String rawPath) {
        for (var pattern : patterns) {
            var endpoint = sockets.get(pattern);
            if (endpoint != null && pattern.match(rawPath) != null) return Optional.of(endpoint);
        }
        return Optional.empty();
    }

    private PathPattern pattern(String text) {
        var known = byText.get(text);
        if (known != null) return known;
        var pattern = PathPattern.parse(text);
        byText.put(text, pattern);
        patterns.add(pattern);
        patterns.sort(PathPattern.MOST_LITERAL_FIRST);
        return pattern;
    }
}
