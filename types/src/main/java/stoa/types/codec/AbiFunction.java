// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.List;
import stoa.types.Bytes;
import stoa.types.Hashing;

/// A verb as callers see it: name, arguments, results.
public record AbiFunction(String name, List<AbiParameter> inputs, List<AbiParameter> outputs, Mutability mutability) {
    public static final int SELECTOR_BYTES = 4;

    /// Solidity's word for what a call may do; its lower-case name is the one in JSON.
    public enum Mutability {
        PURE("pure"),
        VIEW("view"),
        NONPAYABLE("nonpayable"),
        PAYABLE("payable");

        private final String word;

        Mutability(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public AbiFunction {
        AbiParser.requireName(name);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        for (var parameter : inputs)
            if (parameter.indexed()) throw new IllegalArgumentException("only events are indexed");
        for (var parameter : outputs)
            if (parameter.indexed()) throw new IllegalArgumentException("only events are indexed");
    }

    /// Reads `settle(uint64 session,(uint16 lane,bytes32 root)[] vouchers) payable returns (uint256 paid)`; the word
    /// `function` may come first, the mutability is `nonpayable` unless said.
    public static AbiFunction parse(String text) {
        var parser = new AbiParser(text);
        var name = parser.word();
        if (name.equals("function")) name = parser.word();
        var inputs = parser.parameters();
        var mutability = Mutability.NONPAYABLE;
        for (var each : Mutability.values()) if (parser.accept(each.word())) mutability = each;
        List<AbiParameter> outputs = parser.accept("returns") ? parser.parameters() : List.of();
        parser.end();
        return new AbiFunction(name, inputs, outputs, mutability);
    }

    /// `settle(uint64,(uint16,bytes32)[])`.
    public String signature() {
        return name + AbiParameter.signature(inputs);
    }

    /// The first four bytes of call data, big-endian, as `Bytes.getInt(data, 0)` reads them.
    public int selector(Hashing hashing) {
        return (int) (hashing.keccak256(Utf8.encode(signature())).a() >>> 32);
    }

    public byte[] encodeCall(Hashing hashing, List<?> arguments) {
        var selector = new byte[SELECTOR_BYTES];
        Bytes.putInt(selector, 0, selector(hashing));
        return Bytes.concat(selector, Abi.encode(AbiParameter.types(inputs), arguments));
    }

    public AbiValues decodeCall(Hashing hashing, byte[] data) throws Malformed {
        if (data.length < SELECTOR_BYTES || Bytes.getInt(data, 0) != selector(hashing))
            throw new Malformed("the call data do not begin with the selector of " + signature());
        return decodeArguments(data);
    }

    /// For a caller that chose this verb by its selector already: looks only at what follows it.
    public AbiValues decodeArguments(byte[] data) throws Malformed {
        return Abi.decode(AbiParameter.types(inputs), data, SELECTOR_BYTES);
    }

    public byte[] encodeResult(List<?> results) {
        return Abi.encode(AbiParameter.types(outputs), results);
    }

    public AbiValues decodeResult(byte[] data) throws Malformed {
        return Abi.decode(AbiParameter.types(outputs), data);
    }

    /// Its entry in an ABI JSON file.
    public String json() {
        var out = new StringBuilder("{\"type\":\"function\",\"name\":\"")
                .append(name)
                .append("\",\"inputs\":");
        AbiJson.parameters(out, inputs, false);
        AbiJson.parameters(out.append(",\"outputs\":"), outputs, false);
        return out.append(",\"stateMutability\":\"")
                .append(mutability.word())
                .append("\"}")
                .toString();
    }
}
