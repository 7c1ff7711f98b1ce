// SPDX-License-Identifier: Apache-2.0
package stoa.types.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.rlp.RlpDecoder;
import org.web3j.rlp.RlpEncoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpString;
import org.web3j.rlp.RlpType;
import stoa.types.Hex;

class RlpTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void web3j_reads_and_writes_the_same_bytes(long seed) throws Malformed {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            var item = random(random, 1);
            var bytes = Rlp.encode(item);
            assertArrayEquals(RlpEncoder.encode(web3j(item)), bytes, "seed " + seed);
            assertArrayEquals(
                    RlpEncoder.encode(RlpDecoder.decode(bytes).getValues().getFirst()), bytes);
            TestBytes.assertOneSpelling(seed, bytes, 30, damaged -> Rlp.encode(Rlp.decode(damaged)));
        }
    }

    @Test
    void the_yellow_papers_examples_hold() {
        assertEquals("0x83646f67", encoded(Rlp.Item.of(Utf8.encode("dog"))));
        assertEquals("0x80", encoded(Rlp.Item.of(0)));
        assertEquals("0x0f", encoded(Rlp.Item.of(15)));
        assertEquals("0x820400", encoded(Rlp.Item.of(1024)));
        assertEquals("0xc0", encoded(Rlp.Item.of()));
        assertEquals(
                "0xc7c0c1c0c3c0c1c0",
                encoded(Rlp.Item.of(
                        Rlp.Item.of(),
                        Rlp.Item.of(Rlp.Item.of()),
                        Rlp.Item.of(Rlp.Item.of(), Rlp.Item.of(Rlp.Item.of())))));
    }

    @Test
    void a_longer_spelling_of_the_same_item_is_refused() {
        assertMalformed("stands for itself", "0x8100");
        assertMalformed("stands for itself", "0x817f");
        assertMalformed("not the shortest", "0xb801ff");
        assertMalformed("not the shortest", "0xb90038" + "00".repeat(56));
        assertMalformed("trailing", "0x8000");
        assertMalformed("ends early", "0x");
        assertMalformed("ends early", "0xb8");
        assertMalformed("larger than the bytes that follow", "0x83aabb");
        assertMalformed("larger than the bytes that follow", "0xc3c3c101");
    }

    @Test
    void a_bomb_is_refused_before_it_costs_anything() {
        assertMalformed("larger than the bytes", "0xbaffffff00");
        assertMalformed("a length beyond", "0xbfffffffffffffffff00");
        assertMalformed("larger than the bytes", "0xfbffffffff00");
        var nested = new byte[100_000];
        java.util.Arrays.fill(nested, (byte) 0xc1);
        assertThrows(Malformed.class, () -> Rlp.decode(nested));
        var deep = Rlp.Item.of();
        for (int i = 1; i < 17; i++) deep = Rlp.Item.of(deep);
        assertMalformed("nest more than 16", encoded(deep));
    }

    @Test
    void a_number_has_no_leading_zeros_and_fits() throws Malformed {
        assertEquals(
                BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
                Rlp.decode(Hex.decode("0xa0" + "ff".repeat(32))).uint256());
        assertEquals(
                Long.MAX_VALUE, Rlp.decode(Hex.decode("0x887fffffffffffffff")).u63());
        assertThrows(Malformed.class, () -> Rlp.decode(Hex.decode("0x888000000000000000"))
                .u63());
        assertThrows(Malformed.class, () -> Rlp.decode(Hex.decode("0x820001")).uint256());
        assertThrows(Malformed.class, () -> Rlp.decode(Hex.decode("0x00")).uint256());
        assertThrows(Malformed.class, () -> Rlp.decode(Hex.decode("0xa1" + "ff".repeat(33)))
                .uint256());
        assertThrows(Malformed.class, () -> Rlp.decode(Hex.decode("0xc0")).uint256());
        assertThrows(Malformed.class, () -> Rlp.decode(Hex.decode("0x80")).items());
        assertThrows(Malformed.class, () -> Rlp.decode(Hex.decode("0x80")).address());
        assertThrows(IllegalArgumentException.class, () -> Rlp.Item.of(-1));
    }

    private static Rlp.Item random(Random random, int depth) {
        if (depth > 4 || random.nextInt(3) > 0) {
            int length = new int[] {0, 1, 2, 55, 56, 255, 256, 300}[random.nextInt(8)];
            return Rlp.Item.of(TestBytes.bytes(random, length));
        }
        var items = new ArrayList<Rlp.Item>();
        for (int n = random.nextInt(6); n > 0; n--) items.add(random(random, depth + 1));
        return new Rlp.Item.Items(items);
    }

    private static RlpType web3j(Rlp.Item item) {
        return switch (item) {
            case Rlp.Item.Str(var bytes) -> RlpString.create(bytes);
            case Rlp.Item.Items(var items) ->
                new RlpList(items.stream().map(RlpTest::web3j).toList());
        };
    }

    private static String encoded(Rlp.Item item) {
        return Hex.encode(Rlp.encode(item));
    }

    private static void assertMalformed(String why, String hex) {
        var malformed = assertThrows(Malformed.class, () -> Rlp.decode(Hex.decode(hex)));
        assertTrue(String.valueOf(malformed.getMessage()).contains(why), malformed.getMessage());
    }
}
