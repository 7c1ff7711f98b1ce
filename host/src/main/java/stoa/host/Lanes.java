// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.nio.file.Path;
import stoa.client.Ledger;
import stoa.client.Network;
import stoa.kit.crypto.Digests;
import stoa.kit.log.Log;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.chain.CommittedBlock;
import stoa.types.event.Event;
import stoa.types.market.Promises;
import stoa.types.market.ReceiptsRoot;
import stoa.types.market.Typed;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.Session;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;

/// The lanes this host serves. A lane is read from the ledger when a gateway first speaks of it and read again whenever a
/// block touches it, so the ledger stays the only authority on who may be served under which terms.
final class Lanes implements AutoCloseable {
    private static final Log LOG = Log.of(Lanes.class);

    private final Ledger ledger;
    private final Address host;
    private final Typed typed;
    private final ReceiptLog log;
    private final Map<LaneKey, LaneServing> lanes = new ConcurrentHashMap<>();
    /// What each payer has settled with this host: the measure of credit.
    private final Map<Address, Amount> settled = new ConcurrentHashMap<>();
    private final Ledger.Subscription blocks;

    private Lanes(Ledger ledger, Address host, Typed typed, ReceiptLog log, long from) {
        this.ledger = ledger;
        this.host = host;
        this.typed = typed;
        this.log = log;
        this.blocks = ledger.subscribe(from, this::follow);
    }

    /// Replays the log and follows the ledger from now on.
    static Lanes open(Ledger ledger, Address host, Network network, Path folder, Duration kept, InstantSource clock)
            throws IOException {
        var entries = new TreeMap<LaneKey, List<ReceiptLog.Entry>>(
                java.util.Comparator.comparingLong(LaneKey::session).thenComparingInt(LaneKey::lane));
        var log = ReceiptLog.open(folder, new Promises(network.typed(), Network.RECOVERY), kept, clock, entry -> entries.computeIfAbsent(
                        switch (entry) {
                            case ReceiptLog.Entry.Voucher(var v) ->
                                new LaneKey(v.voucher().session(), v.voucher().lane());
                            case ReceiptLog.Entry.Receipt(var r) ->
                                new LaneKey(r.receipt().session(), r.receipt().lane());
                        },
                        _ -> new ArrayList<>())
                .add(entry));
        var head = ledger.head().height();
        var lanes = new Lanes(ledger, host, network.typed(), log, head + 1);
        entries.forEach((key, list) -> lanes.load(key).ifPresent(lane -> list.forEach(lane::replay)));
        return lanes;
    }

    ReceiptLog log() {
        return log;
    }

    /// The lane, if the ledger knows it as this host's and its session is not closed.
    Optional<LaneServing> lane(LaneKey key) {
        var known = lanes.get(key);
        return known != null ? Optional.of(known) : load(key);
    }

    private Optional<LaneServing> load(LaneKey key) {
        var session = ledger.get(Tables.SESSIONS, key.session());
        var lane = ledger.get(Tables.LANES, key);
        if (session.isEmpty() || lane.isEmpty() || !lane.get().host().equals(host)) return Optional.empty();
        if (session.get().phase() == SessionPhase.CLOSED) return Optional.empty();
        return Optional.of(lanes.computeIfAbsent(key, _ -> make(key, session.get(), lane.get())));
    }

    private LaneServing make(LaneKey key, Session session, Lane lane) {
        return new LaneServing(
        key,
                session,
                lane,
                receipt -> ReceiptsRoot.leaf(Digests.INSTANCE, typed.receipt(receipt)),
                log,
                settled.getOrDefault(session.payer(), Amount.ZERO));
    }

    /// All lanes known now.
    List<LaneServing> all() {
        return List.copyOf(lanes.values());
    }

    private void follow(CommittedBlock block) {
        block.events().forEach(event -> {
            switch (event) {
                case Event.LaneSettled e when e.host().equals(host) -> {
                    var lane = lanes.get(new LaneKey(e.session(), e.lane()));
                    if (lane != null) settled.merge(lane.payer(), e.paid(), Amount::plus);
                    touch(e.session(), e.lane());
                }
                case Event.ToppedUp e -> touch(e.session(), e.lane());
                case Event.LaneFrozen e -> touch(e.session(), e.lane());
                case Event.AllowanceMoved e -> {
                    touch(e.session(), e.from());
                    touch(e.session(), e.to());
                }
                case Event.ReceiptsPosted e -> touch(e.session(), e.lane());
                case Event.SessionStepped e ->
                    lanes.keySet().stream()
                            .filter(key -> key.session() == e.session())
                            .forEach(key -> touch(key.session(), key.lane()));
                default -> {}
            }
        });
    }

    private void touch(long session, int number) {
        var key = new LaneKey(session, number);
        var serving = lanes.get(key);
        if (serving == null) return;
        var row = ledger.get(Tables.SESSIONS, session);
        var lane = ledger.get(Tables.LANES, key);
        if (row.isEmpty() || lane.isEmpty() || row.get().phase() == SessionPhase.CLOSED) {
            lanes.remove(key);
            LOG.debug("lane done", "session", session, "lane", number);
            return;
        }
        serving.refresh(row.get(), lane.get(), settled.getOrDefault(row.get().payer(), Amount.ZERO));
    }

    @Override
    public void close() throws IOException {
        blocks.close();
        log.close();
    }
}
