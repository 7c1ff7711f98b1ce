// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.fake;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import stoa.client.fake.FakeLedger;
import stoa.client.fake.Script;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Delegation;
import stoa.types.state.Host;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.Model;
import stoa.types.state.One;
import stoa.types.state.Session;
import stoa.types.state.SessionPhase;
import stoa.types.state.SessionStep;
import stoa.types.state.Tables;
import stoa.types.state.Terms;
import stoa.types.tx.Tx;
import stoa.types.tx.Verb;

/// A ledger on which sessions can be opened: every registered host gets an equal lane, a block later. Prices are
/// whole obol for each unit, so that tests can count.
public final class FakeMarket implements AutoCloseable {
    public static final ModelId MODEL = new ModelId("tiny");
    /// One obol for an input unit, half of that cached, two for an output unit.
    public static final Prices PRICES = new Prices(
            Price.ofObolPerMillion(1_000_000), Price.ofObolPerMillion(500_000), Price.ofObolPerMillion(2_000_000));

    public static final long CONTEXT = 100_000;
    /// A lane that does not exist.
    private static final int NOWHERE = 200;

    private final FakeLedger ledger = FakeLedger.sandbox();
    private final InstantSource clock;
    private final List<Address> hosts = new ArrayList<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Session> opened = new ConcurrentHashMap<>();
    private volatile Optional<Reason> refuse = Optional.empty();
    private volatile boolean drawing = true;
    private final FakeLedger.Subscription blocks;

    public FakeMarket(InstantSource clock) {
        this.clock = clock;
        ledger.put(Tables.PARAMS, One.ONE, Params.local());
        addModel(MODEL);
        ledger.script(this::on);
        blocks = ledger.subscribe(
                ledger.head().height() + 1, block -> block.events().forEach(this::follow));
    }

    public FakeLedger ledger() {
        return ledger;
    }

    public void addModel(ModelId model) {
        ledger.edit(
                state -> state.put(Tables.MODELS, model, new Model(PRICES, PRICES, 0, CONTEXT, 1, List.of(), false)));
        ledger.commit(new Event.ModelAdded(model, PRICES, CONTEXT, 1, List.of()));
    }

    public void addHost(Address host, URI endpoint) {
        var row = new Host(host, endpoint.toString(), List.of(MODEL), Amount.ZERO, Amount.ZERO, 0, false);
        ledger.put(Tables.HOSTS, host, row);
        hosts.add(host);
    }

    /// Lets `delegate` spend for `owner`; the delegation's number is returned.
    public long delegate(Address owner, Terms terms) {
        long id = numbers.incrementAndGet();
        ledger.put(
                Tables.DELEGATIONS, id, new Delegation(owner, owner, 0, terms, 0, Amount.ZERO, Amount.ZERO, 0, false));
        return id;
    }

    /// Opening is refused from now on.
    public void refuse(Reason reason) {
        refuse = Optional.of(reason);
    }

    /// Sessions stay without seats while false.
    public void drawing(boolean on) {
        drawing = on;
    }

    public List<Session> sessions() {
        return List.copyOf(opened.values());
    }

    public long newestSession() {
        return opened.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    /// A network with longer epochs than the local one.
    public void epochSeconds(long seconds) {
        var local = Params.local();
        ledger.put(
                Tables.PARAMS,
                One.ONE,
                new Params(
                        local.protocolVersion(),
                        local.sandbox(),
                        seconds,
                        local.settleWindowSeconds(),
                        local.checkWindowSeconds(),
                        local.bucketSeconds(),
                        local.uncoveredEpochs(),
                        local.unbondingEpochs(),
                        local.priceLockSeconds(),
                        local.demandWindowSeconds(),
                        local.priceStepSeconds(),
                        local.seats(),
                        local.ownerSeats(),
                        local.burnPercent(),
                        local.checksPercent(),
                        local.leastDepositObol(),
                        local.collateralPerWeightObol(),
                        local.freeWeightPercent(),
                        local.bootstrapRate(),
                        local.dueItemsPerBlock(),
                        local.maxVouchersPerSettle(),
                        local.maxHostsPerOwner(),
                        local.maxWithdrawalsPerHost(),
                        local.maxChildrenPerDelegation(),
                        local.maxTxBytes(),
                        local.court()));
    }

    /// How many transactions of a kind were sent, under a delegation or not.
    public long sent(Class<? extends Verb> kind) {
        return ledger.verbs().stream()
                .map(verb -> verb instanceof Verb.Act act ? act.inner() : verb)
                .filter(kind::isInstance)
                .count();
    }

    /// Draws what was opened while drawing was off.
    public void drawAll() {
        ledger.blocks(0, FakeLedger.BLOCKS_MOST).stream()
                .flatMap(block -> block.events())
                .filter(Event.SessionOpened.class::isInstance)
                .forEach(event -> draw((Event.SessionOpened) event));
    }

    /// Moves allowance out of every lane of the newest session, so that so much is left in each.
    public void drainTo(long obol) {
        long session = newestSession();
        for (int i = 0; i < hosts.size(); i++) {
            var key = new LaneKey(session, i);
            var lane = ledger.get(Tables.LANES, key).orElseThrow();
            long surplus = lane.allowance().obol() - obol;
            ledger.put(Tables.LANES, key, lane.withAllowance(new Amount(obol), Amount.ZERO));
            ledger.commit(new Event.AllowanceMoved(session, i, NOWHERE, new Amount(surplus), true));
        }
    }

    /// The session expires: hosts have a moment to settle.
    public void expire(long session) {
        long until = clock.millis() / 1_000 + 10;
        ledger.edit(state -> state.get(Tables.SESSIONS, session)
                .ifPresent(row -> state.put(Tables.SESSIONS, session, row.stepped(SessionPhase.CLOSING, until))));
        ledger.commit(new Event.SessionStepped(session, SessionStep.EXPIRE, until));
    }

    /// The session is over for good.
    public void finish(long session) {
        ledger.edit(state -> state.get(Tables.SESSIONS, session)
                .ifPresent(row -> state.put(Tables.SESSIONS, session, row.stepped(SessionPhase.CLOSED, 0))));
        ledger.commit(new Event.SessionStepped(session, SessionStep.FINISH, 0));
    }

    private Script.Answer on(Tx tx, Script.State state) {
        return tx.verb() instanceof Verb.Act act
                ? on(act.inner(), owner(state, act.delegation()), act.delegation(), state)
                : on(tx.verb(), tx.sender(), 0, state);
    }

    private static Address owner(Script.State state, long delegation) {
        return state.get(Tables.DELEGATIONS, delegation).map(Delegation::owner).orElse(Address.ZERO);
    }

    private Script.Answer on(Verb verb, Address payer, long delegation, Script.State state) {
        return switch (verb) {
            case Verb.OpenSession open ->
                refuse.map(Script::refuses).orElseGet(() -> open(open, payer, delegation, state));
            case Verb.TopUp top -> {
                var key = new LaneKey(top.session(), top.lane());
                var lane = state.get(Tables.LANES, key).orElseThrow();
                state.put(Tables.LANES, key, lane.withAllowance(lane.allowance().plus(top.amount()), Amount.ZERO));
                yield Script.does(new Event.ToppedUp(top.session(), top.lane(), payer, top.amount(), delegation, 0));
            }
            case Verb.CloseSession close -> {
                var row = state.get(Tables.SESSIONS, close.session()).orElseThrow();
                long until = clock.millis() / 1_000 + 10;
                state.put(Tables.SESSIONS, close.session(), row.stepped(SessionPhase.CLOSING, until));
                yield Script.does(new Event.SessionStepped(close.session(), SessionStep.CLOSE, until));
            }
            default -> Script.does();
        };
    }

    private Script.Answer open(Verb.OpenSession open, Address payer, long delegation, Script.State state) {
        long id = numbers.incrementAndGet();
        long now = clock.millis() / 1_000;
        var row = new Session(
                payer,
                delegation,
                0,
                open.model(),
                open.sessionKey(),
                open.refundTo(),
                open.deposit(),
                Amount.ZERO,
                PRICES,
                open.maxima(),
                state.height(),
                now,
                now + 3_600,
                now + open.seconds(),
                0,
                SessionPhase.DRAWING);
        state.put(Tables.SESSIONS, id, row);
        opened.put(id, row);
        return Script.does(new Event.SessionOpened(
                id,
                payer,
                open.model(),
                open.deposit(),
                PRICES,
                open.maxima(),
                now + open.seconds(),
                open.sessionKey(),
                open.refundTo(),
                delegation,
                0));
    }

    private void follow(Event event) {
        if (event instanceof Event.SessionOpened session && drawing && !hosts.isEmpty()) draw(session);
    }

    private void draw(Event.SessionOpened session) {
        var share = session.deposit().shareDown(1, hosts.size());
        var allowances = new ArrayList<Amount>();
        var seats = new ArrayList<Integer>();
        ledger.edit(state -> {
            for (int i = 0; i < hosts.size(); i++) {
                var lane = new Lane(
                        hosts.get(i), 4, share, 0, Amount.ZERO, Amount.ZERO, Amount.ZERO, 0, Amount.ZERO, 0, 0);
                state.put(Tables.LANES, new LaneKey(session.session(), i), lane);
            }
            state.get(Tables.SESSIONS, session.session())
                    .ifPresent(row -> state.put(
                            Tables.SESSIONS,
                            session.session(),
                            row.withLanes(hosts.size()).stepped(SessionPhase.OPEN, row.closesSeconds())));
        });
        for (var _ : hosts) {
            allowances.add(share);
            seats.add(4);
        }
        ledger.commit(new Event.SeatsDrawn(session.session(), Hash.ZERO, List.copyOf(hosts), seats, allowances));
    }

    @Override
    public void close() {
        blocks.close();
        ledger.close();
    }
}
