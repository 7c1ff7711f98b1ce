// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;

/// Reads what [Writer] wrote: a record of our own state, so anything unexpected is [Corrupt].
///
/// For bytes in this format that came from outside use [#parse], which turns the same complaints into [Malformed].
/// Nothing is allocated that the remaining bytes could not fill.
public final class Reader {
    private final byte[] in;
    private int at;

    public Reader(byte[] in) {
        this.in = in;
    }

    /// Reads one whole value from a stranger's bytes.
    public static <T> T parse(byte[] bytes, Function<Reader, T> value) throws Malformed {
        try {
            var reader = new Reader(bytes);
            var result = value.apply(reader);
            reader.end();
            return result;
        } catch (Corrupt corrupt) {
            throw new Malformed(String.valueOf(corrupt.getMessage()));
        }
    }

    public int u8() {
        return in[take(1)] & 0xff;
    }

    public int u16() {
        int from = take(2);
        return (in[from] & 0xff) << 8 | (in[from + 1] & 0xff);
    }

    public long u32() {
        return Bytes.getInt(in, take(4)) & 0xffff_ffffL;
    }

    public long u63() {
        long value = i64();
        if (value < 0) throw corrupt("a number above 2^63 - 1");
        return value;
    }

    public long i64() {
        return Bytes.getLong(in, take(8));
    }

    public boolean bool() {
        int value = u8();
        if (value > 1) throw corrupt("a boolean that is neither 0 nor 1");
        return value == 1;
    }

    public Address address() {
        return Address.of(in, take(Address.BYTES));
    }

    public Hash hash() {
        return Hash.of(in, take(Hash.BYTES));
    }

    public byte[] raw(int length) {
        int from = take(length);
        return Arrays.copyOfRange(in, from, at);
    }

    public byte[] bytes() {
        return raw(length());
    }

    public String string() {
        int length = length();
        int from = take(length);
        try {
            return Utf8.decode(in, from, length);
        } catch (Malformed malformed) {
            throw corrupt(String.valueOf(malformed.getMessage()));
        }
    }

    public long varint() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int group = u8();
            value |= (long) (group & 0x7f) << shift;
            if (group < 0x80) {
                if (group == 0 && shift > 0) throw corrupt("a varint with a group to spare");
                return value;
            }
        }
        throw corrupt("a varint above 2^63 - 1");
    }

    public <T> Optional<T> optional(Function<Reader, T> item) {
        return bool() ? Optional.of(item.apply(this)) : Optional.empty();
    }

    /// At most `countMax` items; the list cannot be changed.
    public <T> List<T> list(int countMax, Function<Reader, T> item) {
        long count = varint();
        if (count > countMax) throw corrupt("a list of " + count + ", at most " + countMax + " are allowed");
        var items = new ArrayList<T>((int) Math.min(count, remaining()));
        for (long i = 0; i < count; i++) items.add(item.apply(this));
        return Collections.unmodifiableList(items);
    }

    public int remaining() {
        return in.length - at;
    }

    /// Must be called last: trailing bytes would be a second spelling of the same value.
    public void end() {
        if (at != in.length) throw corrupt(remaining() + " trailing bytes");
    }

    private int length() {
        long length = varint();
        if (length > remaining()) throw corrupt("a length of " + length + " with " + remaining() + " bytes left");
        return (int) length;
    }

    private int take(int length) {
        if (length < 0 || length > remaining()) throw corrupt(length + " bytes wanted, " + remaining() + " left");
        int from = at;
        at += length;
        return from;
    }

    private Corrupt corrupt(String what) {
        return new Corrupt("at byte " + at + ": " + what);
    }
}
