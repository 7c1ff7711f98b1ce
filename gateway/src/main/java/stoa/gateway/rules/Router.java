// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import stoa.types.Address;

/// Picks the lane that answers. A conversation stays on its host while that is free, because its prompt is cached
/// there; otherwise the better of two lanes taken by chance, which spreads load without a herd running to the best
/// one.
public final class Router {
    /// A conversation's host is free up to this many answers above twice the emptiest one's.
    private static final int FREE_SLACK = 4;
    private static final int WAIT_LEAST_MILLIS = 50;

    private Router() {}

    /// A lane that could answer, as it is now.
    ///
    /// @param lane whatever tells the caller which one it is
    /// @param host whose lane it is
    /// @param usable healthy, not full and with allowance enough
    /// @param waitMillis after which it may be usable
    /// @param score as `HostHealth` counts; empty while unknown
    public record Candidate(
            int lane, Address host, boolean usable, long waitMillis, int inFlight, OptionalLong score) {}

    public sealed interface Route {
        /// @param affine whether it is the conversation's own host
        record To(int lane, boolean affine) implements Route {}

        /// No lane can take it now.
        record Busy(long retryAfterMillis) implements Route {}

        /// Every host was tried already, or there is none.
        record Nobody() implements Route {}
    }

    /// @param affinity of the conversation, or `Affinity.NONE`
    /// @param tried hosts this request was sent to already: never twice to the same
    /// @param chance 64 random bits
    public static Route choose(List<Candidate> candidates, long affinity, List<Address> tried, long chance) {
        var fresh = new ArrayList<Candidate>(candidates.size());
        for (var candidate : candidates) if (!tried.contains(candidate.host)) fresh.add(candidate);
        if (fresh.isEmpty()) return new Route.Nobody();
        var usable = new ArrayList<Candidate>(fresh.size());
        for (var candidate : fresh) if (candidate.usable) usable.add(candidate);
        if (usable.isEmpty()) return new Route.Busy(soonest(fresh));
        if (affinity != Affinity.NONE) {
            var own = own(fresh, affinity);
            if (own.usable && own.inFlight <= FREE_SLACK + 2L * emptiest(usable)) return new Route.To(own.lane, true);
        }
        return new Route.To(betterOfTwo(usable, chance).lane, false);
    }

    private static Candidate own(List<Candidate> candidates, long affinity) {
        var best = candidates.getFirst();
        long bestRank = Affinity.rank(best.host, affinity);
        for (var candidate : candidates) {
            long rank = Affinity.rank(candidate.host, affinity);
            if (Long.compareUnsigned(rank, bestRank) > 0) {
                best = candidate;
                bestRank = rank;
            }
        }
        return best;
    }

    private static Candidate betterOfTwo(List<Candidate> usable, long chance) {
        int size = usable.size();
        if (size == 1) return usable.getFirst();
        int first = (int) Long.remainderUnsigned(chance, size);
        int second = (int) Long.remainderUnsigned(Affinity.mix(chance), size - 1);
        if (second >= first) second++;
        var a = usable.get(first);
        var b = usable.get(second);
        return better(b, a) ? b : a;
    }

    /// A host that has answered nothing yet is measured by what it has in flight, or it would never be tried.
    private static boolean better(Candidate one, Candidate other) {
        if (one.score.isEmpty() || other.score.isEmpty()) return one.inFlight < other.inFlight;
        return one.score.getAsLong() < other.score.getAsLong();
    }

    private static int emptiest(List<Candidate> usable) {
        int least = Integer.MAX_VALUE;
        for (var candidate : usable) least = Math.min(least, candidate.inFlight);
        return least;
    }

    private static long soonest(List<Candidate> fresh) {
        long least = Long.MAX_VALUE;
        for (var candidate : fresh) least = Math.min(least, candidate.waitMillis);
        return Math.max(WAIT_LEAST_MILLIS, least);
    }
}
