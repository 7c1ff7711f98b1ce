// SPDX-License-Identifier: Apache-2.0
package stoa.chain.driver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stoa.chain.block.BlockStore;
import stoa.kit.log.Log;
import stoa.types.chain.CommittedBlock;

/// Hands committed blocks to subscribers, in order and each on a virtual thread of its own. Nothing is queued for a
/// slow one: it asks for the next height when it is ready, and older ones come from the store.
public final class Feed implements AutoCloseable {
    private static final Log LOG = Log.of(Feed.class);
    private static final int RECENT = 32;
    private static final long RETRY_SECONDS_MAX = 10;

    private final BlockStore blocks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<CommittedBlock> recent = new ArrayDeque<>();
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private boolean closed;

    public Feed(BlockStore blocks, CommittedBlock newest) {
        this.blocks = blocks;
        recent.add(newest);
    }

    public CommittedBlock newest() {
        lock.lock();
        try {
            return recent.getLast();
        } finally {
            lock.unlock();
        }
    }

    /// A block is committed. Never waits.
    public void publish(CommittedBlock block) {
        lock.lock();
        try {
            recent.addLast(block);
            if (recent.size() > RECENT) recent.removeFirst();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// A block at or below the newest height.
    public CommittedBlock get(long height) {
        var block = recent(height);
        return block != null ? block : blocks.get(height, newest().height());
    }

    /// Calls `subscriber` with every block from height `from` on, those to come too, until closed. When it throws, the
    /// same block comes again a little later.
    public Subscription subscribe(String name, long from, Consumer<CommittedBlock> subscriber) {
        if (from <= newest().height()) get(from); // throws when this node does not have it
        var subscription = new Subscription(name, from, subscriber);
        subscriptions.add(subscription);
        subscription.thread.start();
        return subscription;
    }

    /// Lets every subscriber finish the block it is at.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (var subscription : subscriptions) subscription.join();
    }

    private @Nullable CommittedBlock recent(long height) {
        lock.lock();
        try {
            long index = height - recent.getFirst().height();
            if (index < 0 || index >= recent.size()) return null;
            for (var block : recent) if (block.height() == height) return block;
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// One subscriber's place in the chain.
    public final class Subscription implements AutoCloseable {
        private final String name;
        private final Consumer<CommittedBlock> subscriber;
        private final Thread thread;
        private volatile long next;
        private volatile boolean stopped;

        private Subscription(String name, long from, Consumer<CommittedBlock> subscriber) {
            this.name = name;
            this.subscriber = subscriber;
            this.next = from;
            this.thread = Thread.ofVirtual().name("feed-" + name).unstarted(this::run);
        }

        /// The height it waits for or is at.
        public long next() {
            return next;
        }

        /// No block is handed out after this returns, unless called by the subscriber itself.
        @Override
        public void close() {
            stopped = true;
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            join();
        }

        private void join() {
            if (Thread.currentThread() == thread) return;
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private void run() {
            try {
                long pauseSeconds = 1;
                while (awaitBlock()) {
                    if (deliver()) pauseSeconds = 1;
                    else {
                        pause(pauseSeconds);
                        pauseSeconds = Math.min(RETRY_SECONDS_MAX, 2 * pauseSeconds);
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                subscriptions.remove(this);
            }
        }

        private boolean deliver() {
            try {
                subscriber.accept(get(next));
                next++;
                return true;
            } catch (RuntimeException | Error failure) { // a view that stops silently would be worse
                LOG.error("a subscriber failed and gets the block again", failure, "subscriber", name, "height", next);
                return false;
            }
        }

        private boolean awaitBlock() throws InterruptedException {
            lock.lock();
            try {
                while (!stopped && !closed && recent.getLast().height() < next) changed.await();
                return !stopped && !closed;
            } finally {
                lock.unlock();
            }
        }

        private void pause(long seconds) throws InterruptedException {
            lock.lock();
            try {
                long left = TimeUnit.SECONDS.toNanos(seconds);
                while (!stopped && !closed && left > 0) left = changed.awaitNanos(left);
            } finally {
                lock.unlock();
            }
        }
    }
}
