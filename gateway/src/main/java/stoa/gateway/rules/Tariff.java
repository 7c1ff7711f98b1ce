// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import java.util.List;
import java.util.Optional;
import stoa.types.Prices;

/// What units cost in a session: the locked prices first, then the model's as long as they stay within the maxima.
/// Above them the session only settles. Rule MKT-2.
///
/// @param lockedUntilSeconds first second at which the lock no longer holds, unix
public record Tariff(Prices locked, long lockedUntilSeconds, Prices maxima) {
    /// The ledger's prices of a model and the ones before their last step: host and gateway may be a block apart.
    ///
    /// @param steppedSeconds when `now` began to hold
    public record Market(Prices now, Prices before, long steppedSeconds) {
        /// How far two honest readers of the ledger may be apart.
        private static final long APART_SECONDS = 10;

        public static Market steady(Prices prices) {
            return new Market(prices, prices, 0);
        }

        public Market step(Prices next, long seconds) {
            return next.equals(now) ? this : new Market(next, now, seconds);
        }
    }

    /// The prices of an answer begun at `seconds`; empty when the session only settles then.
    public Optional<Prices> at(long seconds, Market market) {
        if (seconds < lockedUntilSeconds) return Optional.of(locked);
        return market.now.within(maxima) ? Optional.of(market.now) : Optional.empty();
    }

    /// All prices a host may honestly have used for an answer begun at `seconds`.
    public List<Prices> honest(long seconds, Market market) {
        if (seconds < lockedUntilSeconds - Market.APART_SECONDS) return List.of(locked);
        var out = new java.util.ArrayList<Prices>();
        if (seconds < lockedUntilSeconds + Market.APART_SECONDS) out.add(locked);
        if (market.now.within(maxima)) out.add(market.now);
        if (market.before.within(maxima) && seconds < market.steppedSeconds + Market.APART_SECONDS)
            out.add(market.before);
        return out;
    }
}
