// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.ModelId;
import stoa.types.Samples;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Keys;
import stoa.types.codec.Malformed;
import stoa.types.codec.TestBytes;

class TablesTest {
    private static final long SEED = 20_261_101;
    private static final int ROUNDS = 200;

    /// A table and what its constant says it holds.
    record Typing<K, V>(Table<K, V> table, Class<K> key, Class<V> value) {
        @Override
        public String toString() {
            return table.name();
        }
    }

    static List<Typing<?, ?>> tables() throws IllegalAccessException {
        var tables = new ArrayList<Typing<?, ?>>();
        for (var field : Tables.class.getDeclaredFields())
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == Table.class) {
                var types = ((ParameterizedType) field.getGenericType()).getActualTypeArguments();
                tables.add(typing((Table<?, ?>) field.get(null), (Class<?>) types[0], (Class<?>) types[1]));
            }
        return tables;
    }

    @SuppressWarnings("unchecked") // the field's type says the same
    private static <K, V> Typing<K, V> typing(Table<?, ?> table, Class<K> key, Class<V> value) {
        return new Typing<>((Table<K, V>) table, key, value);
    }

    @ParameterizedTest
    @MethodSource("tables")
    <K, V> void what_is_stored_comes_back(Typing<K, V> typing) throws Malformed {
        var samples = new Samples(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            var table = typing.table;
            var key = samples.any(typing.key);
            var at = table.key(key);
            assertEquals(key, table.keyOf(at), "seed " + SEED);
            assertEquals(at, StateKey.of(at.bytes()), "seed " + SEED);
            var value = samples.any(typing.value);
            var bytes = table.encode(value);
            assertTrue(bytes.length > 0, "ICS-23 proves no empty values");
            assertArrayEquals(bytes, table.encode(table.decode(bytes)), "seed " + SEED);
            if (typing.value != Validator.class) assertEquals(value, table.decode(bytes), "seed " + SEED);
            if (round < 10) {
                TestBytes.assertOneSpelling(
                        SEED + round,
                        bytes,
                        100,
                        each -> table.encode(table.values().parse(each)));
                TestBytes.assertOneSpelling(SEED + round, at.key(), 50, each -> table.keys()
                        .encode(table.keys().parse(each)));
            }
        }
    }

    /// Drafts look keys up as they are; scans of the store see their bytes.
    @ParameterizedTest
    @MethodSource("tables")
    <K extends Comparable<K>, V> void keys_are_ordered_as_their_bytes(Typing<K, V> typing) {
        var samples = new Samples(SEED);
        var keys = new ArrayList<K>();
        for (int round = 0; round < ROUNDS; round++) keys.add(samples.any(typing.key));
        for (int round = 1; round < ROUNDS; round++) {
            var one = keys.get(round);
            var other = keys.get(round / 2);
            int bytes = typing.table.key(one).compareTo(typing.table.key(other));
            assertEquals(Integer.signum(bytes), Integer.signum(one.compareTo(other)), one + " and " + other);
        }
    }

    @Test
    void every_table_is_listed_once_with_its_own_prefix() throws IllegalAccessException {
        var prefixes = new TreeSet<Byte>();
        var names = new TreeSet<String>();
        for (var table : Tables.ALL) {
            assertTrue(prefixes.add(table.prefix()), table.name());
            assertTrue(names.add(table.name()), table.name());
        }
        assertEquals(tables().size(), Tables.ALL.size());
    }

    @Test
    void due_work_is_ordered_by_second_then_kind_then_id() {
        var ann = Address.parse("0x" + "a1".repeat(20));
        var bob = Address.parse("0x" + "b2".repeat(20));
        var inOrder = List.of(
                new Due.Decide(5),
                new Due.PriceStep(5, new ModelId("a")),
                new Due.PriceStep(5, new ModelId("a-1")),
                new Due.PriceStep(5, new ModelId("b")),
                new Due.SessionTurn(5, 1),
                new Due.SessionTurn(5, 2),
                new Due.SessionTurn(5, 256),
                new Due.Release(5, new PendingKey(ann, 9, 1, false)),
                new Due.Release(5, new PendingKey(ann, 9, 1, true)),
                new Due.Release(5, new PendingKey(bob, 1, 1, false)),
                new Due.Unbond(5, ann, 1),
                new Due.Unbond(5, ann, 2),
                new Due.Unbond(5, bob, 0),
                new Due.Revocation(5, 3, 0),
                new Due.Revocation(5, 3, 7),
                new Due.Decide(6),
                new Due.SessionTurn(256, 0),
                new Due.Decide(1L << 40));
        var shuffled = new ArrayList<>(inOrder);
        Collections.shuffle(shuffled, new Random(SEED));
        shuffled.sort(Comparator.comparing(due -> Tables.DUE.key(due)));
        assertEquals(inOrder, shuffled);
        for (var due : inOrder)
            assertTrue(Bytes.compare(Tables.DUE.key(due).key(), Tables.dueAt(due.seconds() + 1)) < 0);
    }

    @Test
    void models_keep_the_order_of_their_names_and_no_name_begins_another() {
        var names = List.of("a", "a-b", "a.b", "a/b", "a0", "a:b", "a_b", "aa", "b");
        var ids = names.stream().sorted().map(ModelId::new).toList();
        var host = Address.parse("0x" + "ff".repeat(20));
        for (int i = 1; i < ids.size(); i++) {
            assertTrue(Tables.MODELS.key(ids.get(i - 1)).compareTo(Tables.MODELS.key(ids.get(i))) < 0);
            var before = Tables.STANDING.key(new StandingKey(ids.get(i - 1), host));
            var after = Tables.STANDING.key(new StandingKey(ids.get(i), Address.ZERO));
            assertTrue(before.compareTo(after) < 0, ids.get(i).name());
            assertFalse(
                    begins(after.key(), Tables.standingOf(ids.get(i - 1))),
                    ids.get(i).name());
            assertTrue(
                    begins(after.key(), Tables.standingOf(ids.get(i))),
                    ids.get(i).name());
        }
    }

    @Test
    void the_parts_of_a_table_lie_together() {
        var samples = new Samples(SEED);
        for (int round = 0; round < 50; round++) {
            long number = samples.number();
            var address = samples.any(Address.class);
            assertPart(Tables.LANES.key(new LaneKey(number, 255)), Tables.lanesOf(number));
            assertPart(Tables.DRAWS.key(new DrawKey(number, 1)), Tables.drawsAt(number));
            assertPart(Tables.PENDING.key(new PendingKey(address, number, 2, true)), Tables.pendingOf(address));
            assertPart(Tables.PENDING.key(new PendingKey(address, number, 2, true)), Tables.pendingOf(address, number));
            assertPart(Tables.WITHDRAWALS.key(new WithdrawalKey(address, 1, 2)), Tables.withdrawalsOf(address));
            assertPart(Tables.OWNER_HOSTS.key(new OwnerHost(address, Address.ZERO)), Tables.hostsOf(address));
            assertPart(Tables.DELEGATION_SESSIONS.key(new DelegationSession(number, 1)), Tables.sessionsOf(number));
            assertPart(Tables.DELEGATION_CHILDREN.key(new DelegationChild(number, 1)), Tables.childrenOf(number));
        }
    }

    @Test
    void a_key_of_another_table_and_a_value_with_something_behind_it_are_refused() {
        var key = Tables.SESSIONS.key(7L);
        assertThrows(IllegalArgumentException.class, () -> Tables.DELEGATIONS.keyOf(key));
        assertThrows(IllegalArgumentException.class, () -> StateKey.of(Bytes.EMPTY));
        var account = Tables.ACCOUNTS.encode(Account.EMPTY);
        assertThrows(Corrupt.class, () -> Tables.ACCOUNTS.decode(Arrays.copyOf(account, account.length + 1)));
        assertThrows(Corrupt.class, () -> Tables.DUE.decode(new byte[] {2}));
    }

    @Test
    void a_records_place_in_the_tree_is_the_hash_of_prefix_and_key() {
        var key = Tables.SESSIONS.key(7L);
        assertEquals(HASHING.sha256(new byte[] {8, 0, 0, 0, 0, 0, 0, 0, 7}), key.path(HASHING));
        assertEquals("sessions/0x0000000000000007", key.toString());
    }

    private static void assertPart(StateKey key, byte[] prefix) {
        assertTrue(begins(key.key(), prefix), key.toString());
        var after = Keys.after(prefix);
        assertTrue(after.length == 0 || Bytes.compare(key.key(), after) < 0, key.toString());
    }

    private static boolean begins(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(Arrays.copyOf(key, prefix.length), prefix);
    }
}
