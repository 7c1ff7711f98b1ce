// SPDX-License-Identifier: Apache-2.0
package stoa.types.court;

import java.util.ArrayList;
import java.util.List;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Utf8;

/// A host's secrets for the rounds it will lead, one each, fixed before any of these rounds is drawn: a tree of
/// hashes whose root is public and whose leaves are opened one by one. Rule CRT-9.
///
/// Whoever leads must open the leaf of its round, so nobody chooses which rounds are traps, and nobody else knows it
/// before.
public final class Links {
    public static final int DEPTH = 12;
    /// Rounds that one root is good for.
    public static final int COUNT = 1 << DEPTH;

    private static final byte[] LINK = Utf8.encode("stoa link 1");
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private final Hashing hashing;
    private final byte[] secret;
    private final List<List<Hash>> levels = new ArrayList<>();

    /// @param secret of the host's alone; whoever knows it knows its traps
    public Links(Hashing hashing, byte[] secret) {
        this.hashing = hashing;
        this.secret = secret.clone();
        var level = new ArrayList<Hash>(COUNT);
        for (int i = 0; i < COUNT; i++) level.add(leaf(hashing, link(i)));
        levels.add(level);
        while (levels.getLast().size() > 1) {
            var below = levels.getLast();
            var above = new ArrayList<Hash>(below.size() / 2);
            for (int i = 0; i < below.size(); i += 2) above.add(node(hashing, below.get(i), below.get(i + 1)));
            levels.add(above);
        }
    }

    public Hash root() {
        return levels.getLast().getFirst();
    }

    public Hash link(int place) {
        var number = new byte[4];
        Bytes.putInt(number, 0, place);
        return hashing.sha256(LINK, secret, number);
    }

    /// The hashes beside the way from a leaf to the root, lowest first.
    public List<Hash> path(int place) {
        var path = new ArrayList<Hash>(DEPTH);
        for (int i = 0; i < DEPTH; i++) path.add(levels.get(i).get(place >> i ^ 1));
        return List.copyOf(path);
    }

    /// Whether `link` is the leaf at `place` under `root`.
    public static boolean holds(Hashing hashing, Hash root, int place, Hash link, List<Hash> path) {
        if (place < 0 || place >= COUNT || path.size() != DEPTH) return false;
        var node = leaf(hashing, link);
        for (int i = 0; i < DEPTH; i++)
            node = (place >> i & 1) == 0 ? node(hashing, node, path.get(i)) : node(hashing, path.get(i), node);
        return node.equals(root);
    }

    private static Hash leaf(Hashing hashing, Hash link) {
        return hashing.sha256(LEAF, link.bytes());
    }

    private static Hash node(Hashing hashing, Hash left, Hash right) {
        return hashing.sha256(NODE, left.bytes(), right.bytes());
    }
}
