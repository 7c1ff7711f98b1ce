// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;

/// Measures first, then fills one array: heads in place, tails in order behind them.
final class AbiEncoder {
    private final byte[] out;
    private int end;

    private AbiEncoder(int bytes) {
        out = new byte[bytes];
    }

    static byte[] encode(List<AbiType> types, List<?> values) {
        var encoder = new AbiEncoder(Math.toIntExact(sequenceBytes(types, values)));
        encoder.sequence(types, values, 0);
        return encoder.out;
    }

    /// The one word of an atomic value.
    static Hash word(AbiType.Word type, Object value) {
        var encoder = new AbiEncoder(32);
        encoder.word(type, value, 0);
        return Hash.of(encoder.out);
    }

    private static long sequenceBytes(List<AbiType> types, List<?> values) {
        if (types.size() != values.size())
            throw new IllegalArgumentException(types.size() + " values wanted, " + values.size() + " given");
        long bytes = 0;
        for (int i = 0; i < types.size(); i++) {
            bytes += types.get(i).headBytes();
            if (types.get(i).dynamic()) bytes += tailBytes(types.get(i), values.get(i));
        }
        return bytes;
    }

    private static long tailBytes(AbiType type, Object value) {
        return switch (type) {
            case AbiType.Word _ -> 0;
            case AbiType.ByteString _ -> 32 + padded(bytes(value, type).length);
            case AbiType.Text _ -> 32 + padded(Utf8.encode(text(value, type)).length);
            case AbiType.Array(var element) -> {
                var values = list(value, type);
                yield 32 + sequenceBytes(Collections.nCopies(values.size(), element), values);
            }
            case AbiType.FixedArray(var element, int count) ->
                sequenceBytes(Collections.nCopies(count, element), list(value, type));
            case AbiType.Tuple(var fields) -> sequenceBytes(AbiParameter.types(fields), list(value, type));
        };
    }

    private void sequence(List<AbiType> types, List<?> values, int base) {
        if (types.size() != values.size())
            throw new IllegalArgumentException(types.size() + " values wanted, " + values.size() + " given");
        int head = base;
        int tail = base + (int) Abi.headBytes(types);
        for (int i = 0; i < types.size(); i++) {
            var type = types.get(i);
            if (type.dynamic()) {
                Bytes.putInt(out, head + 28, tail - base);
                value(type, values.get(i), tail);
                tail = end;
            } else {
                value(type, values.get(i), head);
            }
            head += type.headBytes();
        }
        end = tail;
    }

    private void value(AbiType type, Object value, int at) {
        switch (type) {
            case AbiType.Word word -> word(word, value, at);
            case AbiType.ByteString _ -> content((byte[]) value, at);
            case AbiType.Text _ -> content(Utf8.encode((String) value), at);
            case AbiType.Array(var element) -> {
                var values = list(value, type);
                Bytes.putInt(out, at + 28, values.size());
                sequence(Collections.nCopies(values.size(), element), values, at + 32);
            }
            case AbiType.FixedArray(var element, int count) ->
                sequence(Collections.nCopies(count, element), list(value, type), at);
            case AbiType.Tuple(var fields) -> sequence(AbiParameter.types(fields), list(value, type), at);
        }
    }

    private void content(byte[] bytes, int at) {
        Bytes.putInt(out, at + 28, bytes.length);
        System.arraycopy(bytes, 0, out, at + 32, bytes.length);
        end = at + 32 + (int) padded(bytes.length);
    }

    private void word(AbiType.Word type, Object value, int at) {
        switch (type) {
            case AbiType.Uint(int bits) -> {
                var number = integer(value, type);
                if (number.signum() < 0 || number.bitLength() > bits) throw misfit(type, "the number is out of range");
                number(number, at);
            }
            case AbiType.Int(int bits) -> {
                var number = integer(value, type);
                if (number.bitLength() >= bits) throw misfit(type, "the number is out of range");
                number(number, at);
            }
            case AbiType.Addr _ -> address(value, type).write(out, at + 12);
            case AbiType.Bool _ -> out[at + 31] = (byte) (bool(value, type) ? 1 : 0);
            case AbiType.FixedBytes(int size) -> {
                if (size == Hash.BYTES && value instanceof Hash hash) {
                    hash.write(out, at);
                } else {
                    var bytes = bytes(value, type);
                    if (bytes.length != size) throw misfit(type, bytes.length + " bytes given");
                    System.arraycopy(bytes, 0, out, at, size);
                }
            }
        }
        end = at + 32;
    }

    private void number(BigInteger number, int at) {
        if (number.signum() >= 0 && number.bitLength() <= 63) {
            Bytes.putLong(out, at + 24, number.longValueExact());
            return;
        }
        var bytes = number.toByteArray();
        int spare = Math.max(0, bytes.length - 32); // a sign byte before 256 used bits
        int length = bytes.length - spare;
        System.arraycopy(bytes, spare, out, at + 32 - length, length);
        if (number.signum() < 0) for (int i = at; i < at + 32 - length; i++) out[i] = (byte) 0xff;
    }

    private static BigInteger integer(Object value, AbiType type) {
        return switch (value) {
            case Long number -> BigInteger.valueOf(number);
            case Integer number -> BigInteger.valueOf(number);
            case BigInteger number -> number;
            default -> throw misfit(type, "no integer given");
        };
    }

    private static List<?> list(Object value, AbiType type) {
        if (value instanceof List<?> list) return list;
        throw misfit(type, "no list given");
    }

    private static byte[] bytes(Object value, AbiType type) {
        if (value instanceof byte[] bytes) return bytes;
        throw misfit(type, "no byte array given");
    }

    private static String text(Object value, AbiType type) {
        if (value instanceof String text) return text;
        throw misfit(type, "no text given");
    }

    private static Address address(Object value, AbiType type) {
        if (value instanceof Address address) return address;
        throw misfit(type, "no address given");
    }

    private static boolean bool(Object value, AbiType type) {
        if (value instanceof Boolean bool) return bool;
        throw misfit(type, "no boolean given");
    }

    private static long padded(long bytes) {
        return (bytes + 31) / 32 * 32;
    }

    private static IllegalArgumentException misfit(AbiType type, String what) {
        return new IllegalArgumentException(Malformed.shorten("no " + type.canonical() + ": " + what));
    }
}
