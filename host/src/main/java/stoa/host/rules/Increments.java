// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import stoa.types.Amount;
import stoa.types.Prices;
import stoa.types.Usage;
import stoa.types.market.Wire;

/// How far money may run ahead of an answer: its input and 1,024 output units, then 1,024 more each time. Rule [MKT-6].
public final class Increments {
    public static final long UNITS = Wire.INCREMENT_UNITS;

    private Increments() {}

    /// Worst cost of an answer that has its input and may grow to the end of the `increments`-th increment (from 1).
    ///
    /// @param outputMost the answer's own limit: `max_tokens` × `n`, or what the context leaves
    public static Amount reservation(Prices prices, long inputUnits, long outputMost, long increments) {
        return prices.cost(new Usage(inputUnits, 0, Math.min(outputMost, UNITS * increments)));
    }

    /// Increments an answer of so many output units needs; at least one.
    public static long needed(long outputUnits) {
        return Math.max(1, Math.ceilDiv(outputUnits, UNITS));
    }
}
