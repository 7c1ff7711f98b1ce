// SPDX-License-Identifier: Apache-2.0
package stoa.chain.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.types.Bytes;

/// What every [KeyValue] must do.
abstract class KeyValueContract {
    private KeyValue store;

    abstract KeyValue open() throws Exception;

    @BeforeEach
    void openOne() throws Exception {
        store = open();
    }

    @AfterEach
    void closeIt() {
        store.close();
    }

    @Test
    void what_was_written_is_read_back() {
        store.write(new Batch().put(Column.META, key(1), key(7)), true);
        assertArrayEquals(key(7), store.get(Column.META, key(1)));
    }

    @Test
    void a_key_never_written_is_absent() {
        assertNull(store.get(Column.META, key(1)));
    }

    @Test
    void an_empty_value_is_not_an_absent_one() {
        store.write(new Batch().put(Column.KEYS, key(1), new byte[0]), false);
        assertArrayEquals(new byte[0], store.get(Column.KEYS, key(1)));
    }

    @Test
    void columns_do_not_see_each_other() {
        store.write(new Batch().put(Column.META, key(1), key(7)), false);
        assertNull(store.get(Column.PAGES, key(1)));
    }

    @Test
    void the_later_write_of_a_batch_wins() {
        store.write(
                new Batch()
                        .put(Column.META, key(1), key(7))
                        .remove(Column.META, key(1))
                        .put(Column.META, key(1), key(8))
                        .put(Column.META, key(2), key(7))
                        .remove(Column.META, key(2)),
                false);
        assertArrayEquals(key(8), store.get(Column.META, key(1)));
        assertNull(store.get(Column.META, key(2)));
    }

    @Test
    void many_keys_are_read_in_the_order_asked() {
        store.write(new Batch().put(Column.PAGES, key(1), key(11)).put(Column.PAGES, key(3), key(13)), false);
        var values = store.getAll(Column.PAGES, List.of(key(3), key(2), key(1), key(3)));
        assertArrayEquals(key(13), values.get(0));
        assertNull(values.get(1));
        assertArrayEquals(key(11), values.get(2));
        assertArrayEquals(key(13), values.get(3));
    }

    @Test
    void a_scan_goes_by_unsigned_bytes_from_inclusive_to_exclusive() {
        var batch = new Batch();
        for (byte[] key :
                List.of(bytes(0x7f), bytes(0x80), bytes(0xff), bytes(0x80, 0), bytes(0x01), bytes(0xff, 0xff)))
            batch.put(Column.KEYS, key, key);
        store.write(batch, false);
        assertEquals(List.of("7f", "80", "8000", "ff"), scanned(store, bytes(0x7f), bytes(0xff, 0xff)));
        assertEquals(List.of("80", "8000", "ff", "ffff"), scanned(store, bytes(0x7f, 0), new byte[0]));
        assertEquals(List.of(), scanned(store, bytes(0x02), bytes(0x02)));
    }

    @Test
    void a_scan_ends_when_its_visitor_has_seen_enough() {
        store.write(new Batch().put(Column.KEYS, key(1), key(1)).put(Column.KEYS, key(2), key(2)), false);
        var seen = new ArrayList<Long>();
        store.scan(Column.KEYS, new byte[0], new byte[0], (key, _) -> {
            seen.add(Bytes.getLong(key, 0));
            return false;
        });
        assertEquals(List.of(1L), seen);
    }

    @Test
    void a_visitor_may_read() {
        store.write(new Batch().put(Column.KEYS, key(1), key(1)).put(Column.META, key(1), key(9)), false);
        var seen = new AtomicReference<byte[]>();
        store.scan(Column.KEYS, new byte[0], new byte[0], (key, _) -> {
            seen.set(store.get(Column.META, key));
            return true;
        });
        assertArrayEquals(key(9), seen.get());
    }

    @Test
    void a_snapshot_does_not_see_what_comes_later() {
        store.write(new Batch().put(Column.KEYS, key(1), key(1)).put(Column.KEYS, key(2), key(2)), false);
        try (var snapshot = store.snapshot()) {
            store.write(
                    new Batch()
                            .put(Column.KEYS, key(1), key(7))
                            .remove(Column.KEYS, key(2))
                            .put(Column.KEYS, key(3), key(3)),
                    false);
            store.write(new Batch().put(Column.KEYS, key(1), key(8)), false);
            assertArrayEquals(key(1), snapshot.get(Column.KEYS, key(1)));
            assertArrayEquals(
                    key(2), snapshot.getAll(Column.KEYS, List.of(key(2))).getFirst());
            assertNull(snapshot.get(Column.KEYS, key(3)));
            assertEquals(2, scanned(snapshot, new byte[0], new byte[0]).size());
            assertArrayEquals(key(8), store.get(Column.KEYS, key(1)));
            assertEquals(2, scanned(store, new byte[0], new byte[0]).size());
        }
    }

    @Test
    void two_snapshots_each_see_their_own_moment() {
        store.write(new Batch().put(Column.KEYS, key(1), key(1)), false);
        try (var first = store.snapshot()) {
            store.write(new Batch().put(Column.KEYS, key(1), key(2)), false);
            try (var second = store.snapshot()) {
                store.write(new Batch().remove(Column.KEYS, key(1)), false);
                assertArrayEquals(key(1), first.get(Column.KEYS, key(1)));
                assertArrayEquals(key(2), second.get(Column.KEYS, key(1)));
            }
            assertArrayEquals(key(1), first.get(Column.KEYS, key(1)));
        }
        assertNull(store.get(Column.KEYS, key(1)));
    }

    @Test
    void a_closed_store_says_so() {
        store.close();
        var failure = assertThrows(StoreFailure.class, () -> store.get(Column.META, key(1)));
        assertEquals(StoreFailure.Kind.CLOSED, failure.kind());
        assertThrows(StoreFailure.class, () -> store.write(new Batch(), false));
        assertThrows(StoreFailure.class, store::snapshot);
    }

    @Test
    void after_recovering_everything_written_is_still_there() {
        store.write(new Batch().put(Column.META, key(1), key(7)), false);
        store.recover();
        assertArrayEquals(key(7), store.get(Column.META, key(1)));
        store.write(new Batch().put(Column.META, key(1), key(8)), true);
        assertArrayEquals(key(8), store.get(Column.META, key(1)));
    }

    @Test
    void a_batch_is_seen_whole_or_not_at_all() throws InterruptedException {
        var torn = new AtomicReference<String>();
        store.write(new Batch().put(Column.META, key(1), key(0)).put(Column.KEYS, key(1), key(0)), false);
        var reader = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 2_000; i++) {
                try (var snapshot = store.snapshot()) {
                    byte[] a = snapshot.get(Column.META, key(1));
                    byte[] b = snapshot.get(Column.KEYS, key(1));
                    if (!Arrays.equals(a, b)) torn.set(Arrays.toString(a) + " and " + Arrays.toString(b));
                }
            }
        });
        for (int i = 0; reader.isAlive(); i++)
            store.write(new Batch().put(Column.META, key(1), key(i)).put(Column.KEYS, key(1), key(i)), false);
        reader.join();
        assertNull(torn.get());
    }

    @Test
    void random_batches_leave_what_a_map_would_hold() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var model = new TreeMap<byte[], byte[]>(Bytes::compare);
        for (int round = 0; round < 60; round++) {
            var batch = new Batch();
            for (int i = random.nextInt(40); i > 0; i--) {
                byte[] key = key(random.nextInt(50));
                if (random.nextInt(3) == 0) {
                    batch.remove(Column.LOOKUP, key);
                    model.remove(key);
                } else {
                    byte[] value = key(random.nextLong());
                    batch.put(Column.LOOKUP, key, value);
                    model.put(key, value);
                }
            }
            store.write(batch, round % 7 == 0);
        }
        var seen = new ArrayList<String>();
        store.scan(Column.LOOKUP, new byte[0], new byte[0], (key, value) -> seen.add(hex(key) + "=" + hex(value)));
        var expected = model.entrySet().stream()
                .map(entry -> hex(entry.getKey()) + "=" + hex(entry.getValue()))
                .toList();
        assertEquals(expected, seen, "seed " + seed);
    }

    private static List<String> scanned(Reads reads, byte[] from, byte[] until) {
        var seen = new ArrayList<String>();
        reads.scan(Column.KEYS, from, until, (key, _) -> seen.add(hex(key)));
        return seen;
    }

    static byte[] key(long number) {
        return Bytes.ofLong(number);
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return stoa.types.Hex.encode(bytes).substring(2);
    }
}
