// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.record;

import java.util.HexFormat;
import stoa.kit.crypto.RandomBytes;

/// Names of receipts: 48 bits of time, so that the database appends them and prunes by them, and 80 random bits, so
/// that nobody guesses one or learns how many there are. Each attempt has its own, for a host that failed may still
/// bring its receipt.
public final class ReceiptIds {
    private static final int RANDOM_BYTES = 10;

    private ReceiptIds() {}

    public static String next(long nowMillis) {
        return from(nowMillis) + HexFormat.of().formatHex(RandomBytes.next(RANDOM_BYTES));
    }

    /// Ids made at or after this time come behind it, in the order of text.
    static String from(long millis) {
        return "rcpt_" + HexFormat.of().toHexDigits(millis, 12);
    }
}
