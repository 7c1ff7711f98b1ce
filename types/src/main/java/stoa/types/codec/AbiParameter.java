// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.ArrayList;
import java.util.List;

/// A type with the name it has in a signature, a tuple or an event; the name may be empty and never enters a hash.
/// `indexed` matters in events only.
public record AbiParameter(String name, AbiType type, boolean indexed) {
    public AbiParameter {
        if (!name.isEmpty()) AbiParser.requireName(name);
    }

    public AbiParameter(String name, AbiType type) {
        this(name, type, false);
    }

    static List<AbiType> types(List<AbiParameter> parameters) {
        var types = new ArrayList<AbiType>(parameters.size());
        for (var parameter : parameters) types.add(parameter.type());
        return types;
    }

    /// `(address,uint256)`.
    static String signature(List<AbiParameter> parameters) {
        var out = new StringBuilder("(");
        for (var parameter : parameters) {
            if (out.length() > 1) out.append(',');
            out.append(parameter.type().canonical());
        }
        return out.append(')').toString();
    }
}
