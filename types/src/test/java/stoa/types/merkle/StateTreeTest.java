// SPDX-License-Identifier: Apache-2.0
package stoa.types.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.types.Hash;
import stoa.types.Hex;
import stoa.types.codec.Malformed;
import stoa.types.codec.TestBytes;

class StateTreeTest {
    @Test
    void the_hashes_are_the_ones_the_comment_specifies() {
        var low = Hash.parse("0x" + "01".repeat(32));
        var high = Hash.parse("0x" + "02".repeat(32));
        var value = new byte[] {7};
        var leaf = HASHING.sha256(
                new byte[] {0, 32},
                low.bytes(),
                new byte[] {32},
                HASHING.sha256(value).bytes());
        assertEquals(leaf, tree(new TreeMap<>(java.util.Map.of(low, value))).root());
        var both =
                tree(new TreeMap<>(java.util.Map.of(low, value, high, value))).root();
        assertEquals(
                HASHING.sha256(
                        new byte[] {1},
                        leaf.bytes(),
                        StateTree.leafHash(HASHING, high, value).bytes()),
                both);
        assertEquals(Hash.ZERO, tree(new TreeMap<>()).root());
        assertEquals(HASHING.sha256(new byte[] {1, 2, 3}), StateTree.key(HASHING, new byte[] {1}, new byte[] {2, 3}));
    }

    @Test
    void keys_part_at_their_first_different_bit() {
        var random = new Random(5);
        for (int bit = 0; bit < 256; bit++) {
            var bytes = TestBytes.bytes(random, 32);
            var key = Hash.of(bytes);
            bytes[bit / 8] ^= (byte) (0x80 >>> bit % 8);
            var other = Hash.of(bytes);
            assertEquals(bit, StateTree.partingBit(key, other));
            assertEquals(StateTree.bit(key, bit), key.compareTo(other) > 0);
        }
        assertThrows(IllegalArgumentException.class, () -> StateTree.partingBit(Hash.ZERO, Hash.ZERO));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void presence_and_absence_are_proven_in_trees_of_any_size(long seed) throws Malformed {
        var random = new Random(seed);
        for (int size : new int[] {1, 2, 3, 5, 1 + random.nextInt(100)}) {
            var entries = entries(random, size);
            var tree = tree(entries);
            for (var entry : entries.entrySet()) {
                var proof = tree.prove(entry.getKey()).orElseThrow();
                assertTrue(Ics23.holds(HASHING, tree.root(), entry.getKey(), entry.getValue(), proof));
                assertFalse(Ics23.holds(HASHING, tree.root(), entry.getKey(), new byte[] {1, 2, 3, 4}, proof));
                assertFalse(Ics23.holds(HASHING, Hash.ZERO, entry.getKey(), entry.getValue(), proof));
                assertFalse(Ics23.lacks(HASHING, tree.root(), entry.getKey(), proof));
                assertEquals(
                        Hex.encode(proof.toBytes()),
                        Hex.encode(Ics23.parse(proof.toBytes()).toBytes()));
            }
            for (int i = 0; i < 30; i++) {
                var absent = i == 0 ? Hash.ZERO : i == 1 ? new Hash(-1, -1, -1, -1) : TestBytes.hash(random);
                var proof = tree.prove(absent).orElseThrow();
                assertTrue(Ics23.lacks(HASHING, tree.root(), absent, proof), "seed " + seed);
                assertFalse(Ics23.lacks(HASHING, Hash.ZERO, absent, proof));
                assertFalse(Ics23.lacks(HASHING, tree.root(), entries.firstKey(), proof));
                assertFalse(Ics23.holds(HASHING, tree.root(), absent, new byte[] {1}, proof));
            }
        }
    }

    @Test
    void absence_cannot_be_feigned_with_neighbours_that_are_not_adjacent_or_not_outermost() {
        var random = new Random(9);
        var entries = entries(random, 20);
        var tree = tree(entries);
        var keys = List.copyOf(entries.keySet());
        for (int hidden = 0; hidden < keys.size(); hidden++)
            for (int i = -1; i < hidden; i++)
                for (int j = hidden + 1; j <= keys.size(); j++) {
                    var key = keys.get(hidden);
                    var proof = new Ics23.NonExistence(key, neighbour(tree, keys, i), neighbour(tree, keys, j));
                    assertFalse(Ics23.lacks(HASHING, tree.root(), key, proof), i + ", " + hidden + ", " + j);
                }
    }

    @Test
    void absence_cannot_be_shown_outside_the_gap_or_with_swapped_neighbours() {
        var entries = entries(new Random(10), 10);
        var tree = tree(entries);
        var keys = List.copyOf(entries.keySet());
        var left = neighbour(tree, keys, 3);
        var right = neighbour(tree, keys, 4);
        for (var key : List.of(keys.get(3), keys.get(4), Hash.ZERO, new Hash(-1, 0, 0, 0)))
            assertFalse(Ics23.lacks(HASHING, tree.root(), key, new Ics23.NonExistence(key, left, right)));
        var between = new Hash(
                keys.get(3).a(), keys.get(3).b(), keys.get(3).c(), keys.get(3).d() + 1);
        assertTrue(Ics23.lacks(HASHING, tree.root(), between, new Ics23.NonExistence(between, left, right)));
        assertFalse(Ics23.lacks(HASHING, tree.root(), between, new Ics23.NonExistence(between, right, left)));
        assertFalse(Ics23.lacks(HASHING, tree.root(), between, new Ics23.NonExistence(between, left, left)));
        assertFalse(Ics23.lacks(
                HASHING, tree.root(), between, new Ics23.NonExistence(between, Optional.empty(), Optional.empty())));
        assertFalse(
                Ics23.lacks(HASHING, tree.root(), between, new Ics23.NonExistence(between, left, Optional.empty())));
        assertFalse(
                Ics23.lacks(HASHING, tree.root(), between, new Ics23.NonExistence(between, Optional.empty(), right)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_damaged_proof_is_refused_or_proves_nothing(long seed) throws Malformed {
        var random = new Random(seed);
        var entries = entries(random, 30);
        var tree = tree(entries);
        for (var key : List.of(entries.firstKey(), Hash.ZERO, TestBytes.hash(random))) {
            var good = tree.prove(key).orElseThrow().toBytes();
            var value = entries.getOrDefault(key, new byte[] {1});
            TestBytes.assertOneSpelling(
                    seed, good, 300, bytes -> Ics23.parse(bytes).toBytes());
            for (int i = 0; i < 300; i++) {
                var bytes = TestBytes.damage(random, good);
                Ics23.Proof proof;
                try {
                    proof = Ics23.parse(bytes);
                } catch (Malformed refused) {
                    continue;
                }
                boolean proves = entries.containsKey(key)
                        ? Ics23.holds(HASHING, tree.root(), key, value, proof)
                        : Ics23.lacks(HASHING, tree.root(), key, proof);
                assertEquals(java.util.Arrays.equals(bytes, good), proves, "seed " + seed);
            }
        }
    }

    @Test
    void any_change_of_the_state_changes_the_root() {
        var entries = entries(new Random(3), 50);
        var root = tree(entries).root();
        for (var key : List.copyOf(entries.keySet())) {
            var value = entries.remove(key);
            assertNotEquals(root, tree(entries).root());
            entries.put(key, new byte[] {0});
            assertNotEquals(root, tree(entries).root());
            entries.put(key, value);
        }
        assertEquals(root, tree(entries).root());
    }

    @Test
    void what_ics_23_cannot_express_is_refused() {
        assertEquals(Optional.empty(), tree(new TreeMap<>()).prove(Hash.ZERO));
        var empty = new TreeMap<Hash, byte[]>();
        empty.put(Hash.ZERO, new byte[0]);
        assertThrows(IllegalArgumentException.class, () -> tree(empty));
        var backwards = new TreeMap<Hash, byte[]>(Comparator.reverseOrder());
        backwards.putAll(entries(new Random(1), 3));
        assertThrows(IllegalArgumentException.class, () -> tree(backwards));
    }

    private static Optional<Ics23.Existence> neighbour(StateTree tree, List<Hash> keys, int place) {
        if (place < 0 || place >= keys.size()) return Optional.empty();
        return Optional.of((Ics23.Existence) tree.prove(keys.get(place)).orElseThrow());
    }

    private static SortedMap<Hash, byte[]> entries(Random random, int count) {
        var entries = new TreeMap<Hash, byte[]>();
        while (entries.size() < count)
            entries.put(TestBytes.hash(random), TestBytes.bytes(random, 1 + random.nextInt(200)));
        return entries;
    }

    private static StateTree tree(SortedMap<Hash, byte[]> entries) {
        return StateTree.of(HASHING, entries);
    }
}
