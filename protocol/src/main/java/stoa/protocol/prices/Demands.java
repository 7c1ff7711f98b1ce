// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.prices;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import stoa.protocol.Draft;
import stoa.protocol.World;
import stoa.types.Amount;
import stoa.types.Arith;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.state.Demand;
import stoa.types.state.Tables;

/// What a model sold lately, in slices of time.
public final class Demands {
    /// Slices of one window; one more is kept, for the window's old end lies within it.
    static final int SLICES = 10;

    private static final BigInteger SCALE = BigInteger.valueOf(1_000_000L << Price.FRACTION_BITS);
    /// Keeps the sum of a slice and one more settlement within a long.
    private static final long MOST_UNITS = (1L << 62) - 1;
    /// Longer than any session lives.
    private static final long MOST_SECONDS = 1L << 22;

    private Demands() {}

    /// [PRC-3] Money as units of input at the price locked, at most what the host could have served meanwhile.
    ///
    /// @param rate the host's proven units per second on the model
    /// @param seconds since the lane's previous settlement
    public static long units(Amount paid, Prices locked, long rate, long seconds) {
        long most = rate * Math.clamp(seconds, 1, MOST_SECONDS); // below 2^40 × 2^22
        return BigInteger.valueOf(paid.obol())
                .multiply(SCALE)
                .divide(BigInteger.valueOf(locked.input().fixed()))
                .min(BigInteger.valueOf(most))
                .longValueExact();
    }

    /// [PRC-3] Spreads units evenly over the seconds since `sinceSeconds`; what lies before the window is dropped.
    public static void sold(Draft draft, World world, ModelId model, long units, long sinceSeconds) {
        if (units == 0) return;
        long now = world.timeSeconds();
        long length = sliceSeconds(world.params());
        var slices = aged(draft.find(Tables.DEMAND, model).orElseThrow(), now / length);
        long since = Math.min(sinceSeconds, now - 1);
        for (int i = 0; i <= SLICES; i++) {
            long start = (now / length - i) * length;
            long from = Math.max(since, start);
            long to = Math.min(now, start + length);
            if (from < to) {
                long share = share(units, since, now, to) - share(units, since, now, from);
                slices.set(i, Math.min(MOST_UNITS, slices.get(i) + share));
            }
        }
        draft.put(Tables.DEMAND, model, new Demand(now / length, slices));
    }

    /// The part of `units` that falls before `at` when they are spread from `since` to `now`.
    private static long share(long units, long since, long now, long at) {
        return Arith.mulDiv(units, at - since, now - since);
    }

    /// [PRC-3] Units of the window that ends now; its oldest slice counts by the part that still lies within.
    static BigInteger inWindow(Params params, Demand demand, long now) {
        long length = sliceSeconds(params);
        var slices = aged(demand, now / length);
        var sum = BigInteger.ZERO;
        for (int i = 0; i < SLICES; i++) sum = sum.add(BigInteger.valueOf(slices.get(i)));
        return sum.add(BigInteger.valueOf(Arith.mulDiv(slices.get(SLICES), length - now % length, length)));
    }

    static long windowSeconds(Params params) {
        return sliceSeconds(params) * SLICES;
    }

    private static long sliceSeconds(Params params) {
        return params.demandWindowSeconds() / SLICES;
    }

    /// The slices as they stand when `slice` is the newest.
    private static List<Long> aged(Demand demand, long slice) {
        var slices = new ArrayList<Long>();
        long shift = slice - demand.slice();
        for (int i = 0; i <= SLICES; i++) {
            long old = i - shift;
            slices.add(old >= 0 && old < demand.units().size() ? demand.units().get((int) old) : 0L);
        }
        return slices;
    }
}
