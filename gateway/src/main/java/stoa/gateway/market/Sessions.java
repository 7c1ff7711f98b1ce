// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import stoa.client.Ledger;
import stoa.client.wallet.Outcome;
import stoa.gateway.GatewayMetrics;
import stoa.gateway.rules.SessionPlan;
import stoa.gateway.rules.Tariff;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.log.Log;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.chain.CommittedBlock;
import stoa.types.event.Event;
import stoa.types.market.Typed;
import stoa.types.state.Session;
import stoa.types.state.SessionStep;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// All sessions of this gateway: opens them on the ledger, follows what the ledger says of them, and knows which
/// desk they belong to. The ledger's events arrive one by one on one thread.
public final class Sessions implements AutoCloseable {
    private static final Log LOG = Log.of(Sessions.class);
    /// How far a model's price may rise before a session whose lock has ended only settles.
    private static final int MAXIMA_NUMERATOR = 3;
    private static final int MAXIMA_DENOMINATOR = 2;

    private final Path folder;
    private final Ledger ledger;
    private final Typed typed;
    private final SessionKeys keys;
    private final Board board;
    private final SessionPlan.Limits limits;
    private final GatewayMetrics metrics;
    private final InstantSource clock;
    private final AtomicLong sequence = new AtomicLong();
    private final Map<Address, LiveSession> byKey = new ConcurrentHashMap<>();
    private final Map<Long, LiveSession> byId = new ConcurrentHashMap<>();
    private final Map<LiveSession, Long> planned = new ConcurrentHashMap<>();
    private final Map<DeskKey, SessionDesk> desks = new ConcurrentHashMap<>();
    private final Map<HostKey, HostDesk> hosts = new ConcurrentHashMap<>();
    private Ledger.@Nullable Subscription blocks;

    private record DeskKey(Payer.Id payer, ModelId model) {}

    private record HostKey(Address host, ModelId model) {}

    /// @param folder of the sessions' logs
    public Sessions(
            Path folder,
            Ledger ledger,
            Typed typed,
            SessionKeys keys,
            SessionPlan.Limits limits,
            GatewayMetrics metrics,
            InstantSource clock) {
        this.folder = folder;
        this.ledger = ledger;
        this.typed = typed;
        this.keys = keys;
        this.board = new Board(ledger);
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Follows the ledger from a height on; first [Restart] has put back what an earlier process left.
    public void follow(long fromHeight) {
        blocks = ledger.subscribe(fromHeight, this::follow);
    }

    public Board board() {
        return board;
    }

    AtomicLong sequence() {
        return sequence;
    }

    Path folder() {
        return folder;
    }

    SessionKeys keys() {
        return keys;
    }

    /// The sessions of this payer for this model.
    public SessionDesk desk(Payer payer, Board.Offer offer) {
        var key = new DeskKey(payer.id(), offer.id());
        var known = desks.get(key);
        return known != null ? known : desks.computeIfAbsent(key, _ -> newDesk(payer, offer));
    }

    private SessionDesk newDesk(Payer payer, Board.Offer offer) {
        var desk = new SessionDesk(payer, offer, this, limits, clock);
        for (var session : byKey.values()) {
            var plan = session.plan();
            var whose = new Payer.Id(plan.delegate(), plan.delegation());
            if (whose.equals(payer.id()) && session.model().equals(offer.id()) && !session.closed())
                desk.attach(session);
        }
        return desk;
    }

    List<LiveSession> all() {
        return List.copyOf(byKey.values());
    }

    /// A session in the operator's eyes.
    public record SessionState(
            long session,
            ModelId model,
            String phase,
            long closesMillis,
            long depositObol,
            long earnedObol,
            long receipts,
            int inFlight) {}

    public List<SessionState> states() {
        var out = new ArrayList<SessionState>();
        for (var session : byKey.values()) {
            long earned = 0;
            long receipts = 0;
            int inFlight = 0;
            for (var lane : session.lanes()) {
                var state = lane.state();
                earned += state.earned();
                receipts += state.counted();
                inFlight += state.inFlight();
            }
            out.add(new SessionState(
                    session.id(),
                    session.model(),
                    session.phase().name(),
                    session.closesMillis(),
                    session.depositObol(),
                    earned,
                    receipts,
                    inFlight));
        }
        return out;
    }

    /// Health of every host met, for `/admin/status`.
    public List<HostDesk> hosts() {
        return List.copyOf(hosts.values());
    }

    HostDesk host(Address host, ModelId model) {
        return hosts.computeIfAbsent(new HostKey(host, model), _ -> new HostDesk(host, model));
    }

    /// Whether a session that takes requests has a lane of this host.
    boolean inUse(HostDesk desk) {
        for (var session : byKey.values())
            if (session.phase() == SessionPlan.Phase.OPEN)
                for (var lane : session.lanes()) if (lane.desk() == desk) return true;
        return false;
    }

    long plannedMillis(LiveSession session) {
        return planned.getOrDefault(session, 0L);
    }

    private Optional<SessionDesk> deskOf(LiveSession session) {
        var plan = session.plan();
        return Optional.ofNullable(
                desks.get(new DeskKey(new Payer.Id(plan.delegate(), plan.delegation()), session.model())));
    }

    // ── transactions ──

    /// Opens a session; returns at once, the ledger's events tell the rest.
    void open(SessionDesk desk, long depositObol, Address owner, Board.Offer offer) {
        var payer = desk.payer();
        var id = payer.id();
        var plan = new SessionLog.Plan(SessionKeys.nonce(), id.delegate(), id.delegation(), offer.id(), payer.height());
        LiveSession session;
        try {
            session = new LiveSession(plan, keys.derive(plan.nonce()), SessionLog.create(folder, sequence, plan));
        } catch (IOException failure) {
            LOG.error("a session cannot be written down, so none is opened", failure);
            desk.failed("the gateway cannot write its books right now", false);
            return;
        }
        add(session);
        planned.put(session, clock.millis());
        desk.attach(session);
        var verb = new Verb.OpenSession(
                offer.id(),
                new Amount(depositObol),
                maxima(offer.market().now()),
                limits.lengthSeconds(),
                Secp256k1.addressOf(session.key()),
                owner);
        Thread.ofVirtual().name("open-session").start(() -> send(desk, session, verb));
    }

    private void send(SessionDesk desk, LiveSession session, Verb verb) {
        try {
            switch (desk.payer().send(verb)) {
                case Outcome.Done _ -> metrics.sessionOpened(session.model());
                case Outcome.Refused(var reason, var detail, var _) -> {
                    LOG.warn("a session was refused", "model", session.model(), "reason", reason, "detail", detail);
                    discard(session);
                    desk.failed(reason.text(), reason != Reason.NO_HOSTS && reason != Reason.PRICE_ABOVE_MAXIMUM);
                }
                case Outcome.Late _ -> desk.failed("the ledger takes its time to open a session", false);
            }
        } catch (RuntimeException failure) {
            // Whether the transaction arrived is not known: the session stays planned, and its events may still come.
            LOG.warn("a session could not be opened", "model", session.model(), "why", failure.getMessage());
            desk.failed("the ledger does not answer right now", false);
        }
    }

    void topUp(SessionDesk desk, LiveLane lane, long obol) {
        var verb = new Verb.TopUp(lane.session().id(), lane.number(), new Amount(obol));
        Thread.ofVirtual().name("top-up").start(() -> quietly(desk, verb));
    }

    void close(SessionDesk desk, LiveSession session) {
        session.retire();
        if (!session.closing()) return;
        Thread.ofVirtual().name("close-session").start(() -> quietly(desk, new Verb.CloseSession(session.id())));
    }

    private static void quietly(SessionDesk desk, Verb verb) {
        try {
            if (desk.payer().send(verb) instanceof Outcome.Refused(var reason, var detail, var _))
                LOG.info(
                        "the ledger refused",
                        "verb",
                        verb.getClass().getSimpleName(),
                        "reason",
                        reason,
                        "detail",
                        detail);
        } catch (RuntimeException failure) {
            LOG.warn("the ledger was not reached", "why", failure.getMessage());
        }
    }

    private static Prices maxima(Prices now) {
        return new Prices(maximum(now.input()), maximum(now.cachedInput()), maximum(now.output()));
    }

    private static Price maximum(Price price) {
        long raised = price.fixed() / MAXIMA_DENOMINATOR * MAXIMA_NUMERATOR + 1;
        return new Price(Math.min(raised, Price.CAP.fixed()));
    }

    // ── what the ledger says ──

    void add(LiveSession session) {
        byKey.put(Secp256k1.addressOf(session.key()), session);
        if (session.id() != 0) byId.put(session.id(), session);
    }

    private void follow(CommittedBlock block) {
        long seconds = block.header().timeSeconds();
        block.events().forEach(event -> {
            board.on(event, seconds);
            on(event);
        });
    }

    private void on(Event event) {
        switch (event) {
            case Event.SessionOpened opened -> {
                var session = byKey.get(opened.sessionKey());
                if (session != null) opened(session, opened);
            }
            case Event.SeatsDrawn drawn -> {
                var session = byId.get(drawn.session());
                if (session != null) drawn(session, drawn);
            }
            case Event.ToppedUp topped -> {
                allow(topped.session(), topped.lane(), topped.amount().obol());
                var session = byId.get(topped.session());
                if (session == null) return;
                session.toppedUp(topped.amount().obol());
                changed(session);
            }
            case Event.AllowanceMoved moved -> {
                allow(moved.session(), moved.from(), -moved.amount().obol());
                allow(moved.session(), moved.to(), moved.amount().obol());
            }
            case Event.LaneFrozen frozen ->
                lane(frozen.session(), frozen.lane()).ifPresent(LiveLane::leave);
            case Event.SessionStepped stepped -> {
                var session = byId.get(stepped.session());
                if (session != null) stepped(session, stepped);
            }
            default -> {}
        }
    }

    private Optional<LiveLane> lane(long id, int number) {
        var session = byId.get(id);
        return session == null || number >= session.lanes().size()
                ? Optional.empty()
                : Optional.of(session.lanes().get(number));
    }

    private void allow(long session, int number, long moreObol) {
        lane(session, number).ifPresent(lane -> lane.toppedUp(moreObol));
    }

    /// Anybody may name our session key in a session of their own: only the first that fits the plan is ours.
    private void opened(LiveSession session, Event.SessionOpened event) {
        var plan = session.plan();
        boolean ours = event.delegation() == plan.delegation()
                && event.model().equals(plan.model())
                && (plan.delegation() != 0 || event.payer().equals(plan.delegate()));
        if (!ours || session.id() != 0) return;
        session.opened(event, new Tariff(event.locked(), lockedUntil(event), event.maxima()));
        byId.put(event.session(), session);
        try {
            session.log().opened(event.session());
        } catch (IOException failure) {
            LOG.error("an open session could not be written down", failure, "session", event.session());
        }
    }

    private long lockedUntil(Event.SessionOpened event) {
        return ledger.get(Tables.SESSIONS, event.session())
                .map(Session::lockedUntilSeconds)
                .orElse(event.expiresSeconds());
    }

    private void drawn(LiveSession session, Event.SeatsDrawn event) {
        var lanes = new ArrayList<LiveLane>();
        for (int i = 0; i < event.hosts().size(); i++) {
            var host = event.hosts().get(i);
            lanes.add(lane(session, i, host, event.allowances().get(i).obol()));
        }
        session.drawn(lanes);
        LOG.debug("a session is ready", "session", session.id(), "model", session.model(), "lanes", lanes.size());
        changed(session);
    }

    LiveLane lane(LiveSession session, int number, Address host, long allowanceObol) {
        return new LiveLane(session, number, host, allowanceObol, host(host, session.model()), typed);
    }

    private void stepped(LiveSession session, Event.SessionStepped event) {
        boolean empty = event.step() == SessionStep.DRAW_EMPTY;
        if (event.step() == SessionStep.FINISH) session.over();
        else session.stepped(event.untilSeconds(), clock.millis());
        if (empty) deskOf(session).ifPresent(desk -> desk.failed(Reason.NO_HOSTS.text(), false));
        else changed(session);
    }

    private void changed(LiveSession session) {
        deskOf(session).ifPresent(SessionDesk::changed);
    }

    // ── the end of a session ──

    /// A session that never came about.
    private void discard(LiveSession session) {
        session.over();
        forget(session);
    }

    /// Its money is in the books, its hosts can bring nothing any more.
    void forget(LiveSession session) {
        deskOf(session).ifPresent(desk -> desk.remove(session));
        byKey.remove(Secp256k1.addressOf(session.key()));
        byId.remove(session.id());
        planned.remove(session);
        try {
            session.log().remove();
        } catch (IOException failure) {
            LOG.warn("a session's log could not be removed", "session", session.id(), "why", failure.getMessage());
        }
    }

    /// Stops opening and following; lanes and logs stay usable for what is in flight.
    public void stop() {
        desks.values().forEach(SessionDesk::close);
        if (blocks != null) blocks.close();
    }

    @Override
    public void close() {
        stop();
        for (var session : byKey.values()) {
            try {
                session.log().close();
            } catch (IOException failure) {
                LOG.warn("a session's log could not be closed", "session", session.id(), "why", failure.getMessage());
            }
        }
    }
}
