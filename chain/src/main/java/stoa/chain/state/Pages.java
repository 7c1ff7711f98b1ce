// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.chain.store.Column;
import stoa.chain.store.KeyValue;
import stoa.types.Hash;

/// Pages by name, from the cache or the store. Any thread.
final class Pages {
    private final KeyValue store;
    private final PageCache cache;

    Pages(KeyValue store, long cacheBytes) {
        this.store = store;
        this.cache = new PageCache(cacheBytes);
    }

    /// The page must be there: what a root leads to is kept as long as that root is.
    Page load(PageKey key) {
        var cached = cache.get(key);
        if (cached != null) return cached;
        return remember(key, store.get(Column.PAGES, key.bytes()));
    }

    Page load(Slot slot, int depth, Hash prefix) {
        return load(new PageKey(slot.version(), depth, prefix));
    }

    /// Reads into the cache what is not there, in one go.
    void warm(List<PageKey> keys) {
        var missing = new ArrayList<PageKey>();
        for (var key : keys) if (cache.get(key) == null) missing.add(key);
        if (missing.isEmpty()) return;
        var names = new ArrayList<byte[]>(missing.size());
        for (var key : missing) names.add(key.bytes());
        var values = store.getAll(Column.PAGES, names);
        for (int i = 0; i < values.size(); i++) remember(missing.get(i), values.get(i));
    }

    void remember(PageKey key, Page page) {
        cache.put(key, page);
    }

    void forget(PageKey key) {
        cache.remove(key);
    }

    private Page remember(PageKey key, byte @Nullable [] bytes) {
        if (bytes == null) throw new MissingPage(key);
        var page = Page.decode(bytes);
        cache.put(key, page);
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
