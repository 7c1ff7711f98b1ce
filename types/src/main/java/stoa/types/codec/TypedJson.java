// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.List;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Hex;

/// Typed data as the JSON that wallets read: numbers are decimal strings, bytes hexadecimal, so no digit is lost.
final class TypedJson {
    private TypedJson() {}

    static String types(Eip712.Domain domain, TypedStruct struct) {
        var out = new StringBuilder("{");
        type(out, domain.type());
        for (var each : struct.all()) type(out.append(','), each);
        return out.append('}').toString();
    }

    static String message(TypedStruct struct, List<?> values) {
        var out = new StringBuilder();
        struct(out, struct, values);
        return out.toString();
    }

    private static void type(StringBuilder out, TypedStruct struct) {
        out.append('"').append(struct.name()).append("\":[");
        boolean first = true;
        for (var member : struct.members()) {
            if (!first) out.append(',');
            first = false;
            out.append("{\"name\":\"").append(member.name()).append("\",\"type\":\"");
            out.append(TypedStruct.word(member.type())).append("\"}");
        }
        out.append(']');
    }

    private static void struct(StringBuilder out, TypedStruct struct, List<?> values) {
        var members = struct.members();
        if (values.size() != members.size())
            throw new IllegalArgumentException(members.size() + " values wanted, " + values.size() + " given");
        out.append('{');
        for (int i = 0; i < members.size(); i++) {
            if (i > 0) out.append(',');
            out.append('"').append(members.get(i).name()).append("\":");
            value(out, members.get(i).type(), values.get(i));
        }
        out.append('}');
    }

    private static void value(StringBuilder out, TypedStruct.MemberType type, Object value) {
        switch (type) {
            case TypedStruct.MemberType.Nested(var struct) -> struct(out, struct, Eip712.list(value));
            case TypedStruct.MemberType.ArrayOf(var element, int _) -> {
                boolean first = true;
                out.append('[');
                for (var each : Eip712.list(value)) {
                    if (!first) out.append(',');
                    first = false;
                    value(out, element, each);
                }
                out.append(']');
            }
            case TypedStruct.MemberType.Atom(var atom) -> atom(out, atom, value);
        }
    }

    private static void atom(StringBuilder out, AbiType type, Object value) {
        switch (value) {
            case Boolean bool -> out.append(bool.booleanValue());
            case byte[] bytes -> out.append('"').append(Hex.encode(bytes)).append('"');
            case String text -> text(out, text);
            case Address _, Hash _, Number _ -> out.append('"').append(value).append('"');
            default -> throw new IllegalArgumentException("the value does not fit " + type.canonical());
        }
    }

    private static void text(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c >= ' ') out.append(c);
            else out.append("\\u00").append((char) ('0' + (c >> 4))).append("0123456789abcdef".charAt(c & 15));
        }
        out.append('"');
    }
}
