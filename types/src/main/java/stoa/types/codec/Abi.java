// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.List;

/// Solidity's ABI: values to bytes and back, with one spelling per value.
///
/// Decoding accepts only what Solidity's own encoder writes: tails in order and without gaps, padding of zeros, nothing
/// behind the last tail. So no offset can point backwards or share bytes, and what is decoded is never larger than what
/// was sent. Which Java value stands for which type: see [AbiType].
public final class Abi {
    private Abi() {}

    /// A value that does not fit its type is an `IllegalArgumentException`: our bug, not a sender's.
    public static byte[] encode(List<AbiType> types, List<?> values) {
        return AbiEncoder.encode(types, values);
    }

    public static AbiValues decode(List<AbiType> types, byte[] bytes) throws Malformed {
        return decode(types, bytes, 0);
    }

    /// Decodes what begins at `offset` and ends with the array; offsets inside count from there.
    public static AbiValues decode(List<AbiType> types, byte[] bytes, int offset) throws Malformed {
        return new AbiDecoder(bytes, offset).whole(types);
    }

    static long headBytes(List<AbiType> types) {
        long sum = 0;
        for (var type : types) sum += type.headBytes();
        return sum;
    }
}
