// SPDX-License-Identifier: Apache-2.0
package stoa.chain.solo;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stoa.chain.block.BlockExecutor;
import stoa.chain.block.BlockStore;
import stoa.chain.block.Proposal;
import stoa.chain.driver.ChainMetrics;
import stoa.chain.driver.Driver;
import stoa.chain.driver.Health;
import stoa.chain.driver.Intake;
import stoa.chain.driver.Mempool;
import stoa.chain.state.StateStore;
import stoa.chain.store.StoreFailure;
import stoa.kit.log.Log;
import stoa.protocol.BlockResult;
import stoa.protocol.Protocol;
import stoa.types.Hash;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.CommittedTx;
import stoa.types.tx.Refused;

/// Makes blocks on demand, on one thread: at once when a transaction meets an idle chain, at most one per interval
/// under load, an empty one when work falls due or a draw waits.
public final class SoloDriver implements Driver {
    private static final Log LOG = Log.of(SoloDriver.class);
    /// How long nothing is looked at while nothing happens: due work is late by no more.
    private static final long LOOK_NANOS = 200_000_000;

    private final BlockExecutor executor;
    private final StateStore states;
    private final BlockStore blocks;
    private final Protocol protocol;
    private final Mempool mempool;
    private final Intake intake;
    private final Proposer proposer;
    private final BlockClock clock;
    private final Pace pace;
    private final ChainMetrics metrics;
    private final Consumer<CommittedBlock> committed;
    private final Thread thread = Thread.ofPlatform().name("chain").unstarted(this::run);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Health health = Health.OK;
    private volatile CommittedBlock newest;
    private OptionalLong nextDueSeconds = OptionalLong.empty();
    private boolean drawsWaiting;
    private long lastBlockNanos;
    private boolean awake;
    private boolean stopped;

    /// @param committed told of every block once it is on the disk, before its transactions leave the mempool
    public SoloDriver(
            BlockExecutor executor,
            StateStore states,
            BlockStore blocks,
            Protocol protocol,
            Mempool mempool,
            Intake intake,
            Proposer proposer,
            BlockClock clock,
            Pace pace,
            CommittedBlock newest,
            ChainMetrics metrics,
            Consumer<CommittedBlock> committed) {
        this.executor = executor;
        this.states = states;
        this.blocks = blocks;
        this.protocol = protocol;
        this.mempool = mempool;
        this.intake = intake;
        this.proposer = proposer;
        this.clock = clock;
        this.pace = pace;
        this.newest = newest;
        this.metrics = metrics;
        this.committed = committed;
    }

    @Override
    public void start() {
        lastBlockNanos = System.nanoTime() - pace.interval().toNanos();
        lookAhead();
        thread.start();
    }

    @Override
    public Hash submit(byte[] raw) throws Refused {
        var item = intake.take(raw);
        wake();
        return item.tx().hash();
    }

    private void wake() {
        lock.lock();
        try {
            awake = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Health health() {
        return health;
    }

    /// Lets a block in progress be committed, then stops.
    @Override
    public void close() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (health.status() != Health.Status.HALTED) health = new Health(Health.Status.CLOSED, "the chain is closed");
    }

    private void run() {
        try {
            while (awaitWork()) makeBlock();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (Throwable failure) { // whatever it is, a stopped chain is safe and a guessing one is not
            halt(failure);
        }
    }

    private void halt(Throwable failure) {
        String what = "the chain has stopped at height " + newest.height() + ": " + failure;
        health = new Health(Health.Status.HALTED, what);
        LOG.error(what + "; the state is untouched and can be read", failure);
    }

    // ── when ──

    /// Returns when a block should be made now; false when stopped.
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (!stopped && !work()) {
                if (!awake) changed.awaitNanos(LOOK_NANOS);
                awake = false;
            }
            long earliest = Math.max(
                    lastBlockNanos + pace.interval().toNanos(),
                    System.nanoTime() + pace.gather().toNanos());
            for (long left = earliest - System.nanoTime(); !stopped && left > 0; left = earliest - System.nanoTime())
                changed.awaitNanos(left);
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    private boolean work() {
        if (drawsWaiting || mempool.size() > 0) return true;
        return nextDueSeconds.isPresent()
                && nextDueSeconds.getAsLong() <= clock.next(newest.header().timeSeconds());
    }

    private void lookAhead() {
        var state = states.newest();
        nextDueSeconds = protocol.nextDueSeconds(state);
        drawsWaiting = protocol.drawsWaiting(state);
    }

    // ── what ──

    private void makeBlock() throws InterruptedException {
        lastBlockNanos = System.nanoTime();
        var proposal = new Proposal(
                newest.height() + 1,
                clock.next(newest.header().timeSeconds()),
                proposer.address(),
                proposer.sign(protocol, states.newest()),
                mempool.next());
        var done = executeAndCommit(proposal);
        if (done == null) return; // stopped while the disk was full
        newest = done.block();
        committed.accept(newest);
        mempool.committed(
                states.newest(), newest.txs().stream().map(CommittedTx::hash).toList(), done.excluded());
        lookAhead();
    }

    /// A block on the disk.
    ///
    /// @param excluded hashes of transactions that were proposed for it and cannot stand in any block
    private record Done(CommittedBlock block, List<Hash> excluded) {}

    /// Tries until it is done or nobody wants it any more: the same block each time, for nothing in it is left to
    /// chance.
    private @Nullable Done executeAndCommit(Proposal proposal) throws InterruptedException {
        while (true) {
            try {
                long start = System.nanoTime();
                var executed = executor.execute(proposal, newest);
                long executedNanos = System.nanoTime();
                executor.commit(executed);
                metrics.block(executed, System.nanoTime() - executedNanos, System.nanoTime() - start);
                recovered();
                return new Done(executed.block(), excluded(executed));
            } catch (StoreFailure failure) {
                var adopted = recover(proposal, failure);
                if (adopted != null) return new Done(adopted, List.of());
                if (isStopped()) return null;
            }
        }
    }

    /// After a failed write nobody knows whether it happened: only the store itself does, once it can be read again.
    /// Returns the block if it is there; null to try again, or when stopped.
    private @Nullable CommittedBlock recover(Proposal proposal, StoreFailure first) throws InterruptedException {
        var failure = first;
        while (true) {
            stall(failure);
            if (!pause()) return null;
            try {
                executor.reload();
                if (states.height() < proposal.height()) return null;
                recovered();
                return blocks.get(proposal.height(), states.height());
            } catch (StoreFailure again) {
                failure = again;
            }
        }
    }

    private static List<Hash> excluded(BlockExecutor.Executed executed) {
        return executed.excluded().stream()
                .map(BlockResult.Excluded::tx)
                .map(tx -> tx.hash())
                .toList();
    }

    private void stall(StoreFailure failure) {
        switch (failure.kind()) {
            case CORRUPT, FOREIGN, CLOSED -> throw failure;
            case FULL, IO, IN_USE -> {
                String what = "no blocks for now: " + failure.getMessage();
                if (!health.detail().equals(what)) LOG.error(what, "height", newest.height());
                health = new Health(Health.Status.STALLED, what);
            }
        }
    }

    private void recovered() {
        if (health.ok()) return;
        health = Health.OK;
        LOG.info("the chain goes on", "height", newest.height());
    }

    private boolean pause() throws InterruptedException {
        lock.lock();
        try {
            long left = pace.retry().toNanos();
            while (!stopped && left > 0) left = changed.awaitNanos(left);
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }
}
