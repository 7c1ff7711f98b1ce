// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.List;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.Hash;
import stoa.types.Hashing;

/// Typed data that a wallet shows before signing it (EIP-712).
///
/// Values are lists in the order of the members, with the Java values of [AbiType]; a nested struct or an array is a
/// list again. A value that does not fit is an `IllegalArgumentException`.
public final class Eip712 {
    private static final byte[] PREFIX = {0x19, 0x01};

    private Eip712() {}

    /// Whom a signature is meant for; without all of it a signature could be replayed somewhere else.
    public record Domain(String name, String version, long chainId, Address verifyingContract, Optional<Hash> salt) {
        public Domain {
            if (chainId < 0) throw new IllegalArgumentException("the chain id is negative");
        }

        static final TypedStruct TYPE =
                TypedStruct.parse("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        static final TypedStruct TYPE_SALTED = TypedStruct.parse(
                "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)");

        TypedStruct type() {
            return salt.isPresent() ? TYPE_SALTED : TYPE;
        }

        List<Object> values() {
            return salt.isPresent()
                    ? List.of(name, version, chainId, verifyingContract, salt.get())
                    : List.of(name, version, chainId, verifyingContract);
        }

        /// Constant for a domain; callers that hash often keep it.
        public Hash separator(Hashing hashing) {
            return hashStruct(hashing, type(), values());
        }
    }

    /// What is signed.
    public static Hash digest(Hashing hashing, Domain domain, TypedStruct struct, List<?> values) {
        return digest(hashing, domain.separator(hashing), hashStruct(hashing, struct, values));
    }

    /// What is signed, from a kept separator and the struct's hash.
    public static Hash digest(Hashing hashing, Hash separator, Hash structHash) {
        return hashing.keccak256(PREFIX, separator.bytes(), structHash.bytes());
    }

    public static Hash hashStruct(Hashing hashing, TypedStruct struct, List<?> values) {
        var members = struct.members();
        if (values.size() != members.size())
            throw new IllegalArgumentException(members.size() + " values wanted, " + values.size() + " given");
        var words = new byte[32 * (1 + members.size())];
        struct.typeHash(hashing).write(words, 0);
        for (int i = 0; i < members.size(); i++)
            word(hashing, members.get(i).type(), values.get(i)).write(words, 32 * (i + 1));
        return hashing.keccak256(words);
    }

    /// The one word that stands for a value inside its struct or array.
    private static Hash word(Hashing hashing, TypedStruct.MemberType type, Object value) {
        return switch (type) {
            case TypedStruct.MemberType.Atom(var atom) -> AbiEvent.topic(hashing, atom, value);
            case TypedStruct.MemberType.Nested(var struct) -> hashStruct(hashing, struct, list(value));
            case TypedStruct.MemberType.ArrayOf(var element, int length) -> {
                var values = list(value);
                if (length != 0 && length != values.size())
                    throw new IllegalArgumentException(length + " elements wanted, " + values.size() + " given");
                var words = new byte[Math.multiplyExact(32, values.size())];
                for (int i = 0; i < values.size(); i++)
                    word(hashing, element, values.get(i)).write(words, 32 * i);
                yield hashing.keccak256(words);
            }
        };
    }

    /// The JSON object `types` for `eth_signTypedData_v4`, the domain's type included.
    public static String typesJson(Domain domain, TypedStruct struct) {
        return TypedJson.types(domain, struct);
    }

    /// The whole JSON document for `eth_signTypedData_v4`: types, primaryType, domain, message.
    public static String json(Domain domain, TypedStruct struct, List<?> values) {
        return "{\"types\":" + TypedJson.types(domain, struct)
                + ",\"primaryType\":\"" + struct.name()
                + "\",\"domain\":" + TypedJson.message(domain.type(), domain.values())
                + ",\"message\":" + TypedJson.message(struct, values) + "}";
    }

    static List<?> list(Object value) {
        if (value instanceof List<?> list) return list;
        throw new IllegalArgumentException("a list is wanted for an array or a struct");
    }
}
