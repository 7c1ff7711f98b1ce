// SPDX-License-Identifier: Apache-2.0
package stoa.types.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.codec.TestBytes;

class SumTreeTest {
    @Test
    void the_root_of_three_items_is_the_one_the_comment_specifies() {
        var leaves = LongStream.range(0, 3)
                .mapToObj(n -> HASHING.sha256(new byte[] {0}, Bytes.ofLong(n), item(n).bytes()))
                .toList();
        var left = HASHING.sha256(
                new byte[] {1},
                Bytes.ofLong(1),
                leaves.get(0).bytes(),
                Bytes.ofLong(1),
                leaves.get(1).bytes());
        var top = HASHING.sha256(
                new byte[] {1},
                Bytes.ofLong(2),
                left.bytes(),
                Bytes.ofLong(1),
                leaves.get(2).bytes());
        assertEquals(
                HASHING.sha256(new byte[] {2}, Bytes.ofLong(3), top.bytes()),
                SumTree.of(HASHING, items(3)).root(HASHING));
    }

    @Test
    void every_item_is_proven_under_its_own_number_and_no_other() {
        for (int count = 1; count <= 33; count++) {
            var tree = SumTree.of(HASHING, items(count));
            var root = tree.root(HASHING);
            for (int n = 0; n < count; n++) {
                var proof = tree.proof(n);
                assertTrue(SumTree.verify(HASHING, root, count, n, item(n), proof), n + " of " + count);
                for (int other = -1; other <= count; other++)
                    if (other != n) {
                        assertFalse(SumTree.verify(HASHING, root, count, other, item(n), proof));
                        assertFalse(SumTree.verify(HASHING, root, count, n, item(other), proof));
                    }
            }
        }
    }

    @Test
    void equal_items_under_two_numbers_have_two_proofs() {
        var same = List.of(item(0), item(0), item(0), item(0));
        var tree = SumTree.of(HASHING, same);
        var root = tree.root(HASHING);
        assertTrue(SumTree.verify(HASHING, root, 4, 0, item(0), tree.proof(0)));
        assertFalse(SumTree.verify(HASHING, root, 4, 1, item(0), tree.proof(0)));
    }

    @Test
    void a_claim_cannot_be_larger_or_smaller_than_its_tree() {
        var tree = SumTree.of(HASHING, items(8));
        var root = tree.root(HASHING);
        for (long count : new long[] {1, 7, 9, 15, 16, Long.MAX_VALUE})
            for (int n = 0; n < 8; n++)
                assertFalse(SumTree.verify(HASHING, root, count, n, item(n), tree.proof(n)), count + ", " + n);
        assertFalse(SumTree.verify(HASHING, root, 0, 0, item(0), tree.proof(0)));
        assertFalse(SumTree.verify(HASHING, root, -1, 0, item(0), tree.proof(0)));
        assertThrows(IllegalArgumentException.class, () -> SumTree.of(HASHING, List.of()));
        assertThrows(IllegalArgumentException.class, () -> tree.proof(8));
    }

    @Test
    void an_inner_node_cannot_pass_for_an_item() {
        var tree = SumTree.of(HASHING, items(4));
        var asTwo = SumTree.of(HASHING, items(2));
        assertFalse(SumTree.verify(HASHING, tree.root(HASHING), 2, 0, item(0), tree.proof(0)));
        assertFalse(SumTree.verify(HASHING, tree.root(HASHING), 2, 0, item(0), asTwo.proof(0)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_forged_proof_proves_nothing(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            int count = 2 + random.nextInt(500);
            int n = random.nextInt(count);
            var tree = SumTree.of(HASHING, items(count));
            var forged = new ArrayList<>(tree.proof(n));
            switch (random.nextInt(4)) {
                case 0 -> forged.set(random.nextInt(forged.size()), TestBytes.hash(random));
                case 1 -> forged.removeLast();
                case 2 -> forged.add(random.nextInt(forged.size() + 1), TestBytes.hash(random));
                default -> forged.addFirst(Hash.ZERO);
            }
            assertFalse(SumTree.verify(HASHING, tree.root(HASHING), count, n, item(n), forged), "seed " + seed);
        }
    }

    private static Hash item(long n) {
        return HASHING.sha256(Bytes.ofLong(n));
    }

    private static List<Hash> items(int count) {
        return LongStream.range(0, count).mapToObj(SumTreeTest::item).toList();
    }
}
