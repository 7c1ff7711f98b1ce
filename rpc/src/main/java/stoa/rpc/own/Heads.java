// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.own;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import stoa.client.Ledger;

/// The ledger's newest height, for those who wait for the next block, and the hand that wakes the fold, for what is
/// committed should be readable at once.
public final class Heads implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Ledger.Subscription blocks;
    private long height;
    private boolean closed;

    /// @param committed called after every block; returns at once
    public Heads(Ledger ledger, Runnable committed) {
        height = ledger.head().height();
        blocks = ledger.subscribe(height + 1, block -> {
            reached(block.height());
            committed.run();
        });
    }

    /// Returns when the height is reached, the time is over, or the server stops.
    void await(long wanted, long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (height < wanted && !closed && left > 0) left = changed.awaitNanos(left);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// Lets everybody go.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        blocks.close();
    }

    private void reached(long newest) {
        lock.lock();
        try {
            height = newest;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
