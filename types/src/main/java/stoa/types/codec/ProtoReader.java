// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.Arrays;
import stoa.types.Address;

/// Reads one protobuf message field by field: `while (in.next()) switch (in.field()) {…}`, with [#skip] for the
/// unknown. Nothing is allocated that the remaining bytes could not fill.
public final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final byte[] in;
    private final int end;
    private int at;
    private int field;
    private int wire;

    public ProtoReader(byte[] message) {
        this(message, 0, message.length);
    }

    private ProtoReader(byte[] in, int from, int end) {
        this.in = in;
        this.at = from;
        this.end = end;
    }

    /// Moves to the next field; false at the end.
    public boolean next() throws Malformed {
        if (at == end) return false;
        long tag = number();
        field = (int) (tag >>> 3);
        wire = (int) tag & 7;
        if (tag >>> 3 < 1 || tag >>> 3 > 1 << 29) throw new Malformed("a field without a number");
        return true;
    }

    /// The number of the field that [#next] found.
    public int field() {
        return field;
    }

    public long varint() throws Malformed {
        require(VARINT);
        return number();
    }

    public boolean bool() throws Malformed {
        return varint() != 0;
    }

    public byte[] bytes() throws Malformed {
        int from = take();
        return Arrays.copyOfRange(in, from, at);
    }

    public String string() throws Malformed {
        int from = take();
        return Utf8.decode(in, from, at - from);
    }

    /// The message inside this field; read it before going on.
    public ProtoReader message() throws Malformed {
        int from = take();
        return new ProtoReader(in, from, at);
    }

    /// An address; empty bytes are the zero address.
    public Address address() throws Malformed {
        byte[] bytes = bytes();
        if (bytes.length == 0) return Address.ZERO;
        if (bytes.length != Address.BYTES) throw new Malformed("an address of " + bytes.length + " bytes");
        return Address.of(bytes);
    }

    /// A timestamp's whole seconds.
    public long timestampSeconds() throws Malformed {
        var inner = message();
        long seconds = 0;
        while (inner.next()) {
            if (inner.field() == 1) seconds = inner.varint();
            else inner.skip();
        }
        return seconds;
    }

    /// Passes over a field.
    public void skip() throws Malformed {
        switch (wire) {
            case VARINT -> number();
            case FIXED64 -> advance(8);
            case LENGTH -> take();
            case FIXED32 -> advance(4);
            default -> throw new Malformed("an unknown wire type");
        }
    }

    private int take() throws Malformed {
        require(LENGTH);
        long length = number();
        if (length < 0 || length > end - at)
            throw new Malformed("a length of " + length + " with " + (end - at) + " bytes left");
        int from = at;
        at += (int) length;
        return from;
    }

    private void advance(int bytes) throws Malformed {
        if (bytes > end - at) throw new Malformed("the message ends within a field");
        at += bytes;
    }

    private void require(int type) throws Malformed {
        if (wire != type) throw new Malformed("field " + field + " has wire type " + wire + ", not " + type);
    }

    private long number() throws Malformed {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) throw new Malformed("the message ends within a number");
            byte group = in[at++];
            if (shift == 63 && (group & 0xfe) != 0) break;
            value |= (long) (group & 0x7f) << shift;
            if (group >= 0) return value;
        }
        throw new Malformed("a number of more than 64 bits");
    }
}
