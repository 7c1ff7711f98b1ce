// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import stoa.types.Hash;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// A branch's knowledge of what lies below one of its sixteen places; and of the root, what a height's record holds.
///
/// @param hash of the subtree
/// @param version of the page at its top
/// @param entries in the whole subtree
record Slot(Hash hash, long version, long entries) {
    void write(Writer out) {
        out.hash(hash).varint(version).varint(entries);
    }

    static Slot read(Reader in) {
        return new Slot(in.hash(), in.varint(), in.varint());
    }
}
