// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import java.util.Arrays;
import stoa.types.Bytes;

/// Keys whose order as bytes is the order of what they name.
///
/// Of [Writer], `u8`, `u16`, `u32`, `u63`, `address`, `hash` and `raw` keep that order too and may be joined; `i64`,
/// `bytes`, `string`, `optional` and `list` do not.
public final class Keys {
    private Keys() {}

    /// Eight bytes, big-endian; negative longs count as the unsigned numbers above 2^63.
    public static byte[] u64(long value) {
        return Bytes.ofLong(value);
    }

    /// The first key after all keys that begin with `prefix`; empty when there is none, for a prefix of only 0xff.
    public static byte[] after(byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == (byte) 0xff) length--;
        var end = Arrays.copyOf(prefix, length);
        if (length > 0) end[length - 1]++;
        return end;
    }
}
