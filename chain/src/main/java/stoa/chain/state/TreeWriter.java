// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.chain.store.Batch;
import stoa.chain.store.Column;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.state.StateKey;

/// Applies a block's changes to the tree, page by page, and remembers what is to be written and what it replaces.
/// One thread uses one writer; writers of different subtrees are joined afterwards.
///
/// A bucket is cut into sixteen when it grows beyond [#ENTRIES_MAX] entries, or beyond [#BYTES_MAX] bytes with more
/// than [#ENTRIES_LARGE] entries; a branch over [#ENTRIES_MERGED] entries or fewer becomes a bucket. The gaps between
/// these numbers keep a subtree at a limit from being cut and joined in turns.
final class TreeWriter {
    static final int ENTRIES_MAX = 32;
    static final int ENTRIES_LARGE = 8;
    static final int ENTRIES_MERGED = 4;
    static final int BYTES_MAX = 8_192;

    private final Pages pages;
    private final Hashing hashing;
    private final long version;
    private final List<Written> written = new ArrayList<>();
    private final List<PageKey> stale = new ArrayList<>();
    private final List<StateKey> inserted = new ArrayList<>();
    private final List<StateKey> removed = new ArrayList<>();
    /// How many of `written` are on their way to the store.
    private int batched;

    /// @param hashing used by one thread only
    TreeWriter(Pages pages, Hashing hashing, long version) {
        this.pages = pages;
        this.hashing = hashing;
        this.version = version;
    }

    record Written(Slot slot, PageKey key, Page page) {}

    /// What is below a prefix after the changes; null for nothing.
    sealed interface Node {
        long entries();

        /// Untouched: its page stays.
        record Kept(Slot slot) implements Node {
            @Override
            public long entries() {
                return slot.entries();
            }
        }

        /// Not yet written, for the page above may still take it in.
        record Fresh(Page page) implements Node {
            @Override
            public long entries() {
                return page.entries();
            }
        }
    }

    List<Written> written() {
        return written;
    }

    List<PageKey> stale() {
        return stale;
    }

    List<StateKey> inserted() {
        return inserted;
    }

    List<StateKey> removed() {
        return removed;
    }

    /// A writer for another subtree of the same block.
    TreeWriter sibling(Hashing own) {
        return new TreeWriter(pages, own, version);
    }

    /// The pages written since the last call, as writes to the store, in its order: neighbours cost it less.
    Batch pageBatch() {
        var pages = new ArrayList<>(written.subList(batched, written.size()));
        pages.sort(Comparator.comparing(Written::key));
        batched = written.size();
        var batch = new Batch();
        for (var page : pages)
            batch.put(Column.PAGES, page.key().bytes(), page.page().encode());
        return batch;
    }

    /// Takes over what a writer of a subtree did.
    void join(TreeWriter other) {
        if (batched != written.size() || other.batched != other.written.size())
            throw new IllegalStateException("a writer is joined once its pages are on their way to the store");
        written.addAll(other.written);
        batched = written.size();
        stale.addAll(other.stale);
        inserted.addAll(other.inserted);
        removed.addAll(other.removed);
    }

    /// Applies the changes, sorted and one for each path, below `prefix`.
    @Nullable
    Node apply(@Nullable Slot slot, int depth, Hash prefix, List<Change> changes) {
        if (slot == null) return merge(Bucket.EMPTY, null, depth, prefix, changes);
        return switch (pages.load(slot, depth, prefix)) {
            case Bucket bucket -> merge(bucket, slot, depth, prefix, changes);
            case Branch branch -> {
                var children = new Node[Branch.WIDTH];
                var groups = groups(changes, depth);
                for (int nibble = 0; nibble < Branch.WIDTH; nibble++)
                    children[nibble] = child(branch.slot(nibble), depth, prefix, nibble, groups.get(nibble));
                yield join(branch, slot, depth, prefix, children);
            }
        };
    }

    /// What a branch's place holds after the changes to it.
    @Nullable
    Node child(@Nullable Slot slot, int depth, Hash prefix, int nibble, List<Change> changes) {
        if (changes.isEmpty()) return slot == null ? null : new Node.Kept(slot);
        return apply(slot, depth + 1, Nibbles.append(prefix, depth, nibble), changes);
    }

    /// The branch over what its sixteen places hold now.
    @Nullable
    Node join(Branch before, Slot slot, int depth, Hash prefix, @Nullable Node[] children) {
        long entries = 0;
        boolean changed = false;
        for (int nibble = 0; nibble < Branch.WIDTH; nibble++) {
            var child = children[nibble];
            if (child != null) entries += child.entries();
            changed |= !(child instanceof Node.Kept(var kept) && kept == before.slot(nibble))
                    && !(child == null && before.slot(nibble) == null);
        }
        if (!changed) return new Node.Kept(slot);
        stale.add(new PageKey(slot.version(), depth, prefix));
        if (entries == 0) return null;
        if (entries <= ENTRIES_MERGED) return new Node.Fresh(gather(depth, prefix, children));
        return new Node.Fresh(before.with(slots(depth, prefix, children)));
    }

    /// Writes the page at the top of a subtree.
    Slot write(Page page, int depth, Hash prefix) {
        var slot = new Slot(page.hash(hashing), version, page.entries());
        written.add(new Written(slot, new PageKey(version, depth, prefix), page));
        return slot;
    }

    /// The changes by their nibble at `depth`; sixteen lists.
    static List<List<Change>> groups(List<Change> changes, int depth) {
        var groups = new ArrayList<List<Change>>(Branch.WIDTH);
        int from = 0;
        for (int nibble = 0; nibble < Branch.WIDTH; nibble++) {
            int to = from;
            while (to < changes.size() && Nibbles.at(changes.get(to).path(), depth) == nibble) to++;
            groups.add(changes.subList(from, to));
            from = to;
        }
        return groups;
    }

    private @Nullable Slot[] slots(int depth, Hash prefix, @Nullable Node[] children) {
        var slots = new Slot[Branch.WIDTH];
        for (int nibble = 0; nibble < Branch.WIDTH; nibble++)
            slots[nibble] = switch (children[nibble]) {
                case null -> null;
                case Node.Kept(var kept) -> kept;
                case Node.Fresh(var page) -> write(page, depth + 1, Nibbles.append(prefix, depth, nibble));
            };
        return slots;
    }

    /// One bucket of so few entries that every child is a bucket too.
    private Bucket gather(int depth, Hash prefix, @Nullable Node[] children) {
        var buckets = new ArrayList<Bucket>();
        for (int nibble = 0; nibble < Branch.WIDTH; nibble++) {
            switch (children[nibble]) {
                case null -> {}
                case Node.Fresh(var page) -> buckets.add((Bucket) page);
                case Node.Kept(var kept) -> {
                    var childPrefix = Nibbles.append(prefix, depth, nibble);
                    buckets.add((Bucket) pages.load(kept, depth + 1, childPrefix));
                    stale.add(new PageKey(kept.version(), depth + 1, childPrefix));
                }
            }
        }
        int count = 0;
        int recordBytes = 0;
        for (var bucket : buckets)
            for (int i = 0; i < bucket.count(); i++, count++) recordBytes += bucket.recordBytes(i);
        var builder = new Bucket.Builder(count, recordBytes);
        for (var bucket : buckets) for (int i = 0; i < bucket.count(); i++) builder.add(bucket, i);
        return builder.build();
    }

    private @Nullable Node merge(Bucket bucket, @Nullable Slot slot, int depth, Hash prefix, List<Change> changes) {
        var leaves = new Leaves(bucket, changes, inserted, removed);
        if (!leaves.changed()) return slot == null ? null : new Node.Kept(slot);
        if (slot != null) stale.add(new PageKey(slot.version(), depth, prefix));
        return build(leaves, 0, leaves.count(), depth, prefix);
    }

    private @Nullable Node build(Leaves leaves, int from, int to, int depth, Hash prefix) {
        if (from == to) return null;
        if (leaves.fit(from, to) || depth == Nibbles.COUNT) return new Node.Fresh(leaves.bucket(from, to, hashing));
        var children = new Node[Branch.WIDTH];
        int start = from;
        for (int nibble = 0; nibble < Branch.WIDTH; nibble++) {
            int end = start;
            while (end < to && Nibbles.at(leaves.path(end), depth) == nibble) end++;
            children[nibble] = build(leaves, start, end, depth + 1, Nibbles.append(prefix, depth, nibble));
            start = end;
        }
        return new Node.Fresh(Branch.of(slots(depth, prefix, children)));
    }
}
