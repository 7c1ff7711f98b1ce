// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import stoa.types.Hash;

/// Paths four bits at a time: a path has 64 nibbles, nibble 0 is the highest.
final class Nibbles {
    static final int COUNT = 64;

    private Nibbles() {}

    static int at(Hash path, int depth) {
        long word =
                switch (depth >> 4) {
                    case 0 -> path.a();
                    case 1 -> path.b();
                    case 2 -> path.c();
                    default -> path.d();
                };
        return (int) (word >>> (60 - 4 * (depth & 15))) & 15;
    }

    /// The first `depth` nibbles, the rest zero.
    static Hash prefix(Hash path, int depth) {
        return new Hash(
                keep(path.a(), depth),
                keep(path.b(), depth - 16),
                keep(path.c(), depth - 32),
                keep(path.d(), depth - 48));
    }

    /// A prefix of `depth` nibbles with one more behind it.
    static Hash append(Hash prefix, int depth, int nibble) {
        long bits = (long) nibble << (60 - 4 * (depth & 15));
        return switch (depth >> 4) {
            case 0 -> new Hash(prefix.a() | bits, prefix.b(), prefix.c(), prefix.d());
            case 1 -> new Hash(prefix.a(), prefix.b() | bits, prefix.c(), prefix.d());
            case 2 -> new Hash(prefix.a(), prefix.b(), prefix.c() | bits, prefix.d());
            default -> new Hash(prefix.a(), prefix.b(), prefix.c(), prefix.d() | bits);
        };
    }

    private static long keep(long word, int nibbles) {
        if (nibbles <= 0) return 0;
        return nibbles >= 16 ? word : word & -1L << (64 - 4 * nibbles);
    }
}
