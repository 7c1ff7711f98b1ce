// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import stoa.chain.store.Batch;
import stoa.chain.store.Column;
import stoa.chain.store.KeyValue;

/// Clears old heights away, a bounded bite at a time. A height is first declared unreadable and then taken apart; as a
/// stale list goes last, work cut short by a kill is found again and done again, which harms nothing.
final class Pruner {
    private static final int BITE = 4_096;

    private final KeyValue store;
    private final ReentrantLock lock = new ReentrantLock();
    private final NavigableMap<Long, Integer> pins = new TreeMap<>();
    private volatile long oldest;
    /// The next stale list to take apart; below 0 while not looked up.
    private long next = -1;
    private int bitten;

    Pruner(KeyValue store, long oldest) {
        this.store = store;
        this.oldest = oldest;
    }

    long oldest() {
        return oldest;
    }

    /// Starts over from the oldest height that the store holds.
    void begin(long height) {
        lock.lock();
        try {
            oldest = height;
            next = -1;
            bitten = 0;
        } finally {
            lock.unlock();
        }
    }

    Pin pin(long height) {
        lock.lock();
        try {
            pins.merge(height, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
        return new Pin() {
            private boolean open = true;

            @Override
            public void close() {
                lock.lock();
                try {
                    if (open) pins.computeIfPresent(height, (_, count) -> count == 1 ? null : count - 1);
                    open = false;
                } finally {
                    lock.unlock();
                }
            }
        };
    }

    /// One bite; false when every height below `keepFrom` is gone or pinned.
    boolean step(long keepFrom) {
        lock.lock();
        try {
            if (next < 0) next = HeightTable.firstStale(store).orElse(oldest + 1);
            if (next > oldest) return advance(keepFrom);
            bite();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean advance(long keepFrom) {
        long limit = pins.isEmpty() ? keepFrom : Math.min(keepFrom, pins.firstKey());
        if (oldest >= limit) return false;
        var batch = new Batch();
        HeightTable.removeRoot(batch, oldest);
        HeightTable.putOldest(batch, oldest + 1);
        store.write(batch, false);
        oldest = oldest + 1;
        return true;
    }

    /// Takes apart what the block of height `next` replaced: only heights below it needed that.
    private void bite() {
        var stale = HeightTable.stale(store, next);
        var pages = stale.map(StaleRecord::pages).orElse(List.of());
        var batch = new Batch();
        int end = Math.min(pages.size(), bitten + BITE);
        for (var page : pages.subList(bitten, end)) batch.remove(Column.PAGES, page.bytes());
        boolean done = end == pages.size();
        if (done) HeightTable.removeStale(batch, next);
        store.write(batch, false);
        bitten = done ? 0 : end;
        if (done) next++;
    }
}
