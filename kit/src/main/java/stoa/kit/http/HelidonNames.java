// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Helidon's objects for header names, made once for each name our code uses.
final class HelidonNames {
    /// Names come from code, but a program could make them up; beyond this many they are not kept.
    private static final int KEPT_MAX = 1000;

    private static final Map<String, HeaderName> KEPT = new ConcurrentHashMap<>();

    private HelidonNames() {}

    static HeaderName of(String name) {
        var kept = KEPT.get(name);
        if (kept != null) return kept;
        var made = HeaderNames.create(name.toLowerCase(Locale.ROOT), name);
        if (KEPT.size() < KEPT_MAX) KEPT.put(name, made);
        return made;
    }
}
