// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stoa.gateway.rules.Ask;
import stoa.gateway.rules.Flow;
import stoa.gateway.rules.Purse;
import stoa.gateway.rules.Router;
import stoa.gateway.rules.SessionPlan;
import stoa.kit.clock.Ticker;
import stoa.kit.log.Log;
import stoa.types.Address;
import stoa.types.Prices;
import stoa.types.Usage;

/// All sessions of one payer for one model. Requests take lanes from here; a planner of its own opens, tops up and
/// closes as `SessionPlan` says, so that no request waits for the ledger but the first.
public final class SessionDesk implements AutoCloseable {
    private static final Log LOG = Log.of(SessionDesk.class);
    private static final Duration PLAN_PERIOD = Duration.ofMillis(250);
    private static final long TROUBLE_MILLIS = 1_000;
    private static final long OPENING_MOST_MILLIS = 60_000;

    private final Payer payer;
    private final Sessions sessions;
    private final Board.Offer first;
    private final SessionPlan.Limits limits;
    private final InstantSource clock;
    private final CopyOnWriteArrayList<LiveSession> held = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Flow flow = new Flow();
    private final Ticker planner;
    // Guarded by the lock.
    private int waiting;
    private long needObol;
    private volatile long news;
    private long earnedBefore;
    private @Nullable Trouble trouble;
    private volatile long answerObol = Purse.UNLIMITED;
    private volatile long lastMillis = Long.MIN_VALUE / 2;

    /// Why there is no session.
    ///
    /// @param poor whether money is what is missing
    public record Trouble(String why, boolean poor, long atMillis) {}

    /// Where a request goes.
    public sealed interface Pick {
        record To(LiveLane lane, Prices prices, boolean affine) implements Pick {}

        /// All hosts are full or resting.
        record Busy(long retryAfterMillis) implements Pick {}

        /// No session has a lane with allowance enough: wait for one.
        ///
        /// @param news how many there had been; later ones are worth another look
        record Short(long news) implements Pick {}

        /// Every host was tried.
        record Nobody() implements Pick {}
    }

    SessionDesk(Payer payer, Board.Offer offer, Sessions sessions, SessionPlan.Limits limits, InstantSource clock) {
        this.payer = payer;
        this.first = offer;
        this.sessions = sessions;
        this.limits = limits;
        this.clock = clock;
        this.planner =
                Ticker.start("sessions-" + offer.id().name(), PLAN_PERIOD, this::plan, failure -> report(failure));
    }

    /// Most one answer may cost by the payer's delegation.
    public long answerObol() {
        return answerObol;
    }

    Payer payer() {
        return payer;
    }

    // ── requests ──

    /// Picks a lane on which input and first increment can be set aside.
    ///
    /// @param inputUnits as far as known
    /// @param tried hosts that had their chance
    public Pick pick(Ask ask, long inputUnits, List<Address> tried) {
        long now = clock.millis();
        long seen = news;
        lastMillis = now;
        var market = offer().market();
        var usage = new Usage(inputUnits, 0, ask.firstOutput());
        var lanes = new ArrayList<LiveLane>();
        var candidates = new ArrayList<Router.Candidate>();
        var prices = new ArrayList<Prices>();
        boolean affordable = false;
        for (int i = held.size() - 1; i >= 0; i--) {
            var session = held.get(i);
            if (!takes(session, now)) continue;
            var now2 = session.prices(market, now);
            if (now2.isEmpty()) continue;
            long need = now2.get().cost(usage).obol();
            for (var lane : session.lanes()) {
                if (lane.free() < need || contains(lanes, lane.host())) continue;
                affordable = true;
                candidates.add(lane.desk().candidate(lanes.size(), true, now));
                lanes.add(lane);
                prices.add(now2.get());
            }
        }
        if (!affordable) return new Pick.Short(seen);
        return switch (Router.choose(
                candidates, ask.affinity(), tried, ThreadLocalRandom.current().nextLong())) {
            case Router.Route.To(var at, var affine) -> new Pick.To(lanes.get(at), prices.get(at), affine);
            case Router.Route.Busy(var after) -> new Pick.Busy(after);
            case Router.Route.Nobody _ -> new Pick.Nobody();
        };
    }

    private static boolean contains(List<LiveLane> lanes, Address host) {
        for (var lane : lanes) if (lane.host().equals(host)) return true;
        return false;
    }

    private boolean takes(LiveSession session, long now) {
        return session.phase() == SessionPlan.Phase.OPEN
                && session.closesMillis() - now > SessionPlan.marginMillis(limits);
    }

    /// Waits for a session that can hold `need`, and makes the planner see to it. Empty when something changed since
    /// `seen` and it is worth looking again; otherwise why there is none.
    public Optional<Trouble> await(long need, long seen, long deadlineNanos) throws InterruptedException {
        lock.lock();
        try {
            if (seen != news) return Optional.empty();
            waiting++;
            needObol = Math.max(needObol, need);
            planner.wake();
            if (trouble != null && clock.millis() - trouble.atMillis < TROUBLE_MILLIS) return Optional.of(trouble);
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0 || changed.awaitNanos(left) <= 0)
                return Optional.of(new Trouble("no session came about in time", false, clock.millis()));
            return Optional.ofNullable(trouble);
        } finally {
            if (seen == news) waiting--; // otherwise it was counted out with the news
            if (waiting == 0) needObol = 0;
            lock.unlock();
        }
    }

    /// Tops up a lane whose answer in flight lacks money, and waits until it is there; false when it does not come.
    public boolean topUp(LiveLane lane, long missingObol, Duration patience) throws InterruptedException {
        long funds = funds() instanceof Payer.Funds.Available(var _, var most, var _) ? most : 0;
        long obol = SessionPlan.topUp(missingObol, use(funds), limits);
        if (obol < missingObol) return false;
        sessions.topUp(this, lane, obol);
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            while (lane.free() < missingObol) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || lane.session().phase() != SessionPlan.Phase.OPEN) return false;
                changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    // ── what happens to sessions; called by `Sessions` ──

    void attach(LiveSession session) {
        held.add(session);
    }

    void changed() {
        lock.lock();
        try {
            trouble = null;
            // Whoever waited looks again. Counted on meanwhile, they would make the planner think that the session
            // which just came about does not help them.
            news++;
            waiting = 0;
            needObol = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        planner.wake();
    }

    void failed(String why, boolean poor) {
        lock.lock();
        try {
            trouble = new Trouble(why, poor, clock.millis());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void remove(LiveSession session) {
        held.remove(session);
    }

    List<LiveSession> held() {
        return List.copyOf(held);
    }

    // ── the planner ──

    private void plan() {
        long now = clock.millis();
        var market = offer().market();
        measure(now);
        var states = new ArrayList<SessionPlan.Held>();
        for (var session : held) {
            boolean stuck = session.phase() == SessionPlan.Phase.OPENING
                    && now - sessions.plannedMillis(session) > OPENING_MOST_MILLIS;
            if (!stuck) states.add(session.held(market, now));
        }
        boolean idle = !waits() && now - lastMillis > limits.restMillis() && states.isEmpty();
        if (idle) return;
        var funds = funds();
        long most = funds instanceof Payer.Funds.Available(var _, var lock, var _) ? lock : 0;
        for (var action : SessionPlan.next(states, use(most), limits, now)) act(action, funds);
    }

    private void act(SessionPlan.Action action, Payer.Funds funds) {
        switch (action) {
            case SessionPlan.Action.Open(var deposit) -> {
                if (funds instanceof Payer.Funds.Available available)
                    sessions.open(this, deposit, available.owner(), offer());
            }
            case SessionPlan.Action.Broke _ ->
                failed(
                        funds instanceof Payer.Funds.Refused(var why)
                                ? why
                                : "the account that pays has less than the least deposit of a session",
                        true);
            case SessionPlan.Action.Retire(var id) ->
                held.stream().filter(session -> session.id() == id).forEach(LiveSession::retire);
            case SessionPlan.Action.Close(var id) ->
                held.stream()
                        .filter(session -> session.id() == id && !session.closed())
                        .forEach(session -> sessions.close(this, session));
        }
    }

    private void measure(long now) {
        long earned = 0;
        long reserved = 0;
        for (var session : held)
            for (var lane : session.lanes()) {
                var state = lane.state();
                earned += state.earned();
                reserved += state.reserved();
            }
        lock.lock();
        try {
            if (now - lastMillis < Flow.WINDOW_MILLIS) flow.asked(reserved, now);
            if (earned > earnedBefore) flow.spent(earned - earnedBefore, now);
            earnedBefore = earned;
        } finally {
            lock.unlock();
        }
    }

    private boolean waits() {
        lock.lock();
        try {
            return waiting > 0;
        } finally {
            lock.unlock();
        }
    }

    private SessionPlan.Use use(long funds) {
        long now = clock.millis();
        lock.lock();
        try {
            return new SessionPlan.Use(waiting, needObol, flow.spent(now), flow.peak(now), lastMillis, funds);
        } finally {
            lock.unlock();
        }
    }

    private Payer.Funds funds() {
        var funds = payer.funds(first.id(), clock.millis() / 1_000);
        if (funds instanceof Payer.Funds.Available available) answerObol = available.answerObol();
        return funds;
    }

    private Board.Offer offer() {
        return sessions.board().offer(first.id()).orElse(first);
    }

    private void report(Throwable failure) {
        LOG.warn("sessions cannot be planned right now", "model", first.id(), "why", failure.getMessage());
        failed("the ledger does not answer right now", false);
    }

    @Override
    public void close() {
        planner.close();
    }
}
