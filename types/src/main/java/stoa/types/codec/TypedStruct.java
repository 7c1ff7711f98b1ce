// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import stoa.types.Hash;
import stoa.types.Hashing;

/// A struct type of EIP-712, described by the very text whose hash is its type hash:
/// `Mail(Person from,Person to,string contents)Person(string name,address wallet)`.
///
/// A struct cannot contain itself, though the standard allows it: values are finite, and so are our types.
public final class TypedStruct {
    private static final int DEPTH_MAX = 16;

    /// What a member can be.
    public sealed interface MemberType {
        /// An integer, address, bool, bytes or string, never an array or tuple of [AbiType].
        record Atom(AbiType type) implements MemberType {}

        record Nested(TypedStruct struct) implements MemberType {}

        /// `length` 0 stands for an array of any length.
        record ArrayOf(MemberType element, int length) implements MemberType {}
    }

    public record Member(String name, MemberType type) {}

    private record RawMember(String name, String word, List<Integer> lengths) {}

    private final String name;
    private final List<Member> members;
    private final String encoded;

    private TypedStruct(String name, List<Member> members) {
        this.name = name;
        this.members = List.copyOf(members);
        var out = new StringBuilder();
        for (var struct : mentioned(name, this.members)) struct(out, struct.name, struct.members);
        encoded = struct(new StringBuilder(), name, this.members).append(out).toString();
    }

    /// Reads the canonical text: the type itself first, then those it mentions, sorted by name. Anything else is an
    /// `IllegalArgumentException`.
    public static TypedStruct parse(String text) {
        var parser = new AbiParser(text);
        var definitions = new TreeMap<String, List<RawMember>>();
        var first = "";
        do {
            var name = parser.word();
            AbiParser.requireName(name);
            if (first.isEmpty()) first = name;
            if (definitions.put(name, rawMembers(parser)) != null)
                throw new IllegalArgumentException("the struct is described twice: " + Malformed.shorten(name));
        } while (!parser.atEnd());
        var struct = resolve(first, definitions, 1);
        if (!struct.encoded.equals(text))
            throw new IllegalArgumentException("the canonical text is " + Malformed.shorten(struct.encoded));
        return struct;
    }

    public String name() {
        return name;
    }

    public List<Member> members() {
        return members;
    }

    /// The standard's `encodeType`: the text it was parsed from.
    public String encoded() {
        return encoded;
    }

    /// Constant; callers that hash often keep it.
    public Hash typeHash(Hashing hashing) {
        return hashing.keccak256(Utf8.encode(encoded));
    }

    /// All structs it mentions, itself included, sorted by name.
    public Collection<TypedStruct> all() {
        var found = new TreeMap<String, TypedStruct>();
        for (var struct : mentioned(name, members)) found.put(struct.name, struct);
        found.put(name, this);
        return found.values();
    }

    static String word(MemberType type) {
        return switch (type) {
            case MemberType.Atom(var atom) -> atom.canonical();
            case MemberType.Nested(var struct) -> struct.name;
            case MemberType.ArrayOf(var element, int length) ->
                word(element) + (length == 0 ? "[]" : "[" + length + "]");
        };
    }

    @Override
    public String toString() {
        return encoded;
    }

    private static List<RawMember> rawMembers(AbiParser parser) {
        if (!parser.accept("(")) throw parser.wrong("(");
        var members = new ArrayList<RawMember>();
        do {
            var word = parser.word();
            var lengths = parser.arrayLengths();
            members.add(new RawMember(parser.word(), word, lengths));
        } while (parser.accept(","));
        if (!parser.accept(")")) throw parser.wrong(", or )");
        return members;
    }

    private static TypedStruct resolve(String name, SortedMap<String, List<RawMember>> definitions, int depth) {
        if (depth > DEPTH_MAX) throw new IllegalArgumentException("structs nest at most " + DEPTH_MAX + " deep");
        var members = new ArrayList<Member>();
        var raws = definitions.get(name);
        if (raws == null) throw new IllegalArgumentException("not described: " + Malformed.shorten(name));
        for (var raw : raws) {
            AbiParser.requireName(raw.name);
            MemberType type = definitions.containsKey(raw.word)
                    ? new MemberType.Nested(resolve(raw.word, definitions, depth + 1))
                    : new MemberType.Atom(AbiType.parse(raw.word));
            for (int length : raw.lengths) type = new MemberType.ArrayOf(type, length);
            members.add(new Member(raw.name, type));
        }
        return new TypedStruct(name, members);
    }

    /// The structs that members mention at any depth, sorted, without `name` itself.
    private static Collection<TypedStruct> mentioned(String name, List<Member> members) {
        var found = new TreeMap<String, TypedStruct>();
        for (var member : members) {
            var type = member.type;
            while (type instanceof MemberType.ArrayOf(var element, int _)) type = element;
            if (type instanceof MemberType.Nested(var struct)) for (var each : struct.all()) found.put(each.name, each);
        }
        found.remove(name);
        return found.values();
    }

    private static StringBuilder struct(StringBuilder out, String name, List<Member> members) {
        out.append(name);
        char before = '(';
        for (var member : members) {
            out.append(before).append(word(member.type)).append(' ').append(member.name);
            before = ',';
        }
        return out.append(')');
    }
}
