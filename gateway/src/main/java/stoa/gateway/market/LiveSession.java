// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import stoa.gateway.rules.SessionPlan;
import stoa.gateway.rules.Tariff;
import stoa.kit.crypto.PrivateKey;
import stoa.types.ModelId;
import stoa.types.Prices;
import stoa.types.event.Event;
import stoa.types.state.Session;

/// A session of ours: planned, then on the ledger, then with lanes, then over. Its terms are set by the ledger's
/// events, one after the other; everybody may read them.
public final class LiveSession {
    private static final long NEVER = Long.MAX_VALUE;

    private final ModelId model;
    private final PrivateKey key;
    private final SessionLog log;
    private final SessionLog.Plan plan;
    private volatile long id;
    private volatile long depositObol;
    private volatile @Nullable Tariff tariff;
    private volatile long closesMillis = NEVER;
    private volatile long overMillis = NEVER;
    private volatile SessionPlan.Phase phase = SessionPlan.Phase.OPENING;
    private volatile List<LiveLane> lanes = List.of();
    private volatile boolean closed;
    private final AtomicBoolean closing = new AtomicBoolean();

    LiveSession(SessionLog.Plan plan, PrivateKey key, SessionLog log) {
        this.plan = plan;
        this.model = plan.model();
        this.key = key;
        this.log = log;
    }

    public long id() {
        return id;
    }

    public ModelId model() {
        return model;
    }

    SessionLog.Plan plan() {
        return plan;
    }

    PrivateKey key() {
        return key;
    }

    SessionLog log() {
        return log;
    }

    public List<LiveLane> lanes() {
        return lanes;
    }

    /// Once the ledger has the session.
    public Tariff tariff() {
        var known = tariff;
        if (known == null) throw new IllegalStateException("the session is not open yet");
        return known;
    }

    /// The prices of an answer begun now; empty when the session only settles.
    public Optional<Prices> prices(Tariff.Market market, long nowMillis) {
        return tariff == null ? Optional.empty() : tariff().at(nowMillis / 1_000, market);
    }

    SessionPlan.Phase phase() {
        return phase;
    }

    long closesMillis() {
        return closesMillis;
    }

    /// When the hosts can bring no more vouchers; far away while nobody knows.
    public long overMillis() {
        return overMillis;
    }

    boolean closed() {
        return closed;
    }

    long depositObol() {
        return depositObol;
    }

    // ── what the ledger says ──

    void opened(Event.SessionOpened event, Tariff terms) {
        id = event.session();
        depositObol = event.deposit().obol();
        tariff = terms;
        closesMillis = event.expiresSeconds() * 1_000;
    }

    void drawn(List<LiveLane> drawn) {
        lanes = List.copyOf(drawn);
        phase = SessionPlan.Phase.OPEN;
    }

    void toppedUp(long obol) {
        depositObol += obol;
    }

    /// No new increments; hosts have until then to bring vouchers. 0 when it closed at once.
    void stepped(long untilSeconds, long nowMillis) {
        phase = SessionPlan.Phase.RETIRED;
        closesMillis = Math.min(closesMillis, nowMillis);
        overMillis = untilSeconds * 1_000;
        closed |= untilSeconds == 0;
    }

    /// Nobody will ask for anything any more.
    void over() {
        phase = SessionPlan.Phase.RETIRED;
        closed = true;
    }

    void retire() {
        phase = SessionPlan.Phase.RETIRED;
    }

    /// True for the first who wants to close it.
    boolean closing() {
        return closing.compareAndSet(false, true);
    }

    /// After a restart: its number, before its lanes are made.
    void numbered(long session) {
        id = session;
    }

    /// After a restart: the terms as the ledger keeps them.
    void restored(Session row, List<LiveLane> drawn) {
        depositObol = row.deposit().obol();
        tariff = new Tariff(row.locked(), row.lockedUntilSeconds(), row.maxima());
        lanes = List.copyOf(drawn);
        switch (row.phase()) {
            case DRAWING -> closesMillis = row.closesSeconds() * 1_000;
            case OPEN -> {
                closesMillis = row.closesSeconds() * 1_000;
                phase = SessionPlan.Phase.OPEN;
            }
            case CLOSING -> {
                closesMillis = 0;
                overMillis = row.closesSeconds() * 1_000;
                phase = SessionPlan.Phase.RETIRED;
            }
            case CLOSED -> over();
        }
    }

    // ── what the plan asks ──

    SessionPlan.Held held(Tariff.Market market, long nowMillis) {
        long free = 0;
        int inFlight = 0;
        boolean owes = false;
        boolean usable = false;
        for (var lane : lanes) {
            var state = lane.state();
            free += state.free();
            inFlight += state.inFlight();
            owes |= state.owes();
            usable |= !state.left();
        }
        boolean sells = usable && prices(market, nowMillis).isPresent();
        return new SessionPlan.Held(id, phase, closesMillis, depositObol, free, inFlight, sells, owes);
    }
}
