// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.chain.store.Column;
import stoa.chain.store.KeyValue;
import stoa.types.Hash;

/// Pages by name, from memory or the store. Branches near the top, which every path leads over, hang at their slots
/// for as long as those are in use; at most 16^[#KEPT_DEPTH] and a few of them. All others share a cache. Any thread.
final class Pages {
    private static final int KEPT_DEPTH = 3;

    private final KeyValue store;
    private final PageCache cache;

    Pages(KeyValue store, long cacheBytes) {
        this.store = store;
        this.cache = new PageCache(cacheBytes);
    }

    /// The page must be there: what a root leads to is kept as long as that root is.
    Page load(Slot slot, int depth, Hash prefix) {
        var page = slot.page();
        if (page != null) return page;
        var key = new PageKey(slot.version(), depth, prefix);
        page = cache.get(key);
        return page != null ? page : remember(slot, key, store.get(Column.PAGES, key.bytes()));
    }

    /// A page that is wanted soon.
    record Wanted(Slot slot, PageKey key) {}

    boolean atHand(Wanted wanted) {
        return wanted.slot.page() != null || cache.get(wanted.key) != null;
    }

    /// Reads in one go what is not at hand.
    void warm(List<Wanted> all) {
        var missing = new ArrayList<Wanted>();
        for (var wanted : all) if (!atHand(wanted)) missing.add(wanted);
        if (missing.isEmpty()) return;
        var names = new ArrayList<byte[]>(missing.size());
        for (var wanted : missing) names.add(wanted.key.bytes());
        var values = store.getAll(Column.PAGES, names);
        for (int i = 0; i < values.size(); i++) remember(missing.get(i).slot, missing.get(i).key, values.get(i));
    }

    /// Keeps a page at hand that was read or has been committed.
    void remember(Slot slot, PageKey key, Page page) {
        if (page instanceof Branch && key.depth() <= KEPT_DEPTH) slot.keep(page);
        else cache.put(key, page);
    }

    /// A page is no longer part of the newest state.
    void forget(PageKey key) {
        cache.remove(key);
    }

    private Page remember(Slot slot, PageKey key, byte @Nullable [] bytes) {
        if (bytes == null) throw new MissingPage(key);
        var page = Page.decode(bytes);
        remember(slot, key, page);
        return page;
    }

    /// A page is not in the store: its version was cleared away meanwhile, or the store is damaged.
    static final class MissingPage extends IllegalStateException {
        private static final long serialVersionUID = 1;

        MissingPage(PageKey key) {
            super("the page of version " + key.version() + " at depth " + key.depth() + " is missing");
        }
    }
}
