// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import stoa.kit.crypto.RandomBytes;
import stoa.rpc.json.RpcError;
import stoa.types.Hex;
import stoa.views.query.LogQueries.Filter;

/// Filters that callers poll. One not polled for five minutes is forgotten; ids cannot be guessed.
public final class Filters {
    static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(5);

    private final int most;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    /// In the order of their last use.
    private final Map<String, Entry> byId = new LinkedHashMap<>(16, 0.75f, true);

    /// What a filter looks for and from where the next poll goes on.
    sealed interface Kept {
        record Logs(Filter filter, long next) implements Kept {}

        record Blocks(long next) implements Kept {}
    }

    /// @param nanos a clock that never goes back
    public Filters(int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    static final class Entry {
        private final ReentrantLock polling = new ReentrantLock();
        private volatile Kept kept;
        private volatile long usedAt;

        private Entry(Kept kept, long usedAt) {
            this.kept = kept;
            this.usedAt = usedAt;
        }

        /// Held over one poll, so that two at once do not give the same change twice.
        ReentrantLock lock() {
            return polling;
        }

        Kept kept() {
            return kept;
        }

        void keep(Kept changed) {
            kept = changed;
        }
    }

    TextNode add(Kept kept) {
        lock.lock();
        try {
            forgetOld();
            if (byId.size() >= most)
                throw RpcError.limit("too many filters are open; close some with eth_uninstallFilter or try later");
            var id = Hex.encode(RandomBytes.next(16));
            byId.put(id, new Entry(kept, nanos.getAsLong()));
            return TextNode.valueOf(id);
        } finally {
            lock.unlock();
        }
    }

    Entry find(String id) {
        lock.lock();
        try {
            forgetOld();
            var entry = byId.get(id);
            if (entry == null) throw new RpcError(RpcError.SERVER, "filter not found");
            entry.usedAt = nanos.getAsLong();
            return entry;
        } finally {
            lock.unlock();
        }
    }

    boolean remove(String id) {
        lock.lock();
        try {
            return byId.remove(id) != null;
        } finally {
            lock.unlock();
        }
    }

    private void forgetOld() {
        long now = nanos.getAsLong();
        for (Iterator<Entry> each = byId.values().iterator(); each.hasNext(); ) {
            if (now - each.next().usedAt < FORGOTTEN_AFTER.toNanos()) return;
            each.remove();
        }
    }
}
