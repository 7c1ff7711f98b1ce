// SPDX-License-Identifier: Apache-2.0
package stoa.rpc.eth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.event.Log;

class BloomTest {
    /// The three bits of an address, worked out by hand from keccak-256("0x…01" of twenty bytes) =
    /// 1468288056310c82aa4c01a7e12a10f8111a0560e72b700555479031b86c357d: 0x1468 & 0x7ff = 1128, 0x2880 & 0x7ff =
    /// 128, 0x5631 & 0x7ff = 1585.
    @Test
    void three_bits_are_set_for_each_value() {
        var bloom = Bloom.of(List.of(new Log(new Address(0, 0, 1), List.of(), Bytes.EMPTY)))
                .toString();
        assertEquals(3, bits(bloom));
        for (int bit : new int[] {1128, 128, 1585}) assertEquals(1, bit(bloom, bit), "bit " + bit);
        var more = Bloom.of(List.of(new Log(new Address(0, 0, 1), List.of(Hash.ZERO), Bytes.EMPTY)))
                .toString();
        assertEquals(6, bits(more));
        assertEquals(514, Bloom.EMPTY.length());
        assertEquals(0, bits(Bloom.EMPTY));
    }

    private static int bits(String bloom) {
        return bloom.substring(2)
                .chars()
                .map(c -> Integer.bitCount(Character.digit(c, 16)))
                .sum();
    }

    private static int bit(String bloom, int bit) {
        int digit = Character.digit(bloom.charAt(bloom.length() - 1 - bit / 4), 16);
        return digit >> (bit % 4) & 1;
    }
}
