// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.util.List;
import java.util.Optional;

/// Which web pages of other origins may call. `*` lets all in; no credentials are ever allowed, keys travel in
/// headers.
public record Cors(List<String> origins, List<String> exposedHeaders) {
    private static final String PREFLIGHT_KEEP_SECONDS = "86400";

    public Cors {
        origins = List.copyOf(origins);
        exposedHeaders = List.copyOf(exposedHeaders);
    }

    public static Cors anyOrigin(String... exposedHeaders) {
        return new Cors(List.of("*"), List.of(exposedHeaders));
    }

    /// Whether a page of this origin may call.
    boolean lets(String origin) {
        return origins.contains("*") || origins.contains(origin);
    }

    /// The answer to a browser's question before the real call; empty when the request is no such question.
    static Optional<Response> preflight(Request request, String methods) {
        if (!request.method().equals("OPTIONS")
                || request.header("access-control-request-method").isEmpty()) return Optional.empty();
        var answer = Response.empty(204)
                .with("access-control-allow-methods", methods)
                .with("access-control-max-age", PREFLIGHT_KEEP_SECONDS);
        var asked = request.header("access-control-request-headers");
        return Optional.of(asked.isPresent() ? answer.with("access-control-allow-headers", asked.get()) : answer);
    }

    Response mark(Request request, Response answer) {
        var origin = request.header("origin");
        if (origin.isEmpty()) return answer;
        var marked = origins.contains("*") ? answer : answer.with("vary", "origin");
        if (!lets(origin.get())) return marked;
        marked = marked.with("access-control-allow-origin", origins.contains("*") ? "*" : origin.get());
        return exposedHeaders.isEmpty()
                ? marked
                : marked.with("access-control-expose-headers", String.join(", ", exposedHeaders));
    }
}
