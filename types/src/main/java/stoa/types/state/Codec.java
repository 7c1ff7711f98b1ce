// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.function.BiConsumer;
import java.util.function.Function;
import stoa.types.codec.Malformed;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// How one kind of record is written and read: one spelling per value, so `encode(decode(b))` is `b`.
///
/// `read` throws [Corrupt] for every value that `write` would not have written, out-of-range numbers included.
public record Codec<V>(BiConsumer<Writer, V> write, Function<Reader, V> read) {
    public byte[] encode(V value) {
        var out = new Writer();
        write.accept(out, value);
        return out.toBytes();
    }

    /// Reads our own bytes; anything unexpected is [Corrupt].
    public V decode(byte[] bytes) {
        var in = new Reader(bytes);
        var value = read.apply(in);
        in.end();
        return value;
    }

    /// Reads a stranger's bytes.
    public V parse(byte[] bytes) throws Malformed {
        return Reader.parse(bytes, read);
    }
}
