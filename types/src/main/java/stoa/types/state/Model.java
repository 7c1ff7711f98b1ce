// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.List;
import stoa.types.Prices;

/// @param prices now
/// @param hourAnchor the prices at the start of the current hour: steps stay within ×2 and ÷2 of it
/// @param anchorSeconds when that hour began
/// @param context in tokens
/// @param coefficient weight of one proven unit per second
/// @param engineClasses that may prove; others may sell
public record Model(
        Prices prices,
        Prices hourAnchor,
        long anchorSeconds,
        long context,
        long coefficient,
        List<String> engineClasses,
        boolean retired) {
    public static final long MOST_CONTEXT = 1L << 24;
    public static final long MOST_COEFFICIENT = 1L << 20;
    public static final int MOST_ENGINE_CLASSES = 32;
    public static final int MOST_ENGINE_CLASS_BYTES = 64;

    public Model {
        engineClasses = List.copyOf(engineClasses);
    }

    public Model priced(Prices prices, Prices hourAnchor, long anchorSeconds) {
        return new Model(prices, hourAnchor, anchorSeconds, context, coefficient, engineClasses, retired);
    }

    public Model asRetired() {
        return new Model(prices, hourAnchor, anchorSeconds, context, coefficient, engineClasses, true);
    }
}
