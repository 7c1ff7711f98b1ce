// SPDX-License-Identifier: Apache-2.0
package stoa.types.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Malformed;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// A list that only grows, under one root: a Merkle mountain range. The value holds the peaks alone (at most one hash
/// for each bit of `size`), so that appending costs about one node hash and no history.
///
/// Items are numbered from 0. Write `size` as a sum of falling powers of two: each power 2^h is a *mountain*, a perfect
/// binary tree over the next 2^h items, and `peaks` are the mountains' tops in that order. With ‖ for joining:
///
/// - leaf(item) = SHA-256(0x00 ‖ item)
/// - node(left, right) = SHA-256(0x01 ‖ left ‖ right)
/// - root = SHA-256(0x02 ‖ size as 8 bytes big-endian ‖ peak ‖ peak ‖ …), for an empty range too
///
/// The root therefore binds the size, and size and index fix the shape of every proof. Canonical bytes: `size` as 8
/// bytes big-endian, then the peaks, whose number the size tells.
public record MountainRange(long size, List<Hash> peaks) {
    public static final MountainRange EMPTY = new MountainRange(0, List.of());

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};
    private static final byte[] ROOT = {2};

    public MountainRange {
        if (size < 0) throw new IllegalArgumentException("the size is negative");
        peaks = List.copyOf(peaks);
        if (peaks.size() != Long.bitCount(size))
            throw new IllegalArgumentException("the size asks for " + Long.bitCount(size) + " peaks");
    }

    /// That an item has its place under a root.
    ///
    /// @param path siblings from the leaf up to its mountain's peak
    /// @param otherPeaks all peaks but that one, in order
    public record Proof(long index, long size, List<Hash> path, List<Hash> otherPeaks) {
        public Proof {
            if (index < 0 || index >= size) throw new IllegalArgumentException("the index is not within the size");
            path = List.copyOf(path);
            otherPeaks = List.copyOf(otherPeaks);
            if (otherPeaks.size() != Long.bitCount(size) - 1 || path.size() != height(index, size))
                throw new IllegalArgumentException("the index and size ask for another number of hashes");
        }

        /// Index and size as 8 bytes each, the path, the other peaks; their numbers follow from the first two.
        public byte[] toBytes() {
            var out = new Writer().u63(index).u63(size);
            for (var hash : path) out.hash(hash);
            for (var hash : otherPeaks) out.hash(hash);
            return out.toBytes();
        }

        /// Reads a stranger's proof; whether it proves anything is for [#verify] to say.
        public static Proof parse(byte[] bytes) throws Malformed {
            return Reader.parse(bytes, in -> {
                long index = in.u63();
                long size = in.u63();
                if (index >= size) throw new Corrupt("the index is not within the size");
                return new Proof(index, size, hashes(in, height(index, size)), hashes(in, Long.bitCount(size) - 1));
            });
        }
    }

    public static Hash leafHash(Hashing hashing, byte[] item) {
        return hashing.sha256(LEAF, item);
    }

    /// The range with one more leaf, a [#leafHash].
    public MountainRange append(Hashing hashing, Hash leaf) {
        int keep = peaks.size();
        var top = leaf;
        for (long rest = size; (rest & 1) == 1; rest >>>= 1) top = node(hashing, peaks.get(--keep), top);
        var next = new ArrayList<Hash>(keep + 1);
        next.addAll(peaks.subList(0, keep));
        next.add(top);
        return new MountainRange(Math.addExact(size, 1), next);
    }

    public Hash root(Hashing hashing) {
        return root(hashing, size, peaks);
    }

    public void write(Writer out) {
        out.u63(size);
        for (var peak : peaks) out.hash(peak);
    }

    public static MountainRange read(Reader in) {
        long size = in.u63();
        return new MountainRange(size, hashes(in, Long.bitCount(size)));
    }

    /// The range over leaves 0 to size − 1.
    public static MountainRange of(Hashing hashing, long size, LongFunction<Hash> leaves) {
        return over(hashing, 0, size, leaves);
    }

    /// Proves the leaf at `index` among the first `size`, reading every leaf once: time grows with the size, memory
    /// does not.
    public static Proof prove(Hashing hashing, long index, long size, LongFunction<Hash> leaves) {
        if (index < 0 || index >= size) throw new IllegalArgumentException("the index is not within the size");
        var path = new ArrayList<Hash>();
        var otherPeaks = new ArrayList<Hash>();
        long start = 0;
        for (long bit = Long.highestOneBit(size); bit > 0; bit >>>= 1) {
            if ((size & bit) == 0) continue;
            if (index < start || index >= start + bit) {
                otherPeaks.add(over(hashing, start, bit, leaves).peaks.getFirst());
            } else {
                for (long width = 1; width < bit; width <<= 1) {
                    long sibling = ((index - start) / width ^ 1) * width + start;
                    path.add(over(hashing, sibling, width, leaves).peaks.getFirst());
                }
            }
            start += bit;
        }
        return new Proof(index, size, path, otherPeaks);
    }

    /// Whether `leaf` is at the proof's index of the range with this root, which has the proof's size.
    public static boolean verify(Hashing hashing, Hash root, Hash leaf, Proof proof) {
        long place = proof.index - mountainStart(proof.index, proof.size);
        var top = leaf;
        for (var sibling : proof.path) {
            top = (place & 1) == 0 ? node(hashing, top, sibling) : node(hashing, sibling, top);
            place >>>= 1;
        }
        var peaks = new ArrayList<>(proof.otherPeaks);
        peaks.add(Long.bitCount(mountainStart(proof.index, proof.size)), top);
        return root(hashing, proof.size, peaks).equals(root);
    }

    private static MountainRange over(Hashing hashing, long start, long count, LongFunction<Hash> leaves) {
        var range = EMPTY;
        for (long i = start; i < start + count; i++) range = range.append(hashing, leaves.apply(i));
        return range;
    }

    /// Where the mountain holding `index` starts: the leading ones of the size that the index has passed.
    private static long mountainStart(long index, long size) {
        long start = 0;
        for (long bit = Long.highestOneBit(size); bit > 0; bit >>>= 1) {
            if ((size & bit) == 0) continue;
            if (index < start + bit) return start;
            start += bit;
        }
        throw new IllegalArgumentException("the index is not within the size");
    }

    private static int height(long index, long size) {
        long start = mountainStart(index, size);
        return Long.numberOfTrailingZeros(Long.highestOneBit(size - start));
    }

    private static Hash node(Hashing hashing, Hash left, Hash right) {
        return hashing.sha256(NODE, left.bytes(), right.bytes());
    }

    private static Hash root(Hashing hashing, long size, List<Hash> peaks) {
        var out = new byte[9 + Hash.BYTES * peaks.size()];
        out[0] = ROOT[0];
        Bytes.putLong(out, 1, size);
        for (int i = 0; i < peaks.size(); i++) peaks.get(i).write(out, 9 + Hash.BYTES * i);
        return hashing.sha256(out);
    }

    private static List<Hash> hashes(Reader in, int count) {
        var hashes = new ArrayList<Hash>(count);
        for (int i = 0; i < count; i++) hashes.add(in.hash());
        return hashes;
    }
}
