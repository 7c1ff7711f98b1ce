// SPDX-License-Identifier: Apache-2.0
package stoa.types.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.codec.Malformed;
import stoa.types.codec.Reader;
import stoa.types.codec.TestBytes;
import stoa.types.codec.Writer;

class MountainRangeTest {
    @Test
    void the_root_of_five_leaves_is_the_one_the_comment_specifies() {
        var range = MountainRange.of(HASHING, 5, MountainRangeTest::leaf);
        var bottomLeft = HASHING.sha256(new byte[] {1}, leaf(0).bytes(), leaf(1).bytes());
        var bottomRight = HASHING.sha256(new byte[] {1}, leaf(2).bytes(), leaf(3).bytes());
        var first = HASHING.sha256(new byte[] {1}, bottomLeft.bytes(), bottomRight.bytes());
        assertEquals(List.of(first, leaf(4)), range.peaks());
        assertEquals(
                HASHING.sha256(new byte[] {2}, Bytes.ofLong(5), first.bytes(), leaf(4).bytes()), range.root(HASHING));
        assertEquals(HASHING.sha256(new byte[] {0}, new byte[] {7}), MountainRange.leafHash(HASHING, new byte[] {7}));
        assertEquals(HASHING.sha256(new byte[] {2}, Bytes.ofLong(0)), MountainRange.EMPTY.root(HASHING));
    }

    @Test
    void every_leaf_of_every_small_range_is_proven_and_no_other_is() throws Malformed {
        for (int size = 1; size <= 40; size++) {
            var root = MountainRange.of(HASHING, size, MountainRangeTest::leaf).root(HASHING);
            for (int index = 0; index < size; index++) {
                var proof = MountainRange.prove(HASHING, index, size, MountainRangeTest::leaf);
                assertTrue(MountainRange.verify(HASHING, root, leaf(index), proof), index + " of " + size);
                assertEquals(proof, MountainRange.Proof.parse(proof.toBytes()));
                for (int other = 0; other < size; other++)
                    if (other != index) assertFalse(MountainRange.verify(HASHING, root, leaf(other), proof));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_forged_proof_proves_nothing(long seed) throws Malformed {
        var random = new Random(seed);
        long size = random.nextLong(2, 300);
        long index = random.nextLong(size);
        var root = MountainRange.of(HASHING, size, MountainRangeTest::leaf).root(HASHING);
        var good = MountainRange.prove(HASHING, index, size, MountainRangeTest::leaf);
        TestBytes.assertOneSpelling(seed, good.toBytes(), 500, bytes -> MountainRange.Proof.parse(bytes)
                .toBytes());
        for (int i = 0; i < 500; i++) {
            MountainRange.Proof forged;
            try {
                forged = MountainRange.Proof.parse(TestBytes.damage(random, good.toBytes()));
            } catch (Malformed refused) {
                continue;
            }
            assertEquals(forged.equals(good), MountainRange.verify(HASHING, root, leaf(index), forged), "seed " + seed);
        }
    }

    @Test
    void an_inner_node_or_a_shorter_range_cannot_pass_for_a_leaf() {
        var range = MountainRange.of(HASHING, 4, MountainRangeTest::leaf);
        var inner = HASHING.sha256(new byte[] {1}, leaf(0).bytes(), leaf(1).bytes());
        var rest = HASHING.sha256(new byte[] {1}, leaf(2).bytes(), leaf(3).bytes());
        var asTwo = new MountainRange.Proof(0, 2, List.of(rest), List.of());
        assertFalse(MountainRange.verify(HASHING, range.root(HASHING), inner, asTwo));
        assertThrows(IllegalArgumentException.class, () -> new MountainRange.Proof(0, 4, List.of(rest), List.of()));
    }

    @Test
    void growing_is_the_same_as_building_and_every_size_has_its_own_root() {
        var roots = new HashSet<Hash>();
        var range = MountainRange.EMPTY;
        for (int size = 0; size < 200; size++) {
            assertEquals(MountainRange.of(HASHING, size, MountainRangeTest::leaf), range);
            assertEquals(size, range.size());
            assertTrue(roots.add(range.root(HASHING)));
            range = range.append(HASHING, leaf(size));
        }
        var same = MountainRange.of(HASHING, 3, index -> leaf(0));
        assertNotEquals(same.root(HASHING), same.append(HASHING, leaf(0)).root(HASHING));
    }

    @Test
    void a_range_is_stored_in_one_spelling() throws Malformed {
        var range = MountainRange.of(HASHING, 1_000_003, index -> new Hash(index, 0, 0, 0));
        var out = new Writer();
        range.write(out);
        assertEquals(range, Reader.parse(out.toBytes(), MountainRange::read));
        assertEquals(8 + 32 * Long.bitCount(1_000_003), out.toBytes().length);
        TestBytes.assertOneSpelling(7, out.toBytes(), 500, bytes -> {
            var again = new Writer();
            Reader.parse(bytes, MountainRange::read).write(again);
            return again.toBytes();
        });
        assertThrows(IllegalArgumentException.class, () -> new MountainRange(3, List.of(Hash.ZERO)));
    }

    @Test
    void a_million_appends_hash_less_than_one_node_each() {
        var hashes = new AtomicInteger();
        var counting = new Hashing() {
            @Override
            public Hash sha256(byte[]... parts) {
                hashes.incrementAndGet();
                return Hash.ZERO;
            }

            @Override
            public Hash keccak256(byte[]... parts) {
                throw new AssertionError("not used");
            }
        };
        MountainRange.of(counting, 1_000_000, index -> Hash.ZERO);
        assertTrue(hashes.get() < 1_000_000);
    }

    @Test
    void huge_numbers_in_a_strangers_proof_are_harmless() {
        for (long size : new long[] {Long.MAX_VALUE, 1L << 62, Long.MIN_VALUE, -1, 0}) {
            var bytes = new Writer().i64(0).i64(size).raw(new byte[64]).toBytes();
            assertThrows(Malformed.class, () -> MountainRange.Proof.parse(bytes));
        }
        var path = new ArrayList<Hash>();
        for (int i = 0; i < 62; i++) path.add(Hash.ZERO);
        var giant = new MountainRange.Proof(5, Long.MAX_VALUE, path, path);
        assertFalse(MountainRange.verify(HASHING, Hash.ZERO, Hash.ZERO, giant));
    }

    private static Hash leaf(long index) {
        return MountainRange.leafHash(HASHING, Bytes.ofLong(index));
    }
}
