// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.epochs;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import stoa.types.Amount;
import stoa.types.Arith;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.state.Standing;

/// What proven rates weigh, and how much of that collateral backs. [EPO-3]
public final class Weights {
    private Weights() {}

    /// A host's proven rate on a model.
    ///
    /// @param coefficient of the model
    public record Proven(ModelId model, long rate, long coefficient) {
        /// At most 2^60.
        long weight() {
            return rate * coefficient;
        }
    }

    /// The host's standings: the free part of its weight needs no collateral and gives no seats, the rest counts as
    /// far as collateral backs it, in equal parts of each model's weight.
    public static TreeMap<ModelId, Standing> standings(Params params, Amount collateral, List<Proven> all) {
        long total = sum(all);
        long backed = Math.min(needing(params, total), collateral.obol() / params.collateralPerWeightObol());
        var standings = new TreeMap<ModelId, Standing>();
        for (var each : all) {
            long share = total == 0 ? 0 : Arith.mulDiv(backed, each.weight(), total);
            standings.put(each.model(), new Standing(each.rate(), each.weight(), share));
        }
        return standings;
    }

    /// Whether collateral backs everything that needs backing.
    public static boolean fullyBacked(Params params, Amount collateral, List<Proven> all) {
        return collateral.obol() / params.collateralPerWeightObol() >= needing(params, sum(all));
    }

    /// `all` and one more.
    static List<Proven> with(List<Proven> all, Proven more) {
        var list = new ArrayList<>(all);
        list.add(more);
        return list;
    }

    /// The sum of two weights, cut at what a long holds.
    public static long plus(long left, long right) {
        long sum = left + right;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static long needing(Params params, long total) {
        return total - Arith.mulDiv(total, params.freeWeightPercent(), 100);
    }

    private static long sum(List<Proven> all) {
        long sum = 0;
        for (var each : all) sum = plus(sum, each.weight());
        return sum;
    }
}
