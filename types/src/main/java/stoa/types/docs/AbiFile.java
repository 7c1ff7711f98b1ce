// SPDX-License-Identifier: Apache-2.0
package stoa.types.docs;

import java.util.ArrayList;
import stoa.types.Capability;
import stoa.types.codec.Eip712;
import stoa.types.codec.TypedStruct;
import stoa.types.event.EventKind;
import stoa.types.market.Typed;
import stoa.types.tx.VerbFunction;
import stoa.types.tx.ViewFunction;

/// The JSON that wallets and libraries read: `spec/abi`.
public final class AbiFile {
    private AbiFile() {}

    /// The ABI of one capability: verbs, views and events, one to a line.
    public static String abi(Capability capability) {
        var entries = new ArrayList<String>();
        for (var verb : VerbFunction.values())
            if (verb.capability() == capability) entries.add(verb.function().json());
        for (var view : ViewFunction.values())
            if (view.capability() == capability) entries.add(view.function().json());
        for (var kind : EventKind.values())
            if (kind.capability() == capability) entries.add(kind.event().json());
        return "[\n  " + String.join(",\n  ", entries) + "\n]\n";
    }

    /// The capabilities' addresses by name.
    public static String addresses() {
        var lines = new ArrayList<String>();
        for (var capability : Capability.values())
            lines.add(quoted(Pages.lower(capability)) + ": "
                    + quoted(capability.address().toString()));
        return "{\n  " + String.join(",\n  ", lines) + "\n}\n";
    }

    /// The types of everything signed off the chain, each with its domain type, as `eth_signTypedData_v4` takes them.
    ///
    /// @param domain of any network: only its shape is printed
    public static String typedData(Eip712.Domain domain) {
        var messages = new ArrayList<String>();
        for (var struct : Typed.ALL) messages.add(message(domain, struct));
        return "{\n  \"domain\": {\"name\":" + quoted(domain.name())
                + ",\"version\":" + quoted(domain.version())
                + ",\"chainId\":\"the network's chain id\""
                + ",\"verifyingContract\":" + quoted(domain.verifyingContract().toString())
                + ",\"salt\":\"the network's genesis hash\"},\n  \"messages\": {\n    "
                + String.join(",\n    ", messages) + "\n  }\n}\n";
    }

    private static String message(Eip712.Domain domain, TypedStruct struct) {
        return quoted(struct.name()) + ": {\"primaryType\":" + quoted(struct.name()) + ",\"types\":"
                + Eip712.typesJson(domain, struct) + "}";
    }

    private static String quoted(String plain) {
        return "\"" + plain + "\"";
    }
}
