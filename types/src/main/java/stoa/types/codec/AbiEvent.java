// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.ArrayList;
import java.util.List;
import stoa.types.Hash;
import stoa.types.Hashing;

/// An event as logs show it: topic 0 is the hash of its signature, indexed values are the next topics, and data holds
/// the rest.
///
/// At most three values are indexed, and only words, `bytes` and `string`; of the latter two a log keeps only a hash.
public record AbiEvent(String name, List<AbiParameter> inputs) {
    private static final int INDEXED_MAX = 3;

    /// An Ethereum log without its address. The array is not copied; nobody may write into it.
    public record Log(List<Hash> topics, byte[] data) {
        public Log {
            topics = List.copyOf(topics);
        }
    }

    public AbiEvent {
        AbiParser.requireName(name);
        inputs = List.copyOf(inputs);
        int indexed = 0;
        for (var input : inputs) {
            if (!input.indexed()) continue;
            indexed++;
            if (input.type().depth() > 1) throw new IllegalArgumentException("arrays and tuples cannot be indexed");
        }
        if (indexed > INDEXED_MAX) throw new IllegalArgumentException("at most three values can be indexed");
    }

    /// Reads `Transfer(address indexed from,address indexed to,uint256 value)`; the word `event` may come first.
    public static AbiEvent parse(String text) {
        var parser = new AbiParser(text);
        var name = parser.word();
        if (name.equals("event")) name = parser.word();
        var inputs = parser.parameters();
        parser.end();
        return new AbiEvent(name, inputs);
    }

    public String signature() {
        return name + AbiParameter.signature(inputs);
    }

    public Hash topic0(Hashing hashing) {
        return hashing.keccak256(Utf8.encode(signature()));
    }

    /// Values in the order of the declaration.
    public Log encodeLog(Hashing hashing, List<?> values) {
        if (values.size() != inputs.size())
            throw new IllegalArgumentException(inputs.size() + " values wanted, " + values.size() + " given");
        var topics = new ArrayList<Hash>();
        topics.add(topic0(hashing));
        var rest = new ArrayList<Object>();
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).indexed()) topics.add(topic(hashing, inputs.get(i).type(), values.get(i)));
            else rest.add(values.get(i));
        }
        return new Log(topics, Abi.encode(dataTypes(), rest));
    }

    /// Values in the order of the declaration; an indexed `bytes` or `string` comes back as its hash.
    public AbiValues decodeLog(Hashing hashing, List<Hash> topics, byte[] data) throws Malformed {
        if (topics.isEmpty() || !topics.getFirst().equals(topic0(hashing)))
            throw new Malformed("the log is not one of " + signature());
        var rest = Abi.decode(dataTypes(), data);
        if (topics.size() + rest.size() != inputs.size() + 1) throw new Malformed("the log has too few or many topics");
        var values = new Object[inputs.size()];
        int topic = 1;
        int place = 0;
        for (int i = 0; i < values.length; i++) {
            if (!inputs.get(i).indexed()) values[i] = rest.get(place++);
            else if (inputs.get(i).type().dynamic()) values[i] = topics.get(topic++);
            else
                values[i] = Abi.decode(
                                List.of(inputs.get(i).type()),
                                topics.get(topic++).bytes())
                        .getFirst();
        }
        return AbiValues.of(values);
    }

    /// Its entry in an ABI JSON file.
    public String json() {
        var out = new StringBuilder("{\"type\":\"event\",\"name\":\"")
                .append(name)
                .append("\",\"inputs\":");
        AbiJson.parameters(out, inputs, true);
        return out.append(",\"anonymous\":false}").toString();
    }

    /// The word that stands for a value where only one word has room: itself, or its hash when it is longer.
    static Hash topic(Hashing hashing, AbiType type, Object value) {
        return switch (type) {
            case AbiType.Word word -> AbiEncoder.word(word, value);
            case AbiType.ByteString _ when value instanceof byte[] bytes -> hashing.keccak256(bytes);
            case AbiType.Text _ when value instanceof String text -> hashing.keccak256(Utf8.encode(text));
            default -> throw new IllegalArgumentException("the value does not fit " + type.canonical());
        };
    }

    private List<AbiType> dataTypes() {
        var types = new ArrayList<AbiType>();
        for (var input : inputs) if (!input.indexed()) types.add(input.type());
        return types;
    }
}
