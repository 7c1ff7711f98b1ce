// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import org.jspecify.annotations.Nullable;
import stoa.types.Hash;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// A branch's knowledge of what lies below one of its sixteen places; and of the root, what a height's record holds.
final class Slot {
    private final Hash hash;
    private final long version;
    private final long entries;
    /// The page at the top, where [Pages] keeps it at hand; immutable, so it does not matter which thread sets it.
    private @Nullable Page page;

    /// @param hash of the subtree
    /// @param version of the page at its top
    /// @param entries in the whole subtree
    Slot(Hash hash, long version, long entries) {
        this.hash = hash;
        this.version = version;
        this.entries = entries;
    }

    Hash hash() {
        return hash;
    }

    long version() {
        return version;
    }

    long entries() {
        return entries;
    }

    @Nullable
    Page page() {
        return page;
    }

    void keep(Page top) {
        page = top;
    }

    void write(Writer out) {
        out.hash(hash).varint(version).varint(entries);
    }

    static Slot read(Reader in) {
        return new Slot(in.hash(), in.varint(), in.varint());
    }
}
