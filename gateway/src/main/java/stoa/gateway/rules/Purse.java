// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

/// What one API key may spend in this process: money leased from the books (SQL), set aside before a request leaves
/// and settled by its receipt, so that no race overspends by an obol. Amounts are obol. One thread at a time.
///
/// Two leases run side by side: of the key's total and of the current period. A reservation takes from both; when
/// the period ends meanwhile, its part of that period is gone and only the total gets change back.
public final class Purse {
    /// Stands for no limit.
    public static final long UNLIMITED = Long.MAX_VALUE;

    private final boolean totalLimited;
    private final boolean periodLimited;
    private final long perRequest;
    private final long periodSeconds;
    private long totalLeft;
    private long periodLeft;
    private long period;
    private long spent;
    private long spentInPeriod;

    /// What became of a wish.
    public sealed interface Taking {
        record Taken(Held held) implements Taking {}

        /// The lease is too small by so much; what could be leased from the books is worth a try.
        record Short(long totalMissing, long periodMissing) implements Taking {}

        /// No answer of this key may cost that much.
        record TooDear(long mostObol) implements Taking {}
    }

    /// Money set aside for one answer.
    ///
    /// @param earlier part of it that was set aside in a period before `period`
    public record Held(long obol, long period, long earlier) {
        public static final Held NOTHING = new Held(0, 0, 0);
    }

    /// @param perRequest most one answer may cost; [#UNLIMITED] for none
    /// @param periodSeconds length of a period; 0 when there is no limit per period
    public Purse(boolean totalLimited, long perRequest, long periodSeconds) {
        this.totalLimited = totalLimited;
        this.periodLimited = periodSeconds > 0;
        this.perRequest = perRequest;
        this.periodSeconds = periodSeconds;
    }

    /// The number of the period at this time; 0 when there are none.
    public long periodAt(long nowSeconds) {
        return periodLimited ? nowSeconds / periodSeconds : 0;
    }

    /// Sets `obol` more aside for an answer that holds `held` (`NOTHING` at first).
    public Taking take(Held held, long obol, long nowSeconds) {
        turn(nowSeconds);
        if (obol < 0) throw new IllegalArgumentException("money set aside is not negative");
        if (obol > perRequest - held.obol) return new Taking.TooDear(perRequest);
        long totalMissing = totalLimited ? Math.max(0, obol - totalLeft) : 0;
        long periodMissing = periodLimited ? Math.max(0, obol - periodLeft) : 0;
        if (totalMissing > 0 || periodMissing > 0) return new Taking.Short(totalMissing, periodMissing);
        if (totalLimited) totalLeft -= obol;
        if (periodLimited) periodLeft -= obol;
        long earlier = held.period == period ? held.earlier : held.obol;
        return new Taking.Taken(new Held(held.obol + obol, period, earlier));
    }

    /// The answer cost `cost`, at most what is held; the rest is free again.
    public void settle(Held held, long cost, long nowSeconds) {
        turn(nowSeconds);
        if (cost < 0 || cost > held.obol) throw new IllegalArgumentException("an answer costs at most what is held");
        if (totalLimited) totalLeft += held.obol - cost;
        long inPeriod = Math.max(0, cost - held.earlier);
        if (held.period == period) {
            if (periodLimited) periodLeft += held.obol - held.earlier - inPeriod;
            spentInPeriod += inPeriod;
        }
        spent += cost;
    }

    /// The books leased more.
    public void leased(long totalObol, long periodObol, long ofPeriod, long nowSeconds) {
        turn(nowSeconds);
        if (totalLimited) totalLeft += totalObol;
        if (periodLimited && ofPeriod == period) periodLeft += periodObol;
    }

    /// Takes back what is leased and not set aside, at most so much of each, to return it to the books.
    public Returned giveBack(long totalMost, long periodMost, long nowSeconds) {
        turn(nowSeconds);
        long total = totalLimited ? Math.min(totalLeft, totalMost) : 0;
        long ofPeriod = periodLimited ? Math.min(periodLeft, periodMost) : 0;
        totalLeft -= total;
        periodLeft -= ofPeriod;
        return new Returned(total, ofPeriod, period);
    }

    public record Returned(long totalObol, long periodObol, long period) {}

    /// Spent since the last call of this method: what the books do not know yet.
    public Spent drain(long nowSeconds) {
        turn(nowSeconds);
        var out = new Spent(spent, spentInPeriod, period);
        spent = 0;
        spentInPeriod = 0;
        return out;
    }

    /// @param periodObol part of it that counts in `period`
    public record Spent(long obol, long periodObol, long period) {}

    /// The books could not take over what [#drain] gave: it is still to be taken over.
    public void undrain(Spent given, long nowSeconds) {
        turn(nowSeconds);
        spent += given.obol;
        if (given.period == period) spentInPeriod += given.periodObol;
    }

    /// Money that an earlier process spent out of the lease it left behind.
    public void restore(long obol, long ofPeriod, long nowSeconds) {
        turn(nowSeconds);
        spent += obol;
        if (totalLimited) totalLeft -= obol;
        if (ofPeriod != period) return;
        spentInPeriod += obol;
        if (periodLimited) periodLeft -= obol;
    }

    public long totalLeft() {
        return totalLimited ? totalLeft : UNLIMITED;
    }

    public long periodLeft() {
        return periodLimited ? periodLeft : UNLIMITED;
    }

    /// A new period begins with an empty lease; the old one's is worthless.
    private void turn(long nowSeconds) {
        long now = periodAt(nowSeconds);
        if (now == period) return;
        period = now;
        periodLeft = 0;
        spentInPeriod = 0;
    }
}
