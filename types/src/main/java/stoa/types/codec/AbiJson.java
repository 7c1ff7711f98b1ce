// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.List;

/// Parameters as ABI JSON spells them; names hold only letters, digits, `_` and `$`, so nothing needs escaping.
final class AbiJson {
    private AbiJson() {}

    static void parameters(StringBuilder out, List<AbiParameter> parameters, boolean withIndexed) {
        out.append('[');
        for (int i = 0; i < parameters.size(); i++) {
            if (i > 0) out.append(',');
            parameter(out, parameters.get(i), withIndexed);
        }
        out.append(']');
    }

    private static void parameter(StringBuilder out, AbiParameter parameter, boolean withIndexed) {
        out.append("{\"name\":\"").append(parameter.name()).append("\",\"type\":\"");
        out.append(word(parameter.type())).append('"');
        var fields = fields(parameter.type());
        if (!fields.isEmpty()) parameters(out.append(",\"components\":"), fields, false);
        if (withIndexed) out.append(",\"indexed\":").append(parameter.indexed());
        out.append('}');
    }

    /// Like the canonical spelling, but a tuple is the word `tuple` and its fields are components.
    private static String word(AbiType type) {
        return switch (type) {
            case AbiType.Tuple _ -> "tuple";
            case AbiType.Array(var element) -> word(element) + "[]";
            case AbiType.FixedArray(var element, int length) -> word(element) + "[" + length + "]";
            case AbiType.Word _, AbiType.ByteString _, AbiType.Text _ -> type.canonical();
        };
    }

    private static List<AbiParameter> fields(AbiType type) {
        return switch (type) {
            case AbiType.Tuple(var fields) -> fields;
            case AbiType.Array(var element) -> fields(element);
            case AbiType.FixedArray(var element, int _) -> fields(element);
            case AbiType.Word _, AbiType.ByteString _, AbiType.Text _ -> List.of();
        };
    }
}
