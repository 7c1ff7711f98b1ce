// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.client.Ledger;
import stoa.gateway.keys.Budgets;
import stoa.gateway.keys.KeyStore;
import stoa.gateway.record.ReceiptRecord;
import stoa.gateway.record.Records;
import stoa.gateway.rules.Purse;
import stoa.gateway.rules.ReceiptCheck;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.log.Log;
import stoa.types.codec.Malformed;
import stoa.types.event.Event;
import stoa.types.market.Promises;
import stoa.types.market.SignedReceipt;
import stoa.types.state.LaneKey;
import stoa.types.state.Session;
import stoa.types.state.Tables;

/// Puts back what an earlier process left: sessions and their vouchers from the logs and the ledger, leases and
/// what was spent of them from the books. What was in flight keeps its money until its host has been asked for
/// receipts.
public final class Restart {
    private static final Log LOG = Log.of(Restart.class);
    /// A session is opened within seconds or never.
    private static final int BLOCKS_SEARCHED = 20_000;

    private final Sessions sessions;
    private final Ledger ledger;
    private final Promises promises;
    private final KeyStore keys;
    private final Budgets budgets;
    private final Records records;
    private final InstantSource clock;
    private final Map<Long, Long> postedUpTo = new HashMap<>();
    private long height;

    public Restart(
            Sessions sessions,
            Ledger ledger,
            Promises promises,
            KeyStore keys,
            Budgets budgets,
            Records records,
            InstantSource clock) {
        this.sessions = sessions;
        this.ledger = ledger;
        this.promises = promises;
        this.keys = keys;
        this.budgets = budgets;
        this.records = records;
        this.clock = clock;
    }

    /// Returns the height up to which the ledger is known.
    public long run() throws IOException {
        height = ledger.head().height();
        for (var left : budgets.left()) {
            sessions.sequence().accumulateAndGet(left.sequence(), Math::max);
            postedUpTo.merge(left.key(), left.sequence(), Math::max);
            keys.byId(left.key()).ifPresent(account -> budgets.adopt(account, left));
        }
        Files.createDirectories(sessions.folder());
        try (var files = Files.list(sessions.folder())) {
            for (var file : files.filter(SessionLog::isLog).toList()) restore(file);
        }
        return height;
    }

    private void restore(Path file) throws IOException {
        var history = new History();
        var log = SessionLog.open(file, sessions.sequence(), history);
        if (history.plan == null) {
            log.remove(); // the process died while it made the file: nothing was opened with it
            return;
        }
        var session = new LiveSession(history.plan, sessions.keys().derive(history.plan.nonce()), log);
        var id = history.session != 0 ? Optional.of(history.session) : search(session);
        if (id.isEmpty()) {
            log.remove();
            return;
        }
        if (history.session == 0) log.opened(id.get());
        restore(session, id.get(), history);
        sessions.add(session);
    }

    private void restore(LiveSession session, long id, History history) {
        var row = ledger.get(Tables.SESSIONS, id, height);
        var lanes = new ArrayList<LiveLane>();
        int drawn = row.map(Session::lanes).orElse(0);
        session.numbered(id);
        for (int i = 0; i < drawn; i++) {
            var lane = ledger.get(Tables.LANES, new LaneKey(id, i), height).orElseThrow();
            lanes.add(sessions.lane(session, i, lane.host(), lane.allowance().obol()));
        }
        row.ifPresentOrElse(found -> session.restored(found, lanes), session::over);
        var found = new ArrayList<ReceiptRecord>();
        for (var entry : history.entries) entry.apply(session, lanes, found);
        records.addMissing(found);
        int lost = 0;
        for (var lane : lanes)
            for (var attempt : lane.replayed(clock.millis())) {
                attempt.lose(stake(attempt), clock.millis());
                lost++;
            }
        LOG.info("a session is back", "session", id, "phase", session.phase(), "receipts", found.size(), "lost", lost);
    }

    private Attempt.@Nullable Stake stake(Attempt attempt) {
        var account = keys.byId(attempt.keyId());
        if (account.isEmpty()) return null;
        return budgets.reserve(account.get(), Purse.Held.NOTHING, attempt.reserved())
                        instanceof Budgets.Reservation.Reserved(var held)
                ? new Attempt.Stake(account.get(), held)
                : null;
    }

    /// The session of a plan whose opening was sent, but whose block the process did not live to see.
    private Optional<Long> search(LiveSession session) {
        var key = Secp256k1.addressOf(session.key());
        long from = session.plan().height() + 1;
        long until = Math.min(height, from + BLOCKS_SEARCHED);
        while (from <= until) {
            var blocks = ledger.blocks(from, Ledger.BLOCKS_MOST);
            if (blocks.isEmpty()) break;
            for (var block : blocks) {
                var found = block.events()
                        .filter(event -> event instanceof Event.SessionOpened opened
                                && opened.sessionKey().equals(key))
                        .map(event -> ((Event.SessionOpened) event).session())
                        .findFirst();
                if (found.isPresent()) return found;
            }
            from = blocks.getLast().height() + 1;
        }
        return Optional.empty();
    }

    /// One entry, to be applied once the lanes are there.
    private interface Entry {
        void apply(LiveSession session, List<LiveLane> lanes, List<ReceiptRecord> found);
    }

    /// Collects a log.
    private final class History implements SessionLog.Listener {
        private final List<Entry> entries = new ArrayList<>();
        private final Map<Long, Attempt> asked = new HashMap<>();
        private SessionLog.@Nullable Plan plan;
        private long session;

        @Override
        public void planned(SessionLog.Plan how) {
            plan = how;
        }

        @Override
        public void opened(long id) {
            session = id;
        }

        @Override
        public void asked(int lane, Attempt attempt) {
            asked.put(attempt.number(), attempt);
            entries.add((_, lanes, _) -> {
                if (lane < lanes.size()) lanes.get(lane).replayAsked(attempt);
            });
        }

        @Override
        public void extended(int lane, long attempt, long reservedObol) {
            var extended = asked.get(attempt);
            if (extended != null) extended.reserved(reservedObol);
        }

        @Override
        public void settled(
                int lane,
                long attempt,
                long keyId,
                byte[] receipt,
                ReceiptCheck.@Nullable Cause cause,
                long millis,
                long at) {
            SignedReceipt signed;
            try {
                signed = promises.receipt(receipt);
            } catch (Malformed malformed) {
                throw new IllegalStateException("a receipt in a session's log cannot be read", malformed);
            }
            long cost = cause == null ? signed.receipt().cost().obol() : 0;
            if (at > postedUpTo.getOrDefault(keyId, 0L))
                keys.byId(keyId).ifPresent(account -> budgets.restore(account, cost, millis / 1_000, at));
            entries.add((live, lanes, found) -> {
                if (lane < lanes.size()) lanes.get(lane).replaySettled(attempt, signed, cause);
                var of = asked.get(attempt);
                if (of != null) found.add(record(live, of, signed, cause, millis));
            });
        }

        private ReceiptRecord record(
                LiveSession live, Attempt of, SignedReceipt signed, ReceiptCheck.@Nullable Cause cause, long millis) {
            return new ReceiptRecord(
                    of.receiptId(),
                    of.keyId(),
                    live.model(),
                    signed.signer(),
                    signed,
                    Optional.ofNullable(cause).map(Enum::name),
                    millis);
        }

        @Override
        public void ended(int lane, long attempt, long cancelUnits) {
            var of = asked.get(attempt);
            if (of != null) entries.add((_, _, _) -> of.end(cancelUnits, null, clock.millis()));
        }

        @Override
        public void left(int lane) {
            entries.add((_, lanes, _) -> {
                if (lane < lanes.size()) lanes.get(lane).leave();
            });
        }
    }
}
