// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Corrupt;
import stoa.types.merkle.StateTree;

/// Recomputes hashes of stored pages from what they hold.
final class TreeVerifier {
    private final Pages pages;
    private final long since;
    private final Hashing hashing = new ThreadHashing();

    /// @param since pages of older versions are believed
    TreeVerifier(Pages pages, long since) {
        this.pages = pages;
        this.since = since;
    }

    /// A page that does not hash to what its slot says is [Corrupt].
    void verify(Slot slot, int depth, Hash prefix) {
        if (slot.version() < since) return;
        var page = pages.load(slot, depth, prefix);
        if (!page.hash(hashing).equals(slot.hash()) || page.entries() != slot.entries())
            throw new Corrupt("the page at depth " + depth + " does not hash to what the page above says");
        switch (page) {
            case Bucket bucket -> {
                for (int i = 0; i < bucket.count(); i++) verify(bucket, i);
            }
            case Branch branch -> {
                for (int nibble = 0; nibble < Branch.WIDTH; nibble++) {
                    var child = branch.slot(nibble);
                    if (child != null) verify(child, depth + 1, Nibbles.append(prefix, depth, nibble));
                }
            }
        }
    }

    private void verify(Bucket bucket, int index) {
        var path = bucket.path(index);
        if (!bucket.key(index).path(hashing).equals(path)
                || !StateTree.leafHash(hashing, path, bucket.value(index)).equals(bucket.leafHash(index)))
            throw new Corrupt("an entry does not hash to its leaf");
    }
}
