// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.face;

import java.util.HexFormat;
import stoa.kit.crypto.RandomBytes;

/// Names of receipts: 96 random bits, so that nobody learns from one how many there are.
final class Ids {
    private static final int BYTES = 12;

    private Ids() {}

    static String receipt() {
        return "rcpt_" + HexFormat.of().formatHex(RandomBytes.next(BYTES));
    }
}
