// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Corrupt;
import stoa.types.merkle.Ics23;
import stoa.types.merkle.StateTree;
import stoa.types.state.StateKey;

/// Entries in the order of their paths, kept as the bytes that lie in the store, for most of them are only passed on:
/// tag, count (u16), all paths, all leaf hashes, then a record for each: table, key and value, both with their lengths
/// (u16, u32).
final class Bucket implements Page {
    static final Bucket EMPTY = new Bucket(new byte[] {TAG_BUCKET, 0, 0}, new int[] {3});

    private static final int HEAD = 3;

    private final byte[] bytes;
    /// Where each record starts, and the end.
    private final int[] starts;
    /// Hashes of the inner nodes once they were wanted. A node parts two neighbours and has the number of the left
    /// one; see [#inner].
    private volatile byte @Nullable [] inner;

    private Bucket(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
    }

    /// An entry on its way into a bucket.
    record Leaf(Hash path, Hash hash, StateKey key, byte[] value) {}

    static int recordBytes(StateKey key, byte[] value) {
        return 7 + key.key().length + value.length;
    }

    /// Collects `count` entries, old ones and new ones, in order.
    static final class Builder {
        private final byte[] bytes;
        private final int[] starts;
        private final int count;
        private int added;

        Builder(int count, int recordBytes) {
            if (count > 0xffff) throw new IllegalArgumentException("a bucket of " + count + " entries");
            this.count = count;
            this.bytes = new byte[HEAD + 2 * Hash.BYTES * count + recordBytes];
            this.starts = new int[count + 1];
            starts[0] = HEAD + 2 * Hash.BYTES * count;
            bytes[0] = TAG_BUCKET;
            bytes[1] = (byte) (count >> 8);
            bytes[2] = (byte) count;
        }

        void add(Bucket from, int index) {
            System.arraycopy(from.bytes, from.pathAt(index), bytes, HEAD + Hash.BYTES * added, Hash.BYTES);
            System.arraycopy(from.bytes, from.hashAt(index), bytes, HEAD + Hash.BYTES * (count + added), Hash.BYTES);
            int length = from.recordBytes(index);
            System.arraycopy(from.bytes, from.starts[index], bytes, starts[added], length);
            starts[++added] = starts[added - 1] + length;
        }

        void add(Leaf leaf) {
            leaf.path().write(bytes, HEAD + Hash.BYTES * added);
            leaf.hash().write(bytes, HEAD + Hash.BYTES * (count + added));
            int at = starts[added];
            byte[] key = leaf.key().key();
            if (key.length > 0xffff) throw new IllegalArgumentException("a key of " + key.length + " bytes");
            bytes[at] = leaf.key().table();
            bytes[at + 1] = (byte) (key.length >> 8);
            bytes[at + 2] = (byte) key.length;
            System.arraycopy(key, 0, bytes, at + 3, key.length);
            Bytes.putInt(bytes, at + 3 + key.length, leaf.value().length);
            System.arraycopy(leaf.value(), 0, bytes, at + 7 + key.length, leaf.value().length);
            starts[++added] = at + Bucket.recordBytes(leaf.key(), leaf.value());
        }

        Bucket build() {
            if (added != count || starts[count] != bytes.length) throw new IllegalStateException("a bucket not filled");
            return new Bucket(bytes, starts);
        }
    }

    int count() {
        return starts.length - 1;
    }

    Hash path(int index) {
        return Hash.of(bytes, pathAt(index));
    }

    Hash leafHash(int index) {
        return Hash.of(bytes, hashAt(index));
    }

    StateKey key(int index) {
        int at = starts[index];
        return new StateKey(bytes[at], Arrays.copyOfRange(bytes, at + 3, at + 3 + keyBytes(at)));
    }

    byte[] value(int index) {
        int at = starts[index];
        return Arrays.copyOfRange(bytes, at + 7 + keyBytes(at), starts[index + 1]);
    }

    boolean holds(int index, byte[] value) {
        int at = starts[index];
        return Arrays.equals(bytes, at + 7 + keyBytes(at), starts[index + 1], value, 0, value.length);
    }

    int recordBytes(int index) {
        return starts[index + 1] - starts[index];
    }

    /// The index of `path`, or −1 − the index at which it would be.
    int find(Hash path) {
        int low = 0;
        int high = count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(middle, path);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return -1 - low;
    }

    /// How the path at `index` compares with another.
    int compare(int index, Hash path) {
        int at = pathAt(index);
        int order = Long.compareUnsigned(Bytes.getLong(bytes, at), path.a());
        if (order == 0) order = Long.compareUnsigned(Bytes.getLong(bytes, at + 8), path.b());
        if (order == 0) order = Long.compareUnsigned(Bytes.getLong(bytes, at + 16), path.c());
        return order != 0 ? order : Long.compareUnsigned(Bytes.getLong(bytes, at + 24), path.d());
    }

    /// Adds the siblings met on the way from the top down to the entry at `index`.
    void path(int index, Hashing hashing, List<Ics23.Step> steps) {
        byte[] known = inner(hashing);
        int from = 0;
        int to = count();
        while (to - from > 1) {
            int middle = middle(from, to);
            if (index < middle) {
                steps.add(new Ics23.Step(node(middle, to, known), true));
                to = middle;
            } else {
                steps.add(new Ics23.Step(node(from, middle, known), false));
                from = middle;
            }
        }
    }

    @Override
    public Hash hash(Hashing hashing) {
        if (count() == 0) throw new IllegalStateException("a bucket with nothing in it");
        return node(0, count(), inner(hashing));
    }

    /// Takes over inner hashes from the bucket this one was made of, out of which nothing was removed.
    ///
    /// @param sources for each entry, from `first` on, its index in `before`, or a negative number for a new one
    void inherit(Bucket before, int[] sources, int first, Hashing hashing) {
        byte[] old = before.inner;
        if (old == null) return;
        var filled = new byte[Hash.BYTES * (count() - 1)];
        fill(0, count(), filled, hashing, Origin.of(old, sources, first, count()));
        inner = filled;
    }

    /// Where hashes may come from. A subtree whose entries all are old ones and were neighbours is the old subtree: it
    /// holds everything below its prefix now as then.
    ///
    /// @param fresh how many of the first entries are new, for each number of them
    private record Origin(byte[] inner, int[] sources, int first, int[] fresh) {
        static Origin of(byte[] inner, int[] sources, int first, int count) {
            var fresh = new int[count + 1];
            for (int i = 0; i < count; i++) fresh[i + 1] = fresh[i] + (sources[first + i] < 0 ? 1 : 0);
            return new Origin(inner, sources, first, fresh);
        }

        boolean has(int from, int to) {
            return fresh[from] == fresh[to] && sources[first + to - 1] - sources[first + from] == to - from - 1;
        }

        void copy(int from, int to, byte[] into) {
            System.arraycopy(
                    inner, Hash.BYTES * sources[first + from], into, Hash.BYTES * from, Hash.BYTES * (to - from - 1));
        }
    }

    @Override
    public long entries() {
        return count();
    }

    @Override
    public byte[] encode() {
        return bytes;
    }

    @Override
    public int weight() {
        return bytes.length + (4 + Hash.BYTES) * starts.length + 96;
    }

    static Bucket decode(byte[] bytes) {
        if (bytes.length < HEAD || bytes[0] != TAG_BUCKET) throw new Corrupt("not a bucket");
        int count = (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff);
        var starts = new int[count + 1];
        long at = HEAD + 2L * Hash.BYTES * count;
        for (int i = 0; i < count; i++) {
            starts[i] = (int) at;
            if (at + 3 > bytes.length) throw new Corrupt("a bucket cut off");
            long value = at + 3 + keyBytes(bytes, (int) at);
            if (value + 4 > bytes.length) throw new Corrupt("a bucket cut off");
            at = value + 4 + (Bytes.getInt(bytes, (int) value) & 0xffff_ffffL);
        }
        if (at != bytes.length) throw new Corrupt("a bucket of " + bytes.length + " bytes that ends at " + at);
        starts[count] = bytes.length;
        return new Bucket(bytes, starts);
    }

    private byte[] inner(Hashing hashing) {
        byte[] known = inner;
        if (known != null) return known;
        var filled = new byte[Hash.BYTES * Math.max(0, count() - 1)];
        fill(0, count(), filled, hashing, null);
        inner = filled;
        return filled;
    }

    /// Fills in the hashes of all nodes over a range of entries; as deep as their paths agree, at most 256.
    private void fill(int from, int to, byte[] into, Hashing hashing, @Nullable Origin origin) {
        if (to - from < 2) return;
        if (origin != null && origin.has(from, to)) {
            origin.copy(from, to, into);
            return;
        }
        int middle = middle(from, to);
        fill(from, middle, into, hashing, origin);
        fill(middle, to, into, hashing, origin);
        StateTree.innerHash(hashing, node(from, middle, into), node(middle, to, into))
                .write(into, Hash.BYTES * (middle - 1));
    }

    /// The hash of the node over a range, its inner hashes known.
    private Hash node(int from, int to, byte[] known) {
        return to - from == 1 ? leafHash(from) : Hash.of(known, Hash.BYTES * (middle(from, to) - 1));
    }

    /// The first of the range on the right side of the bit where its ends part: [StateTree#partingBit], on bytes.
    private int middle(int from, int to) {
        int left = pathAt(from);
        int right = pathAt(to - 1);
        int at = Arrays.mismatch(bytes, left, left + Hash.BYTES, bytes, right, right + Hash.BYTES);
        int bit = Integer.highestOneBit((bytes[left + at] ^ bytes[right + at]) & 0xff);
        int middle = from + 1;
        while ((bytes[pathAt(middle) + at] & bit) == 0) middle++;
        return middle;
    }

    private int pathAt(int index) {
        return HEAD + Hash.BYTES * index;
    }

    private int hashAt(int index) {
        return HEAD + Hash.BYTES * (count() + index);
    }

    private int keyBytes(int record) {
        return keyBytes(bytes, record);
    }

    private static int keyBytes(byte[] bytes, int record) {
        return (bytes[record + 1] & 0xff) << 8 | (bytes[record + 2] & 0xff);
    }
}
