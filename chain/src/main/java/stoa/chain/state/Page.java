// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Corrupt;

/// A part of the tree that is read and written as one: all entries below a prefix while they are few ([Bucket]), else
/// sixteen subtrees, one for each next nibble ([Branch]). Pages are only a way to lay the binary tree out on disk; no
/// root depends on where it is cut. Immutable.
sealed interface Page permits Branch, Bucket {
    int TAG_BUCKET = 1;
    int TAG_BRANCH = 2;

    /// Hash of the subtree whose top this page is.
    Hash hash(Hashing hashing);

    long entries();

    byte[] encode();

    /// Bytes it takes in memory, roughly.
    int weight();

    static Page decode(byte[] bytes) {
        if (bytes.length == 0) throw new Corrupt("an empty page");
        return switch (bytes[0]) {
            case TAG_BUCKET -> Bucket.decode(bytes);
            case TAG_BRANCH -> Branch.decode(bytes);
            default -> throw new Corrupt("a page of unknown kind " + bytes[0]);
        };
    }
}
