// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stoa.client.Ledger;
import stoa.client.LedgerFailure;
import stoa.kit.clock.Ticker;
import stoa.kit.log.Log;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.chain.CommittedBlock;
import stoa.types.event.Event;
import stoa.types.market.Promises;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.Session;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;

/// The lanes this host serves. A lane is read from the ledger when a gateway first speaks of it and read again
/// whenever a block touches it, so the ledger stays the only authority on who may be served under which terms.
final class Lanes implements AutoCloseable {
    private static final Log LOG = Log.of(Lanes.class);
    private static final Comparator<LaneKey> ORDER =
            Comparator.comparingLong(LaneKey::session).thenComparingInt(LaneKey::lane);
    private static final Pattern FILE = Pattern.compile("([0-9]{1,18})-([0-9]{1,3})\\.lane");
    /// A lane nobody knows is not looked up again for this long.
    private static final long UNKNOWN_NANOS = Duration.ofMillis(250).toNanos();
    private static final int UNKNOWN_MOST = 10_000;
    private static final Duration SYNC_EVERY = Duration.ofSeconds(2);
    private static final Duration TIDY_EVERY = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final HostKey host;
    private final Path live;
    private final Path closed;
    private final Payers payers;
    private final Tariffs tariffs;
    private final ConcurrentSkipListMap<LaneKey, LaneServing> lanes = new ConcurrentSkipListMap<>(ORDER);
    private final Map<LaneKey, Long> unknown = new ConcurrentHashMap<>();
    private final ReentrantLock loading = new ReentrantLock();
    private Ledger.@Nullable Subscription blocks;
    private final List<Ticker> upkeep = new ArrayList<>();
    private volatile Runnable news = () -> {};

    private Lanes(Ledger ledger, HostKey host, Path folder) throws IOException {
        this.ledger = ledger;
        this.host = host;
        this.live = Files.createDirectories(folder.resolve("lanes"));
        this.closed = Files.createDirectories(folder.resolve("closed"));
        this.tariffs = new Tariffs(ledger);
        this.payers = Payers.open(folder.resolve("payers.log"));
    }

    /// Puts back what the folder's logs say, and follows the ledger from then on. [SRV-28]
    ///
    /// @param kept how long the logs of closed sessions are kept
    static Lanes open(Ledger ledger, HostKey host, Path folder, Duration kept) throws IOException {
        var lanes = new Lanes(ledger, host, folder);
        try {
            long head = ledger.head().height();
            for (var key : lanes.files()) if (lanes.load(key).isEmpty()) lanes.putAway(key);
            lanes.blocks = ledger.subscribe(lanes.first(head), lanes::follow);
            lanes.keepUp("lanes-sync", SYNC_EVERY, lanes::sync);
            lanes.keepUp("lanes-tidy", TIDY_EVERY, () -> lanes.tidy(kept));
            return lanes;
        } catch (IOException | RuntimeException e) {
            lanes.close();
            throw e;
        }
    }

    private void keepUp(String name, Duration every, Ticker.Work work) {
        upkeep.add(Ticker.start(name, every, work, failure -> LOG.error("the lanes' files are not in order", failure)));
    }

    /// The block to count payments from: the one after the last counted, unless nobody keeps it any more.
    private long first(long head) {
        long wanted = payers.followed() + 1;
        if (payers.followed() < 0 || wanted > head) return head + 1;
        try {
            return ledger.block(wanted).isPresent() ? wanted : head + 1;
        } catch (LedgerFailure e) {
            if (e.kind() != LedgerFailure.Kind.PRUNED) throw e;
            LOG.warn("blocks were pruned while the host was down; what they settled earns no credit", "from", wanted);
            return head + 1;
        }
    }

    /// Who wants to know at once when a block touched a lane.
    void onNews(Runnable receiver) {
        news = receiver;
    }

    Tariffs tariffs() {
        return tariffs;
    }

    Payers payers() {
        return payers;
    }

    /// All lanes known now.
    List<LaneServing> all() {
        return List.copyOf(lanes.values());
    }

    /// The lane, if the ledger knows it as this host's and its session is not closed.
    Optional<LaneServing> lane(LaneKey key) {
        var known = lanes.get(key);
        if (known != null) return Optional.of(known);
        var missed = unknown.get(key);
        if (missed != null && System.nanoTime() - missed < UNKNOWN_NANOS) return Optional.empty();
        try {
            var found = load(key);
            if (found.isEmpty()) {
                if (unknown.size() >= UNKNOWN_MOST) unknown.clear();
                unknown.put(key, System.nanoTime());
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("a lane's log cannot be opened", e);
        }
    }

    private Optional<LaneServing> load(LaneKey key) throws IOException {
        var rows = rows(key);
        if (rows.isEmpty() || !rows.get().lane().host().equals(host.address())) return Optional.empty();
        var session = rows.get().session();
        if (session.phase() == SessionPhase.CLOSED) return Optional.empty();
        loading.lock();
        try {
            var known = lanes.get(key);
            if (known != null) return Optional.of(known);
            var ours = new Promises(host.typed(), (_, _) -> host.address());
            var theirs = session.sessionKey();
            var opened = LaneLog.open(live.resolve(name(key)), ours, new Promises(host.typed(), (_, _) -> theirs));
            var lane = LaneServing.restore(
                    key, host, session, rows.get().lane(), opened.log(), opened.entries(), payers.of(session.payer()));
            lanes.put(key, lane);
            return Optional.of(lane);
        } finally {
            loading.unlock();
        }
    }

    private record Rows(Session session, Lane lane) {}

    private Optional<Rows> rows(LaneKey key) {
        var session = ledger.get(Tables.SESSIONS, key.session());
        var lane = session.isEmpty() ? Optional.<Lane>empty() : ledger.get(Tables.LANES, key);
        return lane.map(row -> new Rows(session.get(), row));
    }

    /// Reads a lane's rows again: a block touched it, or a voucher speaks of more than they did.
    void refresh(LaneServing lane) {
        // One at a time for each lane, so that an older reading never overwrites a newer one.
        synchronized (lane) {
            var rows = rows(lane.key());
            if (rows.isEmpty() || rows.get().session().phase() == SessionPhase.CLOSED) close(lane);
            else lane.refresh(rows.get().session(), rows.get().lane());
        }
    }

    private void close(LaneServing lane) {
        if (lanes.remove(lane.key()) == null) return;
        lane.retire();
        LOG.debug(
                "lane done", "session", lane.key().session(), "lane", lane.key().lane());
        try {
            putAway(lane.key());
        } catch (IOException e) {
            LOG.warn("a closed lane's log could not be put away", "file", name(lane.key()), "why", e.getMessage());
        }
    }

    // ── following the ledger ──

    private void follow(CommittedBlock block) {
        count(block);
        boolean touched = false;
        for (var event : block.events().toList()) {
            tariffs.on(event);
            for (var key : touchedBy(event)) {
                var lane = lanes.get(key);
                if (lane == null) continue;
                touched = true;
                refresh(lane);
            }
        }
        if (touched) news.run();
    }

    private List<LaneKey> touchedBy(Event event) {
        return switch (event) {
            case Event.LaneSettled e -> List.of(new LaneKey(e.session(), e.lane()));
            case Event.ToppedUp e -> List.of(new LaneKey(e.session(), e.lane()));
            case Event.LaneFrozen e -> List.of(new LaneKey(e.session(), e.lane()));
            case Event.ReceiptsPosted e -> List.of(new LaneKey(e.session(), e.lane()));
            case Event.AllowanceMoved e ->
                List.of(new LaneKey(e.session(), e.from()), new LaneKey(e.session(), e.to()));
            case Event.SessionStepped e ->
                List.copyOf(lanes.subMap(new LaneKey(e.session(), 0), new LaneKey(e.session() + 1, 0))
                        .keySet());
            default -> List.of();
        };
    }

    private void count(CommittedBlock block) {
        if (block.height() <= payers.followed()) return;
        var paid = new TreeMap<Address, Amount>();
        for (var event : block.events().toList())
            if (event instanceof Event.LaneSettled settled && settled.host().equals(host.address()))
                payer(settled).ifPresent(payer -> paid.merge(payer, settled.paid(), Amount::plus));
        try {
            payers.settled(block.height(), paid);
        } catch (IOException e) {
            throw new UncheckedIOException("what was settled could not be written down", e);
        }
    }

    private Optional<Address> payer(Event.LaneSettled event) {
        var lane = lanes.get(new LaneKey(event.session(), event.lane()));
        return lane != null
                ? Optional.of(lane.session().payer())
                : ledger.get(Tables.SESSIONS, event.session()).map(Session::payer);
    }

    // ── files ──

    private static String name(LaneKey key) {
        return key.session() + "-" + key.lane() + ".lane";
    }

    private List<LaneKey> files() throws IOException {
        var out = new ArrayList<LaneKey>();
        try (var files = Files.list(live)) {
            for (var file : files.toList()) {
                var name = FILE.matcher(file.getFileName().toString());
                if (name.matches())
                    out.add(new LaneKey(Long.parseLong(name.group(1)), Integer.parseInt(name.group(2))));
            }
        }
        out.sort(ORDER);
        return out;
    }

    /// A closed lane's receipts are evidence for a while.
    private void putAway(LaneKey key) throws IOException {
        var to = closed.resolve(name(key));
        Files.move(live.resolve(name(key)), to, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(to, FileTime.from(Instant.now()));
    }

    /// Drops what was put away longer ago than it must be kept.
    void tidy(Duration kept) throws IOException {
        var oldest = Instant.now().minus(kept);
        try (var files = Files.list(closed)) {
            for (var file : files.toList())
                if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) Files.deleteIfExists(file);
        }
    }

    /// What was written survives the loss of power.
    private void sync() throws IOException {
        for (var lane : lanes.values()) lane.sync();
        payers.sync();
    }

    @Override
    public void close() throws IOException {
        if (blocks != null) blocks.close();
        upkeep.forEach(Ticker::close);
        lanes.values().forEach(LaneServing::close);
        payers.close();
    }
}
