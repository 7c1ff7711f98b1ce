// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A route's path, cut at its slashes. Matching looks at the path as it was sent, so that an encoded slash stays
/// part of its segment; parameters are decoded afterwards.
final class PathPattern {
    static final Comparator<PathPattern> MOST_LITERAL_FIRST =
            Comparator.comparing((PathPattern pattern) -> pattern.rank).thenComparing(pattern -> pattern.text);

    private final String text;
    private final List<Part> parts;
    private final String rank;

    private sealed interface Part {
        record Literal(String text) implements Part {}

        record One(String name) implements Part {}

        record Rest(String name) implements Part {}
    }

    private PathPattern(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
        var order = new StringBuilder();
        for (var part : parts)
            order.append(
                    switch (part) {
                        case Part.Literal _ -> '0';
                        case Part.One _ -> '1';
                        case Part.Rest _ -> '2';
                    });
        this.rank = order.toString();
    }

    static PathPattern parse(String text) {
        if (!text.startsWith("/")) throw new IllegalArgumentException("a route begins with /, unlike " + text);
        var parts = new java.util.ArrayList<Part>();
        for (var segment : text.substring(1).split("/", -1)) parts.add(part(segment));
        for (var part : parts.subList(0, parts.size() - 1))
            if (part instanceof Part.Rest)
                throw new IllegalArgumentException("{name...} ends a route, unlike in " + text);
        return new PathPattern(text, List.copyOf(parts));
    }

    private static Part part(String segment) {
        if (segment.startsWith("{") && segment.endsWith("...}"))
            return new Part.Rest(segment.substring(1, segment.length() - 4));
        if (segment.startsWith("{") && segment.endsWith("}"))
            return new Part.One(segment.substring(1, segment.length() - 1));
        return new Part.Literal(segment);
    }

    /// The decoded parameters, or null when the path is another one.
    @Nullable
    Map<String, String> match(String rawPath) {
        if (rank.indexOf('1') < 0 && rank.indexOf('2') < 0) return rawPath.equals(text) ? Map.of() : null;
        var params = new HashMap<String, String>(4);
        int at = 1;
        for (var part : parts) {
            if (at > rawPath.length()) return null;
            int end = rawPath.indexOf('/', at);
            if (end < 0 || part instanceof Part.Rest) end = rawPath.length();
            var segment = rawPath.substring(at, end);
            switch (part) {
                case Part.Literal literal -> {
                    if (!literal.text.equals(segment)) return null;
                }
                case Part.One one -> {
                    if (segment.isEmpty()) return null;
                    params.put(one.name, decode(segment));
                }
                case Part.Rest rest -> {
                    if (segment.isEmpty()) return null;
                    params.put(rest.name, decode(segment));
                }
            }
            at = end + 1;
        }
        return at == rawPath.length() + 1 ? params : null;
    }

    /// Percent decoding of a path: a plus sign is a plus sign. A broken escape is the caller's mistake.
    static String decode(String raw) {
        if (raw.indexOf('%') < 0) return raw;
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new HttpProblem(400, "the path holds a broken percent escape");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
