// SPDX-License-Identifier: Apache-2.0
package stoa.host.rules;

import stoa.types.Amount;
import stoa.types.Prices;
import stoa.types.Usage;
import stoa.types.market.Wire;

/// How far one answer may run on the money reserved for it: its input, and output units increment by increment.
/// [SRV-7] Money and units go together, so an answer is never billed for more than was reserved. [SRV-11]
public final class Grant {
    private final Prices prices;
    private final long input;
    private final long outputMost;
    private long output;

    /// Begins with the first increment.
    ///
    /// @param input units, as counted or estimated before the engine runs
    /// @param outputMost the request's own limit over all its choices
    public Grant(Prices prices, long input, long outputMost) {
        this.prices = prices;
        this.input = input;
        this.outputMost = outputMost;
        this.output = Math.min(Wire.INCREMENT_UNITS, outputMost);
    }

    public long input() {
        return input;
    }

    /// Output units that may be made now.
    public long output() {
        return output;
    }

    /// Whether the request's own limit is reached, so that no increment comes any more.
    public boolean whole() {
        return output == outputMost;
    }

    /// The most the answer may cost with what is granted.
    public Amount cost() {
        return most(output);
    }

    /// The most it may cost after one further increment.
    public Amount nextCost() {
        return most(next());
    }

    /// The further increment is reserved.
    public void extend() {
        output = next();
    }

    /// What the answer is billed for: what the engine says it used, within what was granted.
    ///
    /// @param plain input units not found in a cache
    public Usage billed(long plain, long cached, long made) {
        long cachedBilled = Math.min(cached, input);
        return new Usage(Math.min(plain, input - cachedBilled), cachedBilled, Math.min(made, output));
    }

    public Amount cost(Usage usage) {
        return prices.cost(usage);
    }

    private long next() {
        return Math.min(outputMost, output + Wire.INCREMENT_UNITS);
    }

    /// A cache may hold any part of the input, and nothing says that cached units are the cheaper ones.
    private Amount most(long units) {
        return prices.cost(new Usage(input, 0, units)).max(prices.cost(new Usage(0, input, units)));
    }
}
