// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import java.util.Arrays;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// Names one version of one page. Its bytes begin with the version, so that the store writes in rising order.
///
/// @param version height of the block that wrote it
/// @param depth nibbles above it
/// @param prefix those nibbles, then zeros
record PageKey(long version, int depth, Hash prefix) implements Comparable<PageKey> {
    /// As the store orders their bytes.
    @Override
    public int compareTo(PageKey other) {
        int order = Long.compare(version, other.version);
        if (order == 0) order = Integer.compare(depth, other.depth);
        return order != 0 ? order : prefix.compareTo(other.prefix);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PageKey that
                && version == that.version
                && depth == that.depth
                && prefix.a() == that.prefix.a()
                && prefix.equals(that.prefix);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(version * 0x9e3779b97f4a7c15L + prefix.a()) * 31 + depth;
    }

    byte[] bytes() {
        var out = new byte[9 + (depth + 1) / 2];
        Bytes.putLong(out, 0, version);
        out[8] = (byte) depth;
        System.arraycopy(prefix.bytes(), 0, out, 9, out.length - 9);
        return out;
    }

    void write(Writer out) {
        out.bytes(bytes());
    }

    static PageKey read(Reader in) {
        return of(in.bytes());
    }

    static PageKey of(byte[] bytes) {
        var in = new Reader(bytes);
        long version = in.u63();
        int depth = in.u8();
        byte[] prefix = in.raw((depth + 1) / 2);
        in.end();
        return new PageKey(version, depth, Hash.of(Arrays.copyOf(prefix, Hash.BYTES)));
    }
}
