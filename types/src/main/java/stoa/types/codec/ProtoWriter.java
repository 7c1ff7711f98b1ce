// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.Arrays;
import java.util.function.Consumer;

/// Writes one protobuf message. As proto3 wants it, a field that holds its zero is left out.
public final class ProtoWriter {
    private byte[] out;
    private int at;

    public ProtoWriter(int sizeHint) {
        this.out = new byte[Math.max(16, sizeHint)];
    }

    public ProtoWriter() {
        this(64);
    }

    public ProtoWriter varint(int field, long value) {
        if (value == 0) return this;
        return tag(field, 0).number(value);
    }

    public ProtoWriter bool(int field, boolean value) {
        return varint(field, value ? 1 : 0);
    }

    public ProtoWriter bytes(int field, byte[] value) {
        return value.length == 0 ? this : always(field, value);
    }

    public ProtoWriter string(int field, String value) {
        return bytes(field, Utf8.encode(value));
    }

    /// Eight bytes, the lowest first; CometBFT signs heights and rounds so.
    public ProtoWriter fixed64(int field, long value) {
        if (value == 0) return this;
        tag(field, 1).room(8);
        for (int i = 0; i < 8; i++) out[at++] = (byte) (value >>> 8 * i);
        return this;
    }

    /// Bytes that stand there even when empty: an item of a repeated field, or one of several alternatives.
    public ProtoWriter always(int field, byte[] value) {
        return tag(field, 2).raw(value);
    }

    /// A message that stands there even when empty.
    public ProtoWriter message(int field, Consumer<ProtoWriter> content) {
        var inner = new ProtoWriter();
        content.accept(inner);
        tag(field, 2).number(inner.at).room(inner.at);
        System.arraycopy(inner.out, 0, out, at, inner.at);
        at += inner.at;
        return this;
    }

    public ProtoWriter timestamp(int field, long seconds, int nanos) {
        return message(field, inner -> inner.varint(1, seconds).varint(2, nanos));
    }

    /// Bytes with their length before them and no tag.
    public ProtoWriter raw(byte[] value) {
        number(value.length).room(value.length);
        System.arraycopy(value, 0, out, at, value.length);
        at += value.length;
        return this;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(out, at);
    }

    /// How many bytes a number takes.
    public static int length(long number) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(number)) / 7);
    }

    private ProtoWriter tag(int field, int wire) {
        return number((long) field << 3 | wire);
    }

    /// A number with no tag, as in a packed list.
    public ProtoWriter number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
        return this;
    }

    private void room(int more) {
        if (out.length - at < more) out = Arrays.copyOf(out, Math.max(out.length * 2, Math.addExact(at, more)));
    }
}
