// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.types.Address;
import stoa.types.Hex;

/// The values that calls of intelligent contracts carry, and their one spelling in bytes.
///
/// Every value begins with a LEB128 number whose low three bits say its type and whose other bits say its size (or, for
/// integers, its value). What decodes encodes to the same bytes: numbers have no superfluous groups, keys ascend, and
/// nothing follows the value.
public sealed interface Calldata {
    /// Deeper nesting is refused in both directions: decoding recurses.
    int DEPTH_MAX = 128;

    Calldata NULL = new Null();

    record Null() implements Calldata {}

    record Bool(boolean value) implements Calldata {}

    record Int(BigInteger value) implements Calldata {}

    /// The array is not copied; nobody may write into it.
    record Blob(byte[] bytes) implements Calldata {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Blob blob && Arrays.equals(bytes, blob.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "b#" + Hex.encode(bytes).substring(2);
        }
    }

    record Text(String value) implements Calldata {}

    record Account(Address address) implements Calldata {}

    record Items(List<Calldata> items) implements Calldata {
        public Items {
            items = List.copyOf(items);
        }
    }

    /// Ordered by code point whatever order the entries came in.
    record Entries(SortedMap<String, Calldata> entries) implements Calldata {
        public Entries {
            var sorted = new TreeMap<String, Calldata>(KEY_ORDER);
            sorted.putAll(entries);
            entries = Collections.unmodifiableSortedMap(sorted);
        }

        /// The value of a key, or null when there is none.
        public @Nullable Calldata get(String key) {
            return entries.get(key);
        }
    }

    /// By code point, which is the order of the UTF-8 bytes and not that of [String#compareTo].
    Comparator<String> KEY_ORDER = (left, right) -> Arrays.compareUnsigned(Utf8.encode(left), Utf8.encode(right));

    static Calldata of(long value) {
        return new Int(BigInteger.valueOf(value));
    }

    static Calldata of(String value) {
        return new Text(value);
    }

    static Calldata of(byte[] value) {
        return new Blob(value);
    }

    static Calldata of(boolean value) {
        return new Bool(value);
    }

    static Calldata of(Address value) {
        return new Account(value);
    }

    static Calldata of(BigInteger value) {
        return new Int(value);
    }

    static Calldata of(List<? extends Calldata> items) {
        return new Items(List.copyOf(items));
    }

    /// Keys and values by turns.
    static Entries map(Object... pairs) {
        var entries = new TreeMap<String, Calldata>(KEY_ORDER);
        for (int i = 0; i < pairs.length; i += 2) entries.put((String) pairs[i], (Calldata) pairs[i + 1]);
        return new Entries(entries);
    }

    /// A call as clients spell it: a method's name (none for a deployment) and its positional arguments.
    static byte[] call(@Nullable String method, Calldata... arguments) {
        var entries = new TreeMap<String, Calldata>(KEY_ORDER);
        if (arguments.length > 0) entries.put("args", new Items(List.of(arguments)));
        if (method != null) entries.put("method", new Text(method));
        return new Entries(entries).encode();
    }

    /// The one spelling of this value.
    default byte[] encode() {
        var out = new Writer();
        Encoder.write(out, this, 0);
        return out.toBytes();
    }

    static Calldata decode(byte[] bytes) throws Malformed {
        return new Decoder(bytes).whole();
    }

    /// The readable form of traces and receipts: JSON, with `addr#` and `b#` for what JSON has not.
    default String text() {
        var out = new StringBuilder();
        Printer.print(out, this);
        return out.toString();
    }

    /// Numbers of the type in a value's first three bits.
    final class Tag {
        static final int SPECIAL = 0;
        static final int POSITIVE = 1;
        static final int NEGATIVE = 2;
        static final int BYTES = 3;
        static final int TEXT = 4;
        static final int ITEMS = 5;
        static final int ENTRIES = 6;

        static final int NULL = 0;
        static final int FALSE = 1;
        static final int TRUE = 2;
        static final int ADDRESS = 3;

        private Tag() {}
    }

    /// Writes values.
    final class Encoder {
        private Encoder() {}

        static void write(Writer out, Calldata value, int depth) {
            if (depth > DEPTH_MAX) throw new IllegalArgumentException("calldata nested deeper than " + DEPTH_MAX);
            switch (value) {
                case Null _ -> head(out, Tag.SPECIAL, Tag.NULL);
                case Bool bool -> head(out, Tag.SPECIAL, bool.value ? Tag.TRUE : Tag.FALSE);
                case Int number -> integer(out, number.value);
                case Blob blob -> bytes(out, Tag.BYTES, blob.bytes);
                case Text text -> bytes(out, Tag.TEXT, Utf8.encode(text.value));
                case Account account -> {
                    head(out, Tag.SPECIAL, Tag.ADDRESS);
                    out.raw(account.address.bytes());
                }
                case Items list -> {
                    head(out, Tag.ITEMS, list.items.size());
                    for (var item : list.items) write(out, item, depth + 1);
                }
                case Entries map -> {
                    head(out, Tag.ENTRIES, map.entries.size());
                    for (var entry : map.entries.entrySet()) {
                        var key = Utf8.encode(entry.getKey());
                        number(out, key.length);
                        out.raw(key);
                        write(out, entry.getValue(), depth + 1);
                    }
                }
            }
        }

        private static void integer(Writer out, BigInteger value) {
            boolean negative = value.signum() < 0;
            var payload = negative ? value.not() : value;
            var rest = payload.shiftLeft(3).or(BigInteger.valueOf(negative ? Tag.NEGATIVE : Tag.POSITIVE));
            // Groups of seven bits from the number's own bytes: shifting a big number once per group would be
            // quadratic.
            var bytes = rest.toByteArray();
            int groups = Math.max(1, (rest.bitLength() + 6) / 7);
            for (int group = 0; group < groups; group++) {
                int bits = 0;
                for (int i = 6; i >= 0; i--) bits = bits << 1 | bit(bytes, group * 7 + i);
                out.u8(group + 1 < groups ? bits | 0x80 : bits);
            }
        }

        private static int bit(byte[] bigEndian, int index) {
            int at = bigEndian.length - 1 - (index >> 3);
            return at < 0 ? 0 : bigEndian[at] >> (index & 7) & 1;
        }

        private static void bytes(Writer out, int tag, byte[] bytes) {
            head(out, tag, bytes.length);
            out.raw(bytes);
        }

        private static void head(Writer out, int tag, long payload) {
            number(out, payload << 3 | tag);
        }

        private static void number(Writer out, long value) {
            out.varint(value);
        }
    }

    /// Reads values; nothing is allocated that the remaining bytes could not fill.
    final class Decoder {
        private final byte[] in;
        private int at;

        private Decoder(byte[] in) {
            this.in = in;
        }

        private Calldata whole() throws Malformed {
            var value = value(0);
            if (at != in.length) throw new Malformed("unparsed end: " + (in.length - at) + " bytes after the value");
            return value;
        }

        private Calldata value(int depth) throws Malformed {
            if (depth > DEPTH_MAX) throw new Malformed("calldata nested deeper than " + DEPTH_MAX);
            int from = at;
            skipNumber();
            int tag = in[from] & 7;
            return switch (tag) {
                case Tag.SPECIAL -> special(small(from) >>> 3);
                case Tag.POSITIVE -> new Int(big(from));
                case Tag.NEGATIVE -> new Int(big(from).not());
                case Tag.BYTES -> {
                    int length = size(from);
                    int start = take(length);
                    yield new Blob(Arrays.copyOfRange(in, start, start + length));
                }
                case Tag.TEXT -> new Text(text(size(from)));
                case Tag.ITEMS -> items(size(from), depth);
                case Tag.ENTRIES -> entries(size(from), depth);
                default -> throw new Malformed("invalid type 7");
            };
        }

        private Calldata special(long which) throws Malformed {
            return switch ((int) Math.min(which, Tag.ADDRESS + 1)) {
                case Tag.NULL -> NULL;
                case Tag.FALSE -> new Bool(false);
                case Tag.TRUE -> new Bool(true);
                case Tag.ADDRESS -> new Account(Address.of(in, take(Address.BYTES)));
                default -> throw new Malformed("invalid special value " + which);
            };
        }

        private Calldata items(int count, int depth) throws Malformed {
            var items = new ArrayList<Calldata>();
            for (int i = 0; i < count; i++) items.add(value(depth + 1));
            return new Items(items);
        }

        private Calldata entries(int count, int depth) throws Malformed {
            var entries = new TreeMap<String, Calldata>(KEY_ORDER);
            String last = null;
            for (int i = 0; i < count; i++) {
                int from = at;
                skipNumber();
                var key = text(keySize(from));
                if (last != null && KEY_ORDER.compare(last, key) >= 0) throw new Malformed("unordered calldata keys");
                entries.put(key, value(depth + 1));
                last = key;
            }
            return new Entries(entries);
        }

        private String text(int length) throws Malformed {
            int start = take(length);
            return Utf8.decode(in, start, length);
        }

        private int take(int length) throws Malformed {
            if (length > in.length - at) throw new Malformed("unexpected end");
            at += length;
            return at - length;
        }

        /// Moves over one LEB128 number, which ends in the shortest way.
        private void skipNumber() throws Malformed {
            int from = at;
            while (true) {
                if (at >= in.length) throw new Malformed("unexpected end");
                int octet = in[at++];
                if (octet >= 0) {
                    if (octet == 0 && at - from > 1) throw new Malformed("most significant octet can not be zero");
                    return;
                }
            }
        }

        /// The number from `from` to here without its three type bits; no size is larger than the input itself.
        private int size(int from) throws Malformed {
            long number = small(from) >>> 3;
            if (number > in.length) throw new Malformed("unexpected end");
            return (int) number;
        }

        private int keySize(int from) throws Malformed {
            long number = small(from);
            if (number > in.length) throw new Malformed("unexpected end");
            return (int) number;
        }

        private long small(int from) throws Malformed {
            if (at - from > 8) throw new Malformed("unexpected end");
            long number = 0;
            for (int i = at - 1; i >= from; i--) number = number << 7 | (in[i] & 0x7f);
            return number;
        }

        private BigInteger big(int from) {
            int bits = (at - from) * 7;
            var bytes = new byte[bits / 8 + 2];
            for (int i = 0; i < at - from; i++)
                for (int b = 0; b < 7; b++)
                    if ((in[from + i] >> b & 1) != 0) {
                        int bit = i * 7 + b;
                        bytes[bytes.length - 1 - (bit >> 3)] |= (byte) (1 << (bit & 7));
                    }
            return new BigInteger(1, bytes).shiftRight(3);
        }
    }

    /// Prints the readable form.
    final class Printer {
        private static final String HEX = "0123456789abcdef";

        private Printer() {}

        static void print(StringBuilder out, Calldata value) {
            switch (value) {
                case Null _ -> out.append("null");
                case Bool bool -> out.append(bool.value);
                case Int number -> out.append(number.value);
                case Blob blob -> out.append(blob);
                case Account account ->
                    out.append("addr#").append(account.address.toString().substring(2));
                case Text text -> quote(out, text.value);
                case Items list -> {
                    out.append('[');
                    for (var item : list.items) {
                        if (out.charAt(out.length() - 1) != '[') out.append(',');
                        print(out, item);
                    }
                    out.append(']');
                }
                case Entries map -> {
                    out.append('{');
                    boolean first = true;
                    for (var entry : map.entries.entrySet()) {
                        if (!first) out.append(',');
                        first = false;
                        quote(out, entry.getKey());
                        print(out.append(':'), entry.getValue());
                    }
                    out.append('}');
                }
            }
        }

        private static void quote(StringBuilder out, String text) {
            out.append('"');
            for (int i = 0; i < text.length(); i++) {
                char letter = text.charAt(i);
                switch (letter) {
                    case '"', '\\' -> out.append('\\').append(letter);
                    case '\n' -> out.append("\\n");
                    case '\r' -> out.append("\\r");
                    case '\t' -> out.append("\\t");
                    default -> {
                        if (letter < ' ')
                            out.append("\\u00").append(HEX.charAt(letter >> 4)).append(HEX.charAt(letter & 15));
                        else out.append(letter);
                    }
                }
            }
            out.append('"');
        }
    }
}
