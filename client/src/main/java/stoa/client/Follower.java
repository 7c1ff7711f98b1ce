// SPDX-License-Identifier: Apache-2.0
package stoa.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import stoa.kit.log.Log;
import stoa.types.chain.CommittedBlock;

/// A subscription over any source of blocks: the one implementation of [Ledger#subscribe]'s promise. One virtual thread
/// asks, hands on, and asks again; [#wake] tells it that there is more.
public final class Follower implements Ledger.Subscription {
    private static final Log LOG = Log.of(Follower.class);
    private static final long AGAIN_AFTER_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int BLOCKS_AT_ONCE = 64;
    /// No wake ends this pause.
    private static final long NOT_WOKEN = -1;

    private final Source source;
    private final Consumer<CommittedBlock> receiver;
    private final long idleNanos;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long next;
    private long wakes;
    private boolean handing;
    private boolean closed;

    /// Where the blocks come from. May wait for the first one, but not forever.
    @FunctionalInterface
    public interface Source {
        List<CommittedBlock> blocks(long from, int most);
    }

    private Follower(String name, Source source, long from, Duration idle, Consumer<CommittedBlock> receiver) {
        this.source = source;
        this.receiver = receiver;
        this.next = from;
        this.idleNanos = idle.toNanos();
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /// Starts following.
    ///
    /// @param idle longest pause between two questions while nothing wakes it
    public static Follower start(
            String name, Source source, long from, Duration idle, Consumer<CommittedBlock> receiver) {
        if (from < 0) throw new IllegalArgumentException("blocks are followed from height 0 or later");
        var follower = new Follower(name, source, from, idle, receiver);
        follower.thread.start();
        return follower;
    }

    /// There may be a new block. Never blocks for long; any thread.
    public void wake() {
        lock.lock();
        try {
            wakes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Lets the receiver finish the block it has.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            if (!handing) thread.interrupt();
        } finally {
            lock.unlock();
        }
        if (Thread.currentThread() == thread) return;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isClosed()) {
            long wakesBefore = wakes();
            try {
                var blocks = source.blocks(next, BLOCKS_AT_ONCE);
                for (var block : blocks) hand(block);
                if (blocks.isEmpty()) pause(idleNanos, wakesBefore);
            } catch (RuntimeException failure) {
                if (isClosed()) return;
                LOG.warn(
                        "blocks cannot be followed right now; trying again", "from", next, "why", failure.getMessage());
                pause(AGAIN_AFTER_NANOS, NOT_WOKEN);
            }
        }
    }

    private void hand(CommittedBlock block) {
        while (begin()) {
            try {
                receiver.accept(block);
                next = block.height() + 1;
                return;
            } catch (RuntimeException failure) {
                LOG.error("the receiver of blocks failed; it gets the block again", failure, "height", block.height());
            } finally {
                end();
            }
            pause(AGAIN_AFTER_NANOS, NOT_WOKEN);
        }
    }

    /// False once closed.
    private boolean begin() {
        lock.lock();
        try {
            handing = !closed;
            return handing;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            handing = false;
        } finally {
            lock.unlock();
        }
    }

    /// Until closed, or the time is over, or somebody woke us since `wakesBefore` was read.
    private void pause(long nanos, long wakesBefore) {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && left > 0 && (wakesBefore == NOT_WOKEN || wakes == wakesBefore))
                left = changed.awaitNanos(left);
        } catch (InterruptedException _) {
            // Only close interrupts, and it has set `closed`.
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

    private long wakes() {
        lock.lock();
        try {
            return wakes;
        } finally {
            lock.unlock();
        }
    }
}
