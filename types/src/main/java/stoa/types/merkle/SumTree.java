// SPDX-License-Identifier: Apache-2.0
package stoa.types.merkle;

import java.util.ArrayList;
import java.util.List;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;

/// The items of one claim of compute, n = 0 to count − 1, under a root that binds how many there are: a Merkle sum
/// tree.
///
/// Every node carries how many items lie below it. The item that a proof shows stands where the sums to its left add up
/// to n, so a claim cannot show one item under two numbers' places, two items under one, or more items than its count.
/// With ‖ for joining and numbers as 8 bytes big-endian:
///
/// - leaf(n, item) = (1, SHA-256(0x00 ‖ n ‖ item)), where `item` is the item's 32-byte hash
/// - node(left, right) = (left.sum + right.sum, SHA-256(0x01 ‖ left.sum ‖ left.hash ‖ right.sum ‖ right.hash))
/// - root = SHA-256(0x02 ‖ count ‖ top.hash)
///
/// Nodes pair up from the left, level by level; a last node without a partner moves up as it is. As n is dense, count
/// and n imply all sums and the shape: a proof is the bare list of sibling hashes, and a lie about a sum has nowhere to
/// stand.
public final class SumTree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};
    private static final byte[] ROOT = {2};

    private final List<Hash[]> levels;

    private SumTree(List<Hash[]> levels) {
        this.levels = levels;
    }

    /// Takes the items' hashes in the order of n; at least one.
    public static SumTree of(Hashing hashing, List<Hash> items) {
        if (items.isEmpty()) throw new IllegalArgumentException("a claim has at least one item");
        var level = new Hash[items.size()];
        for (int n = 0; n < level.length; n++) level[n] = leaf(hashing, n, items.get(n));
        var levels = new ArrayList<Hash[]>();
        levels.add(level);
        for (int height = 0; level.length > 1; height++) {
            var above = new Hash[(level.length + 1) / 2];
            for (int i = 0; i < above.length; i++)
                above[i] = 2 * i + 1 == level.length
                        ? level[2 * i]
                        : node(hashing, items.size(), height, 2L * i, level[2 * i], level[2 * i + 1]);
            levels.add(above);
            level = above;
        }
        return new SumTree(levels);
    }

    public int count() {
        return levels.getFirst().length;
    }

    public Hash root(Hashing hashing) {
        return root(hashing, count(), levels.getLast()[0]);
    }

    /// The siblings from leaf to top, where there are any.
    public List<Hash> proof(int n) {
        if (n < 0 || n >= count()) throw new IllegalArgumentException("n is not within the count");
        var proof = new ArrayList<Hash>();
        int place = n;
        for (var level : levels) {
            if ((place ^ 1) < level.length) proof.add(level[place ^ 1]);
            place >>>= 1;
        }
        return List.copyOf(proof);
    }

    /// Whether `item` is number n of the `count` items under the root.
    public static boolean verify(Hashing hashing, Hash root, long count, long n, Hash item, List<Hash> proof) {
        if (n < 0 || n >= count) return false;
        var hash = leaf(hashing, n, item);
        long place = n;
        long width = count;
        int used = 0;
        for (int height = 0; width > 1; height++) {
            long sibling = place ^ 1;
            if (sibling < width) {
                if (used == proof.size()) return false;
                var other = proof.get(used++);
                hash = sibling < place
                        ? node(hashing, count, height, sibling, other, hash)
                        : node(hashing, count, height, place, hash, other);
            }
            place >>>= 1;
            width = (width >>> 1) + (width & 1);
        }
        return used == proof.size() && root(hashing, count, hash).equals(root);
    }

    private static Hash leaf(Hashing hashing, long n, Hash item) {
        return hashing.sha256(LEAF, Bytes.ofLong(n), item.bytes());
    }

    /// Joins the nodes at places `left` and left + 1 of the level at `height`.
    private static Hash node(Hashing hashing, long count, int height, long left, Hash leftHash, Hash rightHash) {
        long leftSum = 1L << height; // a node with a partner to its right is full
        long rightSum = Math.min(leftSum, count - ((left + 1) << height));
        return hashing.sha256(NODE, Bytes.ofLong(leftSum), leftHash.bytes(), Bytes.ofLong(rightSum), rightHash.bytes());
    }

    private static Hash root(Hashing hashing, long count, Hash top) {
        return hashing.sha256(ROOT, Bytes.ofLong(count), top.bytes());
    }
}
