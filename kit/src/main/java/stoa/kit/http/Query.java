// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The part of an address behind the question mark, as forms write it.
final class Query {
    private Query() {}

    static Optional<String> first(String raw, String name) {
        int at = 0;
        while (at < raw.length()) {
            int end = raw.indexOf('&', at);
            if (end < 0) end = raw.length();
            int equals = raw.indexOf('=', at);
            if (equals < 0 || equals > end) equals = end;
            if (decode(raw.substring(at, equals)).equals(name))
                return Optional.of(equals == end ? "" : decode(raw.substring(equals + 1, end)));
            at = end + 1;
        }
        return Optional.empty();
    }

    private static String decode(String raw) {
        if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) return raw;
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new HttpProblem(400, "the query holds a broken percent escape");
        }
    }
}
