// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import java.util.ArrayList;
import java.util.List;

/// When one payer opens, tops up, leaves and closes its sessions of one model. While requests come the next session
/// is ready before the present one ends or runs dry; when they stop, nothing is opened any more.
public final class SessionPlan {
    /// Half of a session's life, but not more than this, its successor is there.
    private static final long LEAD_MOST_MILLIS = 600_000;
    /// A sixth of a session's life, but not more than this, it takes no new request, so that those it has can end.
    private static final long MARGIN_MOST_MILLIS = 10_000;
    /// A transaction that closes a session is not worth its fee when it ends by itself so soon.
    private static final long CLOSE_WORTH_MILLIS = 60_000;
    private static final int FLOW_TIMES = 2;
    private static final int PEAK_TIMES = 4;
    /// One waiting answer must fit into the smallest lane, several times: a sixteenth of the deposit.
    private static final int NEED_TIMES = 64;

    private SessionPlan() {}

    /// What the operator wants and the network allows.
    ///
    /// @param lengthSeconds of a session
    /// @param idleMillis without a request after which no successor is opened
    /// @param restMillis without a request after which an open session is closed
    /// @param deposit bounds of a deposit, obol
    public record Limits(
            long lengthSeconds, long idleMillis, long restMillis, long firstObol, long leastObol, long mostObol) {}

    public enum Phase {
        /// Sent, or waiting for its seats.
        OPENING,
        OPEN,
        /// Takes no new request.
        RETIRED
    }

    /// A session of ours as it is now.
    ///
    /// @param free what its lanes could still reserve
    /// @param sells whether the prices are within its maxima and some lane of it may be used
    /// @param owes whether a host lacks a voucher
    public record Held(
            long session,
            Phase phase,
            long closesMillis,
            long depositObol,
            long freeObol,
            int inFlight,
            boolean sells,
            boolean owes) {}

    /// What is asked of it.
    ///
    /// @param waiting requests that found no lane with allowance enough
    /// @param needObol the most one of them reserves
    /// @param spentObol in the last `Flow.WINDOW_MILLIS`
    /// @param peakObol most reserved at once in that time
    /// @param fundsObol most the payer may lock now
    public record Use(int waiting, long needObol, long spentObol, long peakObol, long lastMillis, long fundsObol) {}

    public sealed interface Action {
        record Open(long depositObol) implements Action {}

        record Retire(long session) implements Action {}

        record Close(long session) implements Action {}

        /// A session is needed and the payer cannot lock what would help.
        record Broke() implements Action {}
    }

    /// Whether a session takes new requests.
    public static boolean usable(Held held, Limits limits, long nowMillis) {
        return held.phase == Phase.OPEN && held.sells && held.closesMillis - nowMillis > marginMillis(limits);
    }

    public static List<Action> next(List<Held> sessions, Use use, Limits limits, long nowMillis) {
        var actions = new ArrayList<Action>();
        boolean resting = use.waiting == 0 && nowMillis - limits.restMillis > use.lastMillis;
        // Or what rest closes would be opened again at once.
        boolean idle = resting || use.waiting == 0 && nowMillis - limits.idleMillis > use.lastMillis;
        boolean opening = false;
        boolean fresh = false;
        long emptiest = 0;
        for (var held : sessions) {
            if (held.phase == Phase.OPENING) opening = true;
            else if (usable(held, limits, nowMillis)) {
                fresh |= fresh(held, limits, nowMillis);
                if (held.freeObol >= held.depositObol / 4 * 3) emptiest = Math.max(emptiest, held.depositObol);
            } else if (held.phase == Phase.OPEN) actions.add(new Action.Retire(held.session));
            boolean done = held.phase == Phase.RETIRED || held.phase == Phase.OPEN && resting;
            boolean worth = held.closesMillis - nowMillis > CLOSE_WORTH_MILLIS;
            if (done && worth && held.inFlight == 0 && !held.owes) actions.add(new Action.Close(held.session));
        }
        if (!opening && (use.waiting > 0 || !fresh && !idle)) actions.add(open(use, limits, emptiest));
        return actions;
    }

    /// What a lane short of allowance should get: its part of a deposit sized as if opened now.
    ///
    /// @param missingObol what an answer in flight lacks
    public static long topUp(long missingObol, Use use, Limits limits) {
        long wanted = Math.max(missingObol * PEAK_TIMES, deposit(use, limits) / PEAK_TIMES);
        return Math.min(wanted, Math.max(use.fundsObol, 0));
    }

    /// Whether no successor is needed yet.
    private static boolean fresh(Held held, Limits limits, long nowMillis) {
        long lead = Math.min(limits.lengthSeconds * 1_000 / 2, LEAD_MOST_MILLIS);
        return held.closesMillis - nowMillis > lead && held.freeObol >= held.depositObol / 4;
    }

    /// @param emptiest the largest deposit that is hardly touched: when even that does not serve who waits, another
    /// like it would not either
    private static Action open(Use use, Limits limits, long emptiest) {
        long deposit = Math.min(deposit(use, limits), use.fundsObol);
        boolean useless = use.waiting > 0 && deposit <= emptiest;
        return useless || deposit < limits.leastObol ? new Action.Broke() : new Action.Open(deposit);
    }

    private static long deposit(Use use, Limits limits) {
        long windows = Math.ceilDiv(limits.lengthSeconds * 1_000, Flow.WINDOW_MILLIS);
        long byFlow = times(use.spentObol, FLOW_TIMES * windows);
        long byPeak = times(use.peakObol, PEAK_TIMES);
        long byNeed = times(use.needObol, NEED_TIMES);
        long wanted = Math.max(limits.firstObol, Math.max(byFlow, Math.max(byPeak, byNeed)));
        return Math.clamp(wanted, limits.leastObol, limits.mostObol);
    }

    /// Before its end a session takes no new request for so long.
    public static long marginMillis(Limits limits) {
        return Math.min(limits.lengthSeconds * 1_000 / 6, MARGIN_MOST_MILLIS);
    }

    private static long times(long obol, long factor) {
        return Math.multiplyHigh(obol, factor) != 0 || obol * factor < 0 ? Long.MAX_VALUE : obol * factor;
    }
}
