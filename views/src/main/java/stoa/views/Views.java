// SPDX-License-Identifier: Apache-2.0
package stoa.views;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import stoa.kit.crypto.Digests;
import stoa.kit.log.Log;
import stoa.kit.sql.Sql;
import stoa.kit.sql.SqlConfig;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;
import stoa.views.query.Queries;

/// The tables, and the thread that folds committed blocks into them. The height folded is stored in the same SQL
/// transaction as what the block did, so a fold resumes where it was cut off; a database of another network, another
/// schema or another history is dropped and folded again.
public final class Views implements AutoCloseable {
    private static final Log LOG = Log.of(Views.class);
    private static final int BLOCKS_AT_ONCE = 256;
    private static final int EVENTS_AT_ONCE = 10_000;
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
    /// How far behind is worth a line in the log.
    private static final long FAR_BEHIND = 1_000;

    private final Sql sql;
    private final Blocks source;
    private final Hash genesis;
    private final BlockLogs logs = new BlockLogs(Digests.INSTANCE);
    private final CopyOnWriteArrayList<Consumer<CommittedBlock>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private volatile Folded folded;
    // Guarded by the lock.
    private long told;
    private boolean woken;
    private boolean closed;

    /// Where committed blocks come from.
    @FunctionalInterface
    public interface Blocks {
        /// Blocks `from`, `from` + 1, … as far as they are committed, at most `most`.
        List<CommittedBlock> blocks(long from, int most);
    }

    /// Ends when closed.
    @FunctionalInterface
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    /// The newest block in the tables.
    ///
    /// @param height −1 before the genesis block is folded
    private record Folded(long height, Hash hash) {
        static final Folded NOTHING = new Folded(-1, Hash.ZERO);
    }

    private Views(Sql sql, Hash genesis, Blocks source) {
        this.sql = sql;
        this.source = source;
        this.genesis = genesis;
        this.folded = prepare();
        this.told = folded.height;
        this.thread = Thread.ofVirtual().name("views").unstarted(this::run);
    }

    /// Opens the tables and starts folding.
    ///
    /// @param genesis hash of the network's genesis, which tells networks apart
    public static Views open(SqlConfig config, Hash genesis, Blocks source) {
        var sql = Sql.open(config);
        try {
            var views = new Views(sql, genesis, source);
            views.thread.start();
            return views;
        } catch (RuntimeException failure) {
            sql.close();
            throw failure;
        }
    }

    /// Answers questions about what is folded.
    public Queries queries() {
        return new Queries(sql);
    }

    /// Of the newest folded block: `latest` for everyone who reads through views. −1 before the first.
    public long height() {
        return folded.height;
    }

    /// How events are numbered as logs.
    public BlockLogs logs() {
        return logs;
    }

    /// There may be a new block. Returns at once; any thread.
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Calls `listener` with every block after it was folded, in order, on the folding thread: it hands on and returns.
    public Listening onFolded(Consumer<CommittedBlock> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// Waits until a height is folded and listeners were told; false when it was not in time.
    public boolean await(long height, Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (told < height && !closed && left > 0) left = changed.awaitNanos(left);
            return told >= height;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Finishes the batch at hand.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        sql.close();
    }

    // ── opening ──

    private Folded prepare() {
        var found = stored();
        if (found.isPresent() && sameHistory(found.get())) return found.get();
        if (found.isPresent()) LOG.info("the views fit this ledger no longer and are folded again");
        return sql.transaction(transaction -> {
            Schema.drop(transaction);
            Schema.create(transaction);
            transaction.update(
                    "INSERT INTO fold (id, version, genesis, height, hash) VALUES (1, ?, ?, ?, ?)",
                    Schema.VERSION,
                    genesis.bytes(),
                    Folded.NOTHING.height,
                    Folded.NOTHING.hash.bytes());
            return Folded.NOTHING;
        });
    }

    /// Empty when there are no tables, or tables of another schema or network.
    private Optional<Folded> stored() {
        boolean tables = sql.first(
                        "SELECT 1 FROM information_schema.tables WHERE LOWER(table_name) = 'fold'",
                        row -> row.getInt(1))
                .isPresent();
        if (!tables) return Optional.empty();
        return sql.first(
                "SELECT height, hash FROM fold WHERE version = ? AND genesis = ?",
                row -> new Folded(row.getLong(1), Hash.of(row.getBytes(2))),
                Schema.VERSION,
                genesis.bytes());
    }

    private boolean sameHistory(Folded found) {
        if (found.height < 0) return true;
        var block = source.blocks(found.height, 1).stream().findFirst();
        return block.isPresent() && block.get().hash().equals(found.hash);
    }

    // ── folding ──

    private void run() {
        while (true) {
            try {
                while (foldSome()) if (isClosed()) return;
                if (!pause(IDLE, true)) return;
            } catch (RuntimeException failure) {
                if (isClosed()) return;
                LOG.error("blocks cannot be folded; trying again", failure, "height", folded.height + 1);
                if (!pause(AGAIN_AFTER, false)) return;
            }
        }
    }

    /// One batch; false when there is nothing to fold.
    private boolean foldSome() {
        var found = source.blocks(folded.height + 1, BLOCKS_AT_ONCE);
        if (found.isEmpty()) return false;
        var blocks = bounded(found);
        var last = blocks.getLast();
        sql.transaction(transaction -> {
            var fold = new Fold(logs, Digests.INSTANCE, transaction);
            for (var block : blocks) fold.add(block);
            fold.write();
            transaction.update(
                    "UPDATE fold SET height = ?, hash = ?",
                    last.height(),
                    last.hash().bytes());
            return last;
        });
        folded = new Folded(last.height(), last.hash());
        for (var block : blocks) tell(block);
        told(last.height());
        if (last.height() % FAR_BEHIND < blocks.size() && blocks.size() == BLOCKS_AT_ONCE)
            LOG.info("folding", "height", last.height());
        return true;
    }

    /// As many of the blocks as one batch should hold, at least one.
    private static List<CommittedBlock> bounded(List<CommittedBlock> found) {
        var blocks = new ArrayList<CommittedBlock>();
        long events = 0;
        for (var block : found) {
            events += block.events().count() + block.txs().size();
            if (!blocks.isEmpty() && events > EVENTS_AT_ONCE) break;
            blocks.add(block);
        }
        return blocks;
    }

    private void told(long height) {
        lock.lock();
        try {
            told = height;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void tell(CommittedBlock block) {
        for (var listener : listeners) {
            try {
                listener.accept(block);
            } catch (RuntimeException failure) {
                LOG.error("a listener of folded blocks failed", failure, "height", block.height());
            }
        }
    }

    /// False once closed.
    private boolean pause(Duration most, boolean untilWoken) {
        lock.lock();
        try {
            long left = most.toNanos();
            while (!closed && left > 0 && !(untilWoken && woken)) left = changed.awaitNanos(left);
            woken = false;
            return !closed;
        } catch (InterruptedException _) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
