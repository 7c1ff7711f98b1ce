// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Pages read or written lately, in a table of four places for each hash, of which a newcomer takes one in turn. A
/// page's name holds its version, so nothing here is out of date. Any thread, without locks.
final class PageCache {
    private static final int WAYS = 4;
    /// A usual bucket with its name; larger ones than [#WEIGHT_MAX] are not worth the place of so many others.
    private static final int WEIGHT_USUAL = 2_048;

    private static final int WEIGHT_MAX = 2 * TreeWriter.BYTES_MAX;

    private final AtomicReferenceArray<@Nullable Entry> table;
    private final AtomicInteger turn = new AtomicInteger();

    PageCache(long bytes) {
        long places = Math.max(WAYS, Long.highestOneBit(bytes / WEIGHT_USUAL));
        table = new AtomicReferenceArray<>((int) Math.min(places, 1 << 28));
    }

    private record Entry(PageKey key, Page page) {}

    @Nullable
    Page get(PageKey key) {
        int first = place(key);
        for (int i = first; i < first + WAYS; i++) {
            var entry = table.getAcquire(i);
            if (entry != null && entry.key.equals(key)) return entry.page;
        }
        return null;
    }

    void put(PageKey key, Page page) {
        if (page.weight() > WEIGHT_MAX) return;
        int first = place(key);
        int free = -1;
        for (int i = first; i < first + WAYS; i++) {
            var entry = table.getAcquire(i);
            if (entry == null) free = i;
            else if (entry.key.equals(key)) {
                free = i;
                break;
            }
        }
        if (free < 0) free = first + (turn.getAndIncrement() & WAYS - 1);
        table.setRelease(free, new Entry(key, page));
    }

    /// Makes room; whoever still wants the page reads it again.
    void remove(PageKey key) {
        int first = place(key);
        for (int i = first; i < first + WAYS; i++) {
            var entry = table.getAcquire(i);
            if (entry != null && entry.key.equals(key)) table.setRelease(i, null);
        }
    }

    private int place(PageKey key) {
        long mixed = key.prefix().a() ^ Long.rotateLeft(key.prefix().b(), 23) ^ key.version() * 0xc2b2ae3d27d4eb4fL;
        mixed ^= mixed >>> 32; // a prefix has its bits at the top, where a product would keep them
        return (int) (mixed * 0x9e3779b97f4a7c15L >>> 34) & table.length() - WAYS;
    }
}
