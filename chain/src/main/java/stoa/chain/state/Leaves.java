// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.List;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.merkle.StateTree;
import stoa.types.state.StateKey;

/// A bucket's entries and a block's changes to them laid together in the order of paths, not yet cut into pages.
final class Leaves {
    private final Bucket bucket;
    private final List<Change> changes;
    /// An entry of the bucket, or −1 − a change.
    private final int[] sources;
    private int count;
    private boolean changed;
    private boolean shrunk;

    /// @param inserted receives the keys that were not there
    /// @param removed receives the keys that are there no more
    Leaves(Bucket bucket, List<Change> changes, List<StateKey> inserted, List<StateKey> removed) {
        this.bucket = bucket;
        this.changes = changes;
        this.sources = new int[bucket.count() + changes.size()];
        int old = 0;
        for (int i = 0; i < changes.size(); i++) {
            var change = changes.get(i);
            int order = 1;
            while (old < bucket.count() && (order = bucket.compare(old, change.path())) < 0) sources[count++] = old++;
            boolean there = old < bucket.count() && order == 0;
            byte[] value = change.value();
            if (value == null) {
                if (!there) continue;
                removed.add(change.key());
                shrunk = true;
                changed = true;
            } else if (there && bucket.holds(old, value)) {
                sources[count++] = old;
            } else {
                if (!there) inserted.add(change.key());
                sources[count++] = -1 - i;
                changed = true;
            }
            if (there) old++;
        }
        while (old < bucket.count()) sources[count++] = old++;
    }

    boolean changed() {
        return changed;
    }

    int count() {
        return count;
    }

    Hash path(int index) {
        int source = sources[index];
        return source >= 0 ? bucket.path(source) : changes.get(-1 - source).path();
    }

    /// Whether a range makes one bucket.
    boolean fit(int from, int to) {
        if (to - from > TreeWriter.ENTRIES_MAX) return false;
        return to - from <= TreeWriter.ENTRIES_LARGE || recordBytes(from, to) <= TreeWriter.BYTES_MAX;
    }

    Bucket bucket(int from, int to, Hashing hashing) {
        var builder = new Bucket.Builder(to - from, Math.toIntExact(recordBytes(from, to)));
        for (int i = from; i < to; i++) {
            int source = sources[i];
            if (source >= 0) builder.add(bucket, source);
            else builder.add(leaf(changes.get(-1 - source), hashing));
        }
        var built = builder.build();
        // Entries left over by a removal may look like an old subtree that held the removed one too.
        if (!shrunk) built.inherit(bucket, sources, from, hashing);
        return built;
    }

    private long recordBytes(int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            int source = sources[i];
            sum += source >= 0 ? bucket.recordBytes(source) : recordBytes(changes.get(-1 - source));
        }
        return sum;
    }

    private static int recordBytes(Change change) {
        return Bucket.recordBytes(change.key(), value(change));
    }

    private static Bucket.Leaf leaf(Change change, Hashing hashing) {
        byte[] value = value(change);
        return new Bucket.Leaf(change.path(), StateTree.leafHash(hashing, change.path(), value), change.key(), value);
    }

    private static byte[] value(Change change) {
        byte[] value = change.value();
        if (value == null) throw new IllegalStateException("a removal has no leaf");
        return value;
    }
}
