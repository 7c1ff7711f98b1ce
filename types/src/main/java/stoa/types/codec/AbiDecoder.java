// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;

/// One pass over the bytes: heads and tails are read in the order in which the encoder wrote them, so every byte is
/// looked at once and belongs to one value.
final class AbiDecoder {
    private final byte[] in;
    private final int start;

    /// Where the value last read ends.
    private int end;

    AbiDecoder(byte[] in, int start) {
        this.in = in;
        this.start = start;
    }

    AbiValues whole(List<AbiType> types) throws Malformed {
        if (start > in.length) throw new Malformed("the call data end before their arguments");
        var values = sequence(types, Abi.headBytes(types), start);
        if (end != in.length) throw wrong(end, in.length - end + " trailing bytes");
        return values;
    }

    /// Reads a tuple's or an array's elements: heads from `base`, tails behind them.
    private AbiValues sequence(List<AbiType> types, long headBytes, int base) throws Malformed {
        if (headBytes > in.length - base) throw wrong(base, "too few bytes for what is declared");
        var values = new Object[types.size()];
        int head = base;
        int tail = base + (int) headBytes;
        for (int i = 0; i < values.length; i++) {
            var type = types.get(i);
            if (type.dynamic()) {
                if (length(head) != tail - base) throw wrong(head, "an offset that does not point to the next tail");
                values[i] = value(type, tail);
                tail = end;
            } else {
                values[i] = value(type, head);
            }
            head += type.headBytes();
        }
        end = tail;
        return AbiValues.of(values);
    }

    private Object value(AbiType type, int at) throws Malformed {
        return switch (type) {
            case AbiType.Word word -> word(word, at);
            case AbiType.ByteString _ -> {
                int length = content(at);
                yield Arrays.copyOfRange(in, at + 32, at + 32 + length);
            }
            case AbiType.Text _ -> {
                int length = content(at);
                yield Utf8.decode(in, at + 32, length);
            }
            case AbiType.Array(var element) -> {
                int count = length(at);
                long headBytes = (long) count * element.headBytes();
                if (headBytes > in.length - at - 32) throw wrong(at, "a count larger than the bytes that follow");
                yield sequence(Collections.nCopies(count, element), headBytes, at + 32);
            }
            case AbiType.FixedArray(var element, int count) ->
                sequence(Collections.nCopies(count, element), (long) count * element.headBytes(), at);
            case AbiType.Tuple(var fields) -> {
                var types = AbiParameter.types(fields);
                yield sequence(types, Abi.headBytes(types), at);
            }
        };
    }

    private Object word(AbiType.Word type, int at) throws Malformed {
        end = at + 32;
        return switch (type) {
            case AbiType.Uint(int bits) -> unsigned(bits, at);
            case AbiType.Int(int bits) -> signed(bits, at);
            case AbiType.Addr _ -> {
                requireZeros(at, at + 12);
                yield Address.of(in, at + 12);
            }
            case AbiType.Bool _ -> {
                requireZeros(at, at + 31);
                if ((in[at + 31] & 0xfe) != 0) throw wrong(at, "a bool that is neither 0 nor 1");
                yield in[at + 31] == 1;
            }
            case AbiType.FixedBytes(int size) -> {
                requireZeros(at + size, at + 32);
                yield size == Hash.BYTES ? Hash.of(in, at) : Arrays.copyOfRange(in, at, at + size);
            }
        };
    }

    private Object unsigned(int bits, int at) throws Malformed {
        long low = Bytes.getLong(in, at + 24);
        boolean small = (Bytes.getLong(in, at) | Bytes.getLong(in, at + 8) | Bytes.getLong(in, at + 16)) == 0;
        if (bits < 64) {
            if (!small || low >>> bits != 0) throw wrong(at, "a number too large for uint" + bits);
            return low;
        }
        if (small && low >= 0) return BigInteger.valueOf(low);
        var value = new BigInteger(1, in, at, 32);
        if (value.bitLength() > bits) throw wrong(at, "a number too large for uint" + bits);
        return value;
    }

    private Object signed(int bits, int at) throws Malformed {
        var value = new BigInteger(in, at, 32);
        if (value.bitLength() >= bits) throw wrong(at, "a number too large for int" + bits);
        return bits <= 64 ? (Object) value.longValueExact() : value;
    }

    /// A `bytes` or `string` at `at`: checks length and padding, moves the end behind it, returns the length.
    private int content(int at) throws Malformed {
        int length = length(at);
        long padded = (length + 31L) / 32 * 32;
        if (padded > in.length - at - 32) throw wrong(at, "a length larger than the bytes that follow");
        end = at + 32 + (int) padded;
        requireZeros(at + 32 + length, end);
        return length;
    }

    /// A word that counts bytes or elements.
    private int length(int at) throws Malformed {
        if (in.length - at < 32) throw wrong(at, "the bytes end early");
        requireZeros(at, at + 28);
        int value = Bytes.getInt(in, at + 28);
        if (value < 0) throw wrong(at, "a length or offset beyond any call data");
        return value;
    }

    private void requireZeros(int from, int to) throws Malformed {
        for (int i = from; i < to; i++)
            if (in[i] != 0) throw wrong(i, "padding that is not zero, or a number too large");
    }

    private Malformed wrong(int at, String what) {
        return new Malformed("at byte " + at + ": " + what);
    }
}
