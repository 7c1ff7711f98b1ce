// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import stoa.types.Address;
import stoa.types.Hash;

/// Ethereum's recursive length prefix: strings of bytes, and lists of items.
///
/// Decoding takes the shortest spelling only, so that what decodes encodes to the same bytes.
public final class Rlp {
    private static final int DEPTH_MAX = 16;
    private static final int SHORT_MAX = 55;

    private Rlp() {}

    public sealed interface Item {
        /// A string of bytes. The array is not copied; nobody may write into it.
        record Str(byte[] bytes) implements Item {}

        record Items(List<Item> items) implements Item {
            public Items {
                items = List.copyOf(items);
            }
        }

        static Item of(byte[] bytes) {
            return new Str(bytes);
        }

        static Item of(Item... items) {
            return new Items(List.of(items));
        }

        /// A number, 0 or greater, without leading zeros.
        static Item of(BigInteger number) {
            if (number.signum() < 0) throw new IllegalArgumentException("a number in RLP is not negative");
            var bytes = number.toByteArray();
            return new Str(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
        }

        static Item of(long number) {
            return of(BigInteger.valueOf(number));
        }

        /// Exactly this many items in a list.
        default List<Item> items(int count) throws Malformed {
            var items = items();
            if (items.size() != count)
                throw new Malformed("a list of " + items.size() + " items where " + count + " belong");
            return items;
        }

        default List<Item> items() throws Malformed {
            return switch (this) {
                case Items list -> list.items;
                case Str _ -> throw new Malformed("a string where a list belongs");
            };
        }

        default byte[] bytes() throws Malformed {
            return switch (this) {
                case Str string -> string.bytes;
                case Items _ -> throw new Malformed("a list where a string belongs");
            };
        }

        /// A number of at most 256 bits without leading zeros.
        default BigInteger uint256() throws Malformed {
            var bytes = bytes();
            if (bytes.length > 32) throw new Malformed("a number of more than 256 bits");
            if (bytes.length > 0 && bytes[0] == 0) throw new Malformed("a number with leading zeros");
            return new BigInteger(1, bytes);
        }

        /// A number of 0 to 2^63 − 1 without leading zeros.
        default long u63() throws Malformed {
            var number = uint256();
            if (number.bitLength() > 63) throw new Malformed("a number above 2^63 - 1");
            return number.longValueExact();
        }

        default Address address() throws Malformed {
            var bytes = bytes();
            if (bytes.length != Address.BYTES) throw new Malformed("an address of " + bytes.length + " bytes");
            return Address.of(bytes);
        }

        default Hash hash() throws Malformed {
            var bytes = bytes();
            if (bytes.length != Hash.BYTES) throw new Malformed("a hash of " + bytes.length + " bytes");
            return Hash.of(bytes);
        }
    }

    public static byte[] encode(Item item) {
        var out = new byte[Math.toIntExact(size(item))];
        write(item, out, 0);
        return out;
    }

    /// Reads one item that fills the array from `offset` to its end.
    public static Item decode(byte[] bytes, int offset) throws Malformed {
        var cursor = new Cursor(bytes, offset);
        var item = cursor.item(bytes.length, 1);
        if (cursor.at != bytes.length) throw new Malformed(bytes.length - cursor.at + " trailing bytes behind the RLP");
        return item;
    }

    public static Item decode(byte[] bytes) throws Malformed {
        return decode(bytes, 0);
    }

    private static long size(Item item) {
        return switch (item) {
            case Item.Str(var bytes) -> bytes.length == 1 && bytes[0] >= 0 ? 1 : headSize(bytes.length) + bytes.length;
            case Item.Items list -> {
                long content = contentSize(list);
                yield headSize(content) + content;
            }
        };
    }

    private static long contentSize(Item.Items list) {
        long sum = 0;
        for (var item : list.items) sum += size(item);
        return sum;
    }

    private static int headSize(long content) {
        return content <= SHORT_MAX ? 1 : 1 + lengthBytes(content);
    }

    private static int lengthBytes(long content) {
        return (71 - Long.numberOfLeadingZeros(content)) / 8;
    }

    private static int write(Item item, byte[] out, int at) {
        return switch (item) {
            case Item.Str(var bytes) -> {
                int from = bytes.length == 1 && bytes[0] >= 0 ? at : head(0x80, bytes.length, out, at);
                System.arraycopy(bytes, 0, out, from, bytes.length);
                yield from + bytes.length;
            }
            case Item.Items list -> {
                int next = head(0xc0, contentSize(list), out, at);
                for (var each : list.items) next = write(each, out, next);
                yield next;
            }
        };
    }

    private static int head(int base, long content, byte[] out, int at) {
        if (content <= SHORT_MAX) {
            out[at] = (byte) (base + content);
            return at + 1;
        }
        int length = lengthBytes(content);
        out[at] = (byte) (base + SHORT_MAX + length);
        for (int i = length; i > 0; i--, content >>>= 8) out[at + i] = (byte) content;
        return at + 1 + length;
    }

    private static final class Cursor {
        private final byte[] in;
        private int at;

        Cursor(byte[] in, int at) {
            this.in = in;
            this.at = at;
        }

        Item item(int limit, int depth) throws Malformed {
            if (at >= limit) throw wrong("the RLP ends early");
            int first = in[at] & 0xff;
            if (first < 0x80) return new Item.Str(new byte[] {in[at++]});
            if (first < 0xc0) {
                int length = length(first - 0x80, limit);
                if (length == 1 && in[at] >= 0) throw wrong("a byte below 128 stands for itself");
                at += length;
                return new Item.Str(Arrays.copyOfRange(in, at - length, at));
            }
            if (depth > DEPTH_MAX) throw wrong("lists nest more than " + DEPTH_MAX + " deep");
            int end = length(first - 0xc0, limit);
            end += at;
            var items = new ArrayList<Item>();
            while (at < end) items.add(item(end, depth + 1));
            return new Item.Items(items);
        }

        /// Moves behind the head and returns the length of the content, which lies within `limit`.
        private int length(int code, int limit) throws Malformed {
            at++;
            long length = code;
            if (code > SHORT_MAX) {
                int bytes = code - SHORT_MAX;
                if (bytes > limit - at) throw wrong("the RLP ends early");
                if (bytes > 4) throw wrong("a length beyond any input");
                length = 0;
                for (int i = 0; i < bytes; i++) length = length << 8 | (in[at++] & 0xff);
                if (length <= SHORT_MAX || lengthBytes(length) != bytes)
                    throw wrong("a length that is not the shortest");
            }
            if (length > limit - at) throw wrong("a length larger than the bytes that follow");
            return (int) length;
        }

        private Malformed wrong(String what) {
            return new Malformed("at byte " + at + ": " + what);
        }
    }
}
