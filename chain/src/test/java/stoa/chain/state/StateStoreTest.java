// SPDX-License-Identifier: Apache-2.0
package stoa.chain.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.chain.parallel.Workers;
import stoa.chain.store.Batch;
import stoa.chain.store.Column;
import stoa.chain.store.KeyValue;
import stoa.chain.store.MemoryKeyValue;
import stoa.chain.store.StoreFailure;
import stoa.kit.crypto.Digests;
import stoa.protocol.Changes;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.codec.Malformed;
import stoa.types.merkle.Ics23;
import stoa.types.merkle.StateTree;
import stoa.types.state.StateKey;

class StateStoreTest {
    private final Workers workers = Workers.start("test");

    /// What the store must agree with: every version as a map.
    private static final class Model {
        final List<TreeMap<StateKey, byte[]>> versions = new ArrayList<>();

        TreeMap<StateKey, byte[]> newest() {
            return versions.isEmpty() ? new TreeMap<>() : versions.getLast();
        }

        void apply(Changes changes) {
            var next = new TreeMap<>(newest());
            for (var write : changes.writes()) {
                if (write.value() == null) next.remove(write.key());
                else next.put(write.key(), write.value());
            }
            versions.add(next);
        }

        StateTree tree(int height) {
            var entries = new TreeMap<Hash, byte[]>();
            versions.get(height).forEach((key, value) -> entries.put(key.path(Digests.INSTANCE), value));
            return StateTree.of(Digests.INSTANCE, entries);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void every_version_has_the_root_and_the_values_of_the_reference_tree(long seed) {
        var random = new Random(seed);
        var model = new Model();
        var kv = new MemoryKeyValue();
        var store = open(kv, 1_000);
        for (int height = 0; height < 60; height++) {
            var changes = changes(random, model.newest(), 1 + random.nextInt(seed == 4 ? 600 : 90));
            model.apply(changes);
            var root = commit(kv, store, height, changes);
            assertEquals(model.tree(height).root(), root, "seed " + seed + ", height " + height);
        }
        var fresh = open(kv, 1_000); // nothing may depend on what is cached
        for (int height = 0; height < 60; height += 1 + random.nextInt(5)) {
            var state = fresh.at(height);
            assertEquals(model.tree(height).root(), state.root());
            for (int number = 0; number < 400; number += 1 + random.nextInt(4))
                assertArrayEquals(model.versions.get(height).get(key(number)), state.get(key(number)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void presence_and_absence_are_proven_at_every_height(long seed) throws Malformed {
        var random = new Random(seed);
        var model = new Model();
        var kv = new MemoryKeyValue();
        var store = open(kv, 1_000);
        for (int height = 0; height < 50; height++) {
            var changes = changes(random, model.newest(), 1 + random.nextInt(40));
            model.apply(changes);
            commit(kv, store, height, changes);
        }
        for (int height = 0; height < 50; height++) {
            var state = store.at(height);
            var tree = model.tree(height);
            for (int i = 0; i < 20; i++) {
                var key = key(random.nextInt(400));
                var entry = state.prove(key);
                var path = key.path(Digests.INSTANCE);
                var expected = model.versions.get(height).get(key);
                assertArrayEquals(expected, entry.value().orElse(null));
                if (model.versions.get(height).isEmpty()) {
                    assertEquals(Hash.ZERO, entry.root());
                    continue;
                }
                assertArrayEquals(tree.prove(path).orElseThrow().toBytes(), entry.proof());
                var proof = Ics23.parse(entry.proof());
                if (expected == null) {
                    assertTrue(Ics23.lacks(Digests.INSTANCE, state.root(), path, proof));
                    assertFalse(Ics23.holds(Digests.INSTANCE, state.root(), path, new byte[] {1}, proof));
                } else {
                    assertTrue(Ics23.holds(Digests.INSTANCE, state.root(), path, expected, proof));
                    assertFalse(Ics23.lacks(Digests.INSTANCE, state.root(), path, proof));
                    assertFalse(Ics23.holds(
                            Digests.INSTANCE, state.root(), path, Bytes.concat(expected, new byte[1]), proof));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void scans_see_the_version_they_are_asked_of(long seed) {
        var random = new Random(seed);
        var model = new Model();
        var kv = new MemoryKeyValue();
        var store = open(kv, 1_000);
        for (int height = 0; height < 40; height++) {
            var changes = changes(random, model.newest(), 1 + random.nextInt(60));
            model.apply(changes);
            commit(kv, store, height, changes);
        }
        for (int round = 0; round < 300; round++) {
            int height = random.nextInt(40);
            byte table = (byte) (1 + random.nextInt(4));
            byte[] prefix = random.nextBoolean() ? new byte[0] : new byte[] {(byte) random.nextInt(3)};
            byte[] from = random.nextBoolean()
                    ? new byte[0]
                    : key(random.nextInt(400)).key();
            int limit = random.nextInt(30);
            var expected = model.versions.get(height).entrySet().stream()
                    .filter(entry -> entry.getKey().table() == table
                            && startsWith(entry.getKey().key(), prefix)
                            && Bytes.compare(entry.getKey().key(), from) >= 0)
                    .limit(limit)
                    .map(entry -> entry.getKey() + "=" + Arrays.toString(entry.getValue()))
                    .toList();
            var found = store.at(height).scan(table, from, prefix, limit).stream()
                    .map(entry -> entry.key() + "=" + Arrays.toString(entry.value()))
                    .toList();
            assertEquals(expected, found, "seed " + seed + ", round " + round);
        }
    }

    @Test
    void an_empty_state_has_the_zero_root_and_comes_back_when_all_is_removed() {
        var kv = new MemoryKeyValue();
        var store = open(kv, 10);
        assertEquals(-1, store.height());
        var writes = new ArrayList<Changes.Write>();
        for (int i = 0; i < 500; i++) writes.add(new Changes.Write(key(i), new byte[] {1}));
        assertFalse(commit(kv, store, 0, new Changes(writes)).isZero());
        writes.replaceAll(write -> new Changes.Write(write.key(), null));
        assertEquals(Hash.ZERO, commit(kv, store, 1, new Changes(writes)));
        assertNull(store.newest().get(key(1)));
        assertEquals(List.of(), store.newest().scan((byte) 1, new byte[0], new byte[0], 10));
        assertEquals(0, store.newest().prove(key(1)).proof().length);
        assertEquals(0, count(kv, Column.KEYS));
    }

    @Test
    void writing_what_is_there_already_changes_no_page() {
        var kv = new MemoryKeyValue();
        var store = open(kv, 10);
        var changes = new Changes(List.of(new Changes.Write(key(1), new byte[] {1})));
        var root = commit(kv, store, 0, changes);
        int pages = count(kv, Column.PAGES);
        assertEquals(root, commit(kv, store, 1, changes));
        assertEquals(root, commit(kv, store, 2, new Changes(List.of(new Changes.Write(key(2), null)))));
        assertEquals(pages, count(kv, Column.PAGES));
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 10})
    void pruning_leaves_the_last_heights_whole_and_nothing_else(long seed) {
        var random = new Random(seed);
        var model = new Model();
        var kv = new MemoryKeyValue();
        var store = open(kv, 8);
        for (int height = 0; height < 40; height++) {
            var changes = changes(random, model.newest(), 1 + random.nextInt(200));
            model.apply(changes);
            commit(kv, store, height, changes);
            for (int bites = random.nextInt(4); bites > 0; bites--) store.prune();
            if (random.nextInt(10) == 0) store = open(kv, 8); // as after a crash in the middle of it
        }
        while (store.prune()) {}
        assertEquals(32, store.oldest());
        for (int height = 32; height < 40; height++) {
            var state = open(kv, 8).at(height);
            for (int number = 0; number < 400; number++)
                assertArrayEquals(model.versions.get(height).get(key(number)), state.get(key(number)));
        }
        var pruned = store;
        var refusal = assertThrows(HeightUnavailable.class, () -> pruned.at(31));
        assertTrue(String.valueOf(refusal.getMessage()).contains("the oldest kept here is 32"));
        assertThrows(HeightUnavailable.class, () -> pruned.at(40));
        assertEquals(reachable(kv, pruned), pagesStored(kv), "seed " + seed);
    }

    @Test
    void a_pinned_height_stays_until_it_is_let_go() {
        var kv = new MemoryKeyValue();
        var store = open(kv, 2);
        for (int height = 0; height < 5; height++)
            commit(kv, store, height, new Changes(List.of(new Changes.Write(key(1), new byte[] {(byte) (height + 1)
            }))));
        try (var _ = store.pin(1)) {
            while (store.prune()) {}
            assertEquals(1, store.oldest());
            assertArrayEquals(new byte[] {2}, store.at(1).get(key(1)));
        }
        while (store.prune()) {}
        assertEquals(3, store.oldest());
        assertThrows(HeightUnavailable.class, () -> store.pin(1));
    }

    @Test
    void an_archive_keeps_every_height() {
        var kv = new MemoryKeyValue();
        var store = StateStore.open(kv, new StateConfig(1, true, 1 << 20), workers);
        for (int height = 0; height < 20; height++)
            commit(kv, store, height, new Changes(List.of(new Changes.Write(key(1), new byte[] {(byte) (height + 1)
            }))));
        while (store.prune()) {}
        for (int height = 0; height < 20; height++)
            assertArrayEquals(new byte[] {(byte) (height + 1)}, store.at(height).get(key(1)));
    }

    @Test
    void an_update_not_committed_leaves_no_trace() {
        var kv = new MemoryKeyValue();
        var store = open(kv, 10);
        commit(kv, store, 0, new Changes(List.of(new Changes.Write(key(1), new byte[] {1}))));
        var before = store.newest().root();
        store.prepare(1, new Changes(List.of(new Changes.Write(key(1), new byte[] {2}))));
        assertEquals(before, store.newest().root());
        var other = store.prepare(1, new Changes(List.of(new Changes.Write(key(1), new byte[] {3}))));
        kv.write(other.batch(), true);
        store.publish(other);
        assertArrayEquals(new byte[] {3}, store.newest().get(key(1)));
    }

    @Test
    void a_damaged_page_is_found_when_the_newest_state_is_verified() {
        var kv = new MemoryKeyValue();
        var store = open(kv, 10);
        var random = new Random(1);
        commit(kv, store, 0, changes(random, new TreeMap<>(), 300));
        commit(kv, store, 1, changes(random, new TreeMap<>(), 100));
        open(kv, 10).verifyNewest();
        var pages = new ArrayList<byte[]>();
        kv.scan(Column.PAGES, Bytes.ofLong(1), new byte[0], (key, _) -> pages.add(key));
        for (var page : pages) {
            byte[] good = kv.get(Column.PAGES, page);
            byte[] bad = good.clone();
            bad[bad.length - 1] ^= 1;
            kv.write(new Batch().put(Column.PAGES, page, bad), false);
            var failure = assertThrows(StoreFailure.class, () -> open(kv, 10).verifyNewest());
            assertEquals(StoreFailure.Kind.CORRUPT, failure.kind());
            kv.write(new Batch().put(Column.PAGES, page, good), false);
        }
        open(kv, 10).verifyNewest();
    }

    @Test
    void two_writes_of_one_key_in_a_block_are_a_bug_and_refused() {
        var store = open(new MemoryKeyValue(), 10);
        var write = new Changes.Write(key(1), new byte[] {1});
        assertThrows(IllegalArgumentException.class, () -> store.prepare(0, new Changes(List.of(write, write))));
    }

    @Test
    void large_values_are_kept_whole() {
        var kv = new MemoryKeyValue();
        var store = open(kv, 10);
        var model = new Model();
        var random = new Random(3);
        for (int height = 0; height < 10; height++) {
            var writes = new ArrayList<Changes.Write>();
            for (int i = 0; i < 30; i++) {
                byte[] value = new byte[1 + random.nextInt(20_000)];
                random.nextBytes(value);
                writes.add(new Changes.Write(key(height * 17 + i), value));
            }
            var changes = new Changes(writes);
            model.apply(changes);
            assertEquals(model.tree(height).root(), commit(kv, store, height, changes));
        }
        var fresh = open(kv, 10).newest();
        model.newest().forEach((key, value) -> assertArrayEquals(value, fresh.get(key)));
    }

    private StateStore open(KeyValue kv, int retain) {
        return StateStore.open(kv, new StateConfig(retain, false, 1 << 20), workers);
    }

    private static Hash commit(KeyValue kv, StateStore store, long height, Changes changes) {
        var update = store.prepare(height, changes);
        kv.write(update.batch(), false);
        store.publish(update);
        return update.root();
    }

    /// Inserts, overwrites and removals, of few keys so that they meet.
    private static Changes changes(Random random, TreeMap<StateKey, byte[]> present, int count) {
        var writes = new TreeMap<StateKey, Changes.Write>();
        boolean shrinking = random.nextInt(4) == 0;
        for (int i = 0; i < count; i++) {
            var key = key(random.nextInt(400));
            if (shrinking || random.nextInt(4) == 0) {
                writes.put(key, new Changes.Write(key, null));
            } else {
                byte[] value = new byte[1 + random.nextInt(60)];
                random.nextBytes(value);
                writes.put(
                        key, new Changes.Write(key, random.nextInt(5) == 0 ? present.getOrDefault(key, value) : value));
            }
        }
        return new Changes(List.copyOf(writes.values()));
    }

    private static StateKey key(int number) {
        return new StateKey(
                (byte) (1 + number % 4), new byte[] {(byte) (number / 150), (byte) number, (byte) (number >> 8)});
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static int count(KeyValue kv, Column column) {
        int[] count = {0};
        kv.scan(column, new byte[0], new byte[0], (_, _) -> ++count[0] > 0);
        return count[0];
    }

    private static Set<String> pagesStored(KeyValue kv) {
        var names = new TreeSet<String>();
        kv.scan(Column.PAGES, new byte[0], new byte[0], (key, _) -> {
            names.add(Arrays.toString(key));
            return true;
        });
        return names;
    }

    /// Pages that some readable height leads to.
    private static Set<String> reachable(KeyValue kv, StateStore store) {
        var names = new TreeSet<String>();
        var pages = new Pages(kv, 1 << 20);
        for (long height = store.oldest(); height <= store.height(); height++) {
            var slot = HeightTable.root(kv, height).orElseThrow().slot();
            if (slot != null) reach(pages, slot, 0, Hash.ZERO, names);
        }
        return names;
    }

    private static void reach(Pages pages, Slot slot, int depth, Hash prefix, Set<String> names) {
        names.add(Arrays.toString(new PageKey(slot.version(), depth, prefix).bytes()));
        if (pages.load(slot, depth, prefix) instanceof Branch branch)
            for (int nibble = 0; nibble < Branch.WIDTH; nibble++) {
                var child = branch.slot(nibble);
                if (child != null) reach(pages, child, depth + 1, Nibbles.append(prefix, depth, nibble), names);
            }
    }
}
