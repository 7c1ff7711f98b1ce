// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;

/// Writes a state record as its one spelling; [Reader] reads it back field by field in the same order.
///
/// Numbers are big-endian and of fixed width, lengths and counts are minimal LEB128 varints. A value that has no
/// spelling (out of range, too long a list) is an `IllegalArgumentException`: our bug, found before it is stored.
public final class Writer {
    private byte[] out;
    private int length;

    public Writer() {
        this(64);
    }

    public Writer(int expectedBytes) {
        out = new byte[Math.max(16, expectedBytes)];
    }

    /// 0 to 255.
    public Writer u8(int value) {
        return fixed(value, 1);
    }

    /// 0 to 65,535.
    public Writer u16(int value) {
        return fixed(value, 2);
    }

    /// 0 to 4,294,967,295.
    public Writer u32(long value) {
        return fixed(value, 4);
    }

    /// 0 to 2^63 − 1.
    public Writer u63(long value) {
        if (value < 0) throw new IllegalArgumentException(value + " is negative");
        return i64(value);
    }

    public Writer i64(long value) {
        int at = grow(8);
        Bytes.putLong(out, at, value);
        return this;
    }

    public Writer bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    public Writer address(Address value) {
        int at = grow(Address.BYTES);
        value.write(out, at);
        return this;
    }

    public Writer hash(Hash value) {
        int at = grow(Hash.BYTES);
        value.write(out, at);
        return this;
    }

    /// Bytes whose number the reader knows: nothing but the bytes.
    public Writer raw(byte[] value) {
        int at = grow(value.length);
        System.arraycopy(value, 0, out, at, value.length);
        return this;
    }

    /// A varint with the length, then the bytes.
    public Writer bytes(byte[] value) {
        return varint(value.length).raw(value);
    }

    /// A varint with the length in bytes, then UTF-8.
    public Writer string(String value) {
        return bytes(Utf8.encode(value));
    }

    /// The number in groups of seven bits, lowest first, no group to spare; 0 to 2^63 − 1.
    public Writer varint(long value) {
        if (value < 0) throw new IllegalArgumentException(value + " is negative");
        for (; value > 0x7f; value >>>= 7) u8((int) (value & 0x7f) | 0x80);
        return u8((int) value);
    }

    /// 0, or 1 and the value.
    public <T> Writer optional(Optional<T> value, BiConsumer<Writer, T> item) {
        bool(value.isPresent());
        value.ifPresent(present -> item.accept(this, present));
        return this;
    }

    /// A varint with the count, then the items; `countMax` is the reader's, so that nothing unreadable is written.
    public <T> Writer list(int countMax, List<T> values, BiConsumer<Writer, T> item) {
        if (values.size() > countMax)
            throw new IllegalArgumentException(
                    "a list of " + values.size() + ", at most " + countMax + " may be stored");
        varint(values.size());
        for (var value : values) item.accept(this, value);
        return this;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(out, length);
    }

    private Writer fixed(long value, int bytes) {
        if (value < 0 || value >>> (8 * bytes) != 0)
            throw new IllegalArgumentException(value + " does not fit into " + bytes + " bytes");
        int at = grow(bytes);
        for (int i = bytes - 1; i >= 0; i--, value >>>= 8) out[at + i] = (byte) value;
        return this;
    }

    /// Makes room for `bytes` more and returns where they begin; `out` may be another array afterwards.
    private int grow(int bytes) {
        int at = length;
        length = Math.addExact(length, bytes);
        if (length > out.length)
            out = Arrays.copyOf(out, Math.max(length, (int) Math.min(Integer.MAX_VALUE - 8, 2L * out.length)));
        return at;
    }
}
