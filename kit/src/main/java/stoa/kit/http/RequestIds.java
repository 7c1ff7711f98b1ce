// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Names for requests: unique enough to find one in a log, secret to nobody.
final class RequestIds {
    private static final int LENGTH_MAX = 64;

    private RequestIds() {}

    static String accept(Optional<String> offered) {
        return offered.filter(RequestIds::plain).orElseGet(RequestIds::next);
    }

    static String next() {
        var random = ThreadLocalRandom.current();
        var hex = HexFormat.of();
        return "req_" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong(), 8);
    }

    private static boolean plain(String id) {
        if (id.isEmpty() || id.length() > LENGTH_MAX) return false;
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && c != '-' && c != '_' && c != '.') return false;
        }
        return true;
    }
}
