// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads little-endian values one after another and never past the end.
final class Cursor {
    /// Everything before the weights must lie in the file's first gigabyte.
    private static final long MOST = 1 << 30;

    private final ByteBuffer bytes;

    Cursor(MemorySegment file) {
        bytes = file.asSlice(0, Math.min(MOST, file.byteSize())).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    long position() {
        return bytes.position();
    }

    int u8(String what) throws MalformedModel {
        require(1, what);
        return bytes.get() & 0xff;
    }

    short i16(String what) throws MalformedModel {
        require(2, what);
        return bytes.getShort();
    }

    int i32(String what) throws MalformedModel {
        require(4, what);
        return bytes.getInt();
    }

    long i64(String what) throws MalformedModel {
        require(8, what);
        return bytes.getLong();
    }

    /// A count of things that take at least `leastBytes` each in the rest of the file, so a huge one cannot be
    /// believed.
    int count(String what, int leastBytes, int most) throws MalformedModel {
        long count = i64(what);
        if (count < 0 || count > most)
            throw new MalformedModel(what + " is " + Long.toUnsignedString(count) + ", more than the " + most
                    + " this engine accepts; the file is damaged");
        if (count > bytes.remaining() / leastBytes)
            throw new MalformedModel(what + " is " + count + ", but the file ends before that many could follow");
        return (int) count;
    }

    String string(String what, int mostBytes) throws MalformedModel {
        long length = i64(what);
        if (length < 0 || length > mostBytes)
            throw new MalformedModel("the length of " + what + " is " + Long.toUnsignedString(length)
                    + ", more than the " + mostBytes + " bytes this engine accepts");
        require(length, what);
        var raw = new byte[(int) length];
        bytes.get(raw);
        var text = new String(raw, StandardCharsets.UTF_8);
        // U+FFFD is what the decoder puts for bytes that are no UTF-8; only then is the slow, strict way needed.
        if (text.indexOf('\ufffd') >= 0 && !isUtf8(raw)) throw new MalformedModel(what + " is not valid UTF-8");
        return text;
    }

    private static boolean isUtf8(byte[] raw) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    private void require(long count, String what) throws MalformedModel {
        if (count > bytes.remaining())
            throw new MalformedModel("the file ends inside " + what + "; it is truncated, so fetch it again");
    }
}
