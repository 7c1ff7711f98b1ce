// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.Arrays;
import java.util.List;
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
            int order = path(middle).compareTo(path);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return -1 - low;
    }

    /// Adds the siblings met on the way from the top down to the entry at `index`.
    void path(int index, Hashing hashing, List<Ics23.Step> steps) {
        int from = 0;
        int to = count();
        while (to - from > 1) {
            int middle = middle(from, to);
            if (index < middle) {
                steps.add(new Ics23.Step(hash(middle, to, hashing), true));
                to = middle;
            } else {
                steps.add(new Ics23.Step(hash(from, middle, hashing), false));
                from = middle;
            }
        }
    }

    @Override
    public Hash hash(Hashing hashing) {
        return hash(0, count(), hashing);
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
        return bytes.length + 4 * starts.length + 64;
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

    /// The subtree over a range of entries; as deep as their paths agree, at most 256.
    private Hash hash(int from, int to, Hashing hashing) {
        if (to - from == 1) return leafHash(from);
        int middle = middle(from, to);
        return StateTree.innerHash(hashing, hash(from, middle, hashing), hash(middle, to, hashing));
    }

    /// The first of the range on the right side of the bit where its ends part.
    private int middle(int from, int to) {
        int bit = StateTree.partingBit(path(from), path(to - 1));
        int middle = from + 1;
        while (!StateTree.bit(path(middle), bit)) middle++;
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
