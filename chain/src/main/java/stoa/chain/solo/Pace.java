// SPDX-License-Identifier: Apache-2.0
package stoa.chain.solo;

import java.time.Duration;

/// @param interval least time from one block to the next under load
/// @param gather how long the first transaction on an idle chain waits for company
/// @param retry how long to wait after a failed commit before the next try
public record Pace(Duration interval, Duration gather, Duration retry) {
    public static final Pace DEFAULT = new Pace(Duration.ofMillis(250), Duration.ofMillis(3), Duration.ofSeconds(1));

    public Pace {
        if (interval.isNegative() || gather.isNegative() || !retry.isPositive())
            throw new IllegalArgumentException("chain.interval, chain.gather and chain.retry are times");
    }
}
