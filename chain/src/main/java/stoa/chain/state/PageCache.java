// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Pages read or written lately. A page's name holds its version, so nothing here is ever out of date. Any thread.
final class PageCache {
    private static final int STRIPES = 16;

    private final Stripe[] stripes = new Stripe[STRIPES];

    PageCache(long maxBytes) {
        for (int i = 0; i < STRIPES; i++) stripes[i] = new Stripe(maxBytes / STRIPES);
    }

    @Nullable
    Page get(PageKey key) {
        return stripe(key).get(key);
    }

    void put(PageKey key, Page page) {
        stripe(key).put(key, page);
    }

    void remove(PageKey key) {
        stripe(key).remove(key);
    }

    private Stripe stripe(PageKey key) {
        int hash = key.hashCode();
        return stripes[(hash ^ hash >>> 16) & STRIPES - 1];
    }

    private static final class Stripe {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<PageKey, Page> pages = new LinkedHashMap<>(64, .75f, true);
        private final long maxBytes;
        private long bytes;

        Stripe(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        @Nullable
        Page get(PageKey key) {
            lock.lock();
            try {
                return pages.get(key);
            } finally {
                lock.unlock();
            }
        }

        void put(PageKey key, Page page) {
            lock.lock();
            try {
                var before = pages.put(key, page);
                bytes += page.weight() - (before == null ? 0 : before.weight());
                var oldest = pages.values().iterator();
                while (bytes > maxBytes && oldest.hasNext()) {
                    bytes -= oldest.next().weight();
                    oldest.remove();
                }
            } finally {
                lock.unlock();
            }
        }

        void remove(PageKey key) {
            lock.lock();
            try {
                var before = pages.remove(key);
                if (before != null) bytes -= before.weight();
            } finally {
                lock.unlock();
            }
        }
    }
}
