// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.List;

/// A type of Solidity's ABI. A value of this class is always a legal type: sizes, lengths and depth are checked.
///
/// Java values: `Long` for integers all of whose values fit a `long` (`uint8`…`uint56`, `int8`…`int64`) and
/// `BigInteger` for wider ones (encoding takes `Integer`, `Long` and `BigInteger` for all), `Address`, `Boolean`,
/// `Hash` for `bytes32`, `byte[]` for other byte types, `String`, and lists for arrays and tuples.
public sealed interface AbiType {
    int DEPTH_MAX = 16;
    int HEAD_BYTES_MAX = 1 << 20;

    AbiType UINT256 = new Uint(256);
    AbiType ADDRESS = new Addr();
    AbiType BOOL = new Bool();
    AbiType BYTES32 = new FixedBytes(32);
    AbiType BYTES = new ByteString();
    AbiType STRING = new Text();

    /// Reads a type as Solidity spells it canonically: `uint256`, `bytes32[]`, `(address host,uint64 count)[4]`. Names
    /// inside tuples may be left out.
    static AbiType parse(String text) {
        return new AbiParser(text).wholeType();
    }

    /// The canonical spelling, as it enters signatures: no names, no blanks.
    String canonical();

    /// Whether its encoding has no fixed length and so lies behind an offset.
    boolean dynamic();

    /// What it takes in the head of the tuple around it.
    int headBytes();

    /// Levels of arrays and tuples, 1 for an atomic type.
    int depth();

    /// A type that is one 32-byte word.
    sealed interface Word extends AbiType {
        @Override
        default boolean dynamic() {
            return false;
        }

        @Override
        default int headBytes() {
            return 32;
        }

        @Override
        default int depth() {
            return 1;
        }
    }

    /// A type that always lies behind an offset.
    sealed interface Behind extends AbiType {
        @Override
        default boolean dynamic() {
            return true;
        }

        @Override
        default int headBytes() {
            return 32;
        }
    }

    record Uint(int bits) implements Word {
        public Uint {
            requireBits(bits);
        }

        @Override
        public String canonical() {
            return "uint" + bits;
        }
    }

    record Int(int bits) implements Word {
        public Int {
            requireBits(bits);
        }

        @Override
        public String canonical() {
            return "int" + bits;
        }
    }

    record Addr() implements Word {
        @Override
        public String canonical() {
            return "address";
        }
    }

    record Bool() implements Word {
        @Override
        public String canonical() {
            return "bool";
        }
    }

    record FixedBytes(int size) implements Word {
        public FixedBytes {
            if (size < 1 || size > 32) throw new IllegalArgumentException("bytes1 to bytes32, not bytes" + size);
        }

        @Override
        public String canonical() {
            return "bytes" + size;
        }
    }

    record ByteString() implements Behind {
        @Override
        public String canonical() {
            return "bytes";
        }

        @Override
        public int depth() {
            return 1;
        }
    }

    record Text() implements Behind {
        @Override
        public String canonical() {
            return "string";
        }

        @Override
        public int depth() {
            return 1;
        }
    }

    record Array(AbiType element) implements Behind {
        public Array {
            requireDepth(element);
        }

        @Override
        public String canonical() {
            return element.canonical() + "[]";
        }

        @Override
        public int depth() {
            return 1 + element.depth();
        }
    }

    record FixedArray(AbiType element, int length) implements AbiType {
        public FixedArray {
            requireDepth(element);
            if (length < 1 || (long) length * element.headBytes() > HEAD_BYTES_MAX)
                throw new IllegalArgumentException("a fixed array of " + length + " is too short or too long");
        }

        @Override
        public String canonical() {
            return element.canonical() + "[" + length + "]";
        }

        @Override
        public boolean dynamic() {
            return element.dynamic();
        }

        @Override
        public int headBytes() {
            return dynamic() ? 32 : length * element.headBytes();
        }

        @Override
        public int depth() {
            return 1 + element.depth();
        }
    }

    record Tuple(List<AbiParameter> fields) implements AbiType {
        public Tuple {
            fields = List.copyOf(fields);
            if (fields.isEmpty()) throw new IllegalArgumentException("a tuple has at least one field");
            for (var field : fields) requireDepth(field.type());
            if (Abi.headBytes(AbiParameter.types(fields)) > HEAD_BYTES_MAX)
                throw new IllegalArgumentException("the tuple is too long");
        }

        @Override
        public String canonical() {
            return AbiParameter.signature(fields);
        }

        @Override
        public boolean dynamic() {
            for (var field : fields) if (field.type().dynamic()) return true;
            return false;
        }

        @Override
        public int headBytes() {
            return dynamic() ? 32 : (int) Abi.headBytes(AbiParameter.types(fields));
        }

        @Override
        public int depth() {
            int depth = 0;
            for (var field : fields) depth = Math.max(depth, field.type().depth());
            return 1 + depth;
        }
    }

    private static void requireBits(int bits) {
        if (bits < 8 || bits > 256 || bits % 8 != 0)
            throw new IllegalArgumentException("an integer has 8, 16, … 256 bits, not " + bits);
    }

    private static void requireDepth(AbiType inner) {
        if (inner.depth() >= DEPTH_MAX) throw new IllegalArgumentException("types nest at most " + DEPTH_MAX + " deep");
    }
}
