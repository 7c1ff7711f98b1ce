// SPDX-License-Identifier: Apache-2.0
package stoa.types.merkle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import stoa.types.Hash;
import stoa.types.Hashing;

/// How the authenticated store hashes: a binary tree over the entries in the order of their keys, and a small builder
/// that holds one in memory, against which a real store is tested.
///
/// An entry's key is SHA-256(table ‖ key): 32 bytes. The bits of the keys, highest first, are the paths; a node exists
/// only where two keys part, so there are no empty siblings, a tree of n entries has n − 1 inner nodes, and its shape
/// depends on the keys alone. With ‖ for joining:
///
/// - leaf(key, value) = SHA-256(0x00 ‖ 0x20 ‖ key ‖ 0x20 ‖ SHA-256(value)), where 0x20 is the varint 32
/// - inner(left, right) = SHA-256(0x01 ‖ left ‖ right)
/// - the root is the top node's hash; the root of no entries is 32 zero bytes
///
/// These are the rules of [Ics23#SPEC_JSON], so existing ICS-23 verifiers check our proofs. ICS-23 has no proof with an
/// empty value, so no value may be empty, and none about an empty tree, whose root says it all.
public final class StateTree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};
    private static final byte[] LENGTH = {Hash.BYTES};

    private final Hashing hashing;
    private final List<Hash> keys;
    private final List<byte[]> values;

    private StateTree(Hashing hashing, List<Hash> keys, List<byte[]> values) {
        this.hashing = hashing;
        this.keys = keys;
        this.values = values;
    }

    /// Where an entry lives in the tree.
    public static Hash key(Hashing hashing, byte[] table, byte[] key) {
        return hashing.sha256(table, key);
    }

    public static Hash leafHash(Hashing hashing, Hash key, byte[] value) {
        requireValue(value);
        return hashing.sha256(
                LEAF, LENGTH, key.bytes(), LENGTH, hashing.sha256(value).bytes());
    }

    public static Hash innerHash(Hashing hashing, Hash left, Hash right) {
        return hashing.sha256(NODE, left.bytes(), right.bytes());
    }

    /// The first bit at which two different keys part: 0 (the highest) to 255.
    public static int partingBit(Hash left, Hash right) {
        long a = left.a() ^ right.a();
        if (a != 0) return Long.numberOfLeadingZeros(a);
        long b = left.b() ^ right.b();
        if (b != 0) return 64 + Long.numberOfLeadingZeros(b);
        long c = left.c() ^ right.c();
        if (c != 0) return 128 + Long.numberOfLeadingZeros(c);
        long d = left.d() ^ right.d();
        if (d == 0) throw new IllegalArgumentException("equal keys do not part");
        return 192 + Long.numberOfLeadingZeros(d);
    }

    /// Which way a key goes at `bit`: true for right.
    public static boolean bit(Hash key, int bit) {
        long word =
                switch (bit >> 6) {
                    case 0 -> key.a();
                    case 1 -> key.b();
                    case 2 -> key.c();
                    default -> key.d();
                };
        return (word >>> (63 - (bit & 63)) & 1) == 1;
    }

    /// A tree in memory over these entries.
    public static StateTree of(Hashing hashing, SortedMap<Hash, byte[]> entries) {
        var keys = new ArrayList<Hash>(entries.size());
        var values = new ArrayList<byte[]>(entries.size());
        for (Map.Entry<Hash, byte[]> entry : entries.entrySet()) {
            if (!keys.isEmpty() && keys.getLast().compareTo(entry.getKey()) >= 0)
                throw new IllegalArgumentException("the map is not sorted by the bytes of its keys");
            requireValue(entry.getValue());
            keys.add(entry.getKey());
            values.add(entry.getValue());
        }
        return new StateTree(hashing, keys, values);
    }

    public Hash root() {
        return keys.isEmpty() ? Hash.ZERO : hash(0, keys.size());
    }

    /// Presence with its value, or absence by the neighbours; none for an empty tree.
    public Optional<Ics23.Proof> prove(Hash key) {
        if (keys.isEmpty()) return Optional.empty();
        int place = Collections.binarySearch(keys, key);
        if (place >= 0) return Optional.of(existence(place));
        int after = -1 - place;
        Optional<Ics23.Existence> left = after == 0 ? Optional.empty() : Optional.of(existence(after - 1));
        Optional<Ics23.Existence> right = after == keys.size() ? Optional.empty() : Optional.of(existence(after));
        return Optional.of(new Ics23.NonExistence(key, left, right));
    }

    private Ics23.Existence existence(int place) {
        var path = new ArrayList<Ics23.Step>();
        int from = 0;
        int to = keys.size();
        while (to - from > 1) {
            int middle = middle(from, to);
            if (place < middle) {
                path.add(new Ics23.Step(hash(middle, to), true));
                to = middle;
            } else {
                path.add(new Ics23.Step(hash(from, middle), false));
                from = middle;
            }
        }
        return new Ics23.Existence(keys.get(place), values.get(place), path.reversed());
    }

    /// The hash of the subtree over a range of entries; the recursion is at most 256 deep, a key's bits.
    private Hash hash(int from, int to) {
        if (to - from == 1) return leafHash(hashing, keys.get(from), values.get(from));
        int middle = middle(from, to);
        return innerHash(hashing, hash(from, middle), hash(middle, to));
    }

    /// Where a sorted range of at least two keys parts: the first whose parting bit is 1.
    private int middle(int from, int to) {
        int bit = partingBit(keys.get(from), keys.get(to - 1));
        int low = from;
        int high = to - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (bit(keys.get(middle), bit)) high = middle;
            else low = middle;
        }
        return high;
    }

    private static void requireValue(byte[] value) {
        if (value.length == 0) throw new IllegalArgumentException("a value in the tree is not empty");
    }
}
