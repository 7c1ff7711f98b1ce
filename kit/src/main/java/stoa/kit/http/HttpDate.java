// SPDX-License-Identifier: Apache-2.0
package stoa.kit.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The `date` header, formatted once a second. Helidon's own follows the machine's time zone, which HTTP forbids.
final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static volatile HttpDate last = new HttpDate(0);

    private final long seconds;
    private final String text;

    private HttpDate(long seconds) {
        this.seconds = seconds;
        this.text = FORMAT.format(Instant.ofEpochSecond(seconds));
    }

    static String now() {
        long seconds = System.currentTimeMillis() / 1000;
        var known = last;
        if (known.seconds != seconds) last = known = new HttpDate(seconds);
        return known.text;
    }
}
