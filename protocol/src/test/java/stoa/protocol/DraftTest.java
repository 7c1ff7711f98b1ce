// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import stoa.types.Bytes;
import stoa.types.state.One;
import stoa.types.state.StateKey;
import stoa.types.state.Table;
import stoa.types.state.Tables;

/// A draft is its base with its writes laid over, in whatever way one looks.
class DraftTest {
    private static final Table<Long, stoa.types.Address> TABLE = Tables.PROPOSERS;
    private static final stoa.types.Address ANN = Names.address("ann");
    private static final stoa.types.Address BOB = Names.address("bob");

    @Test
    void what_is_written_is_read_and_the_base_stays_as_it_is() {
        var base = new MemoryState();
        var draft = new Draft(base);
        draft.put(TABLE, 1L, ANN);
        assertEquals(Optional.of(ANN), draft.find(TABLE, 1L));
        assertArrayEquals(ANN.bytes(), draft.get(TABLE.key(1L)));
        assertEquals(Optional.empty(), base.find(TABLE, 1L));
        draft.remove(TABLE, 1L);
        assertEquals(Optional.empty(), draft.find(TABLE, 1L));
        assertEquals(null, draft.get(TABLE.key(1L)));
    }

    @Test
    void changes_are_in_the_order_of_keys_and_tell_of_no_removal_of_nothing() {
        var base = new MemoryState();
        var draft = new Draft(base);
        draft.put(TABLE, 9L, ANN);
        draft.put(TABLE, 2L, BOB);
        draft.put(Tables.DRAWS, new stoa.types.state.DrawKey(1, 1), One.ONE);
        draft.put(TABLE, 5L, BOB);
        draft.remove(TABLE, 5L);
        var keys = draft.changes().writes().stream().map(Changes.Write::key).toList();
        assertEquals(keys.stream().sorted().toList(), keys);
        assertEquals(3, keys.size());
        base.apply(draft.changes());
        var second = new Draft(base);
        second.remove(TABLE, 9L);
        assertEquals(1, second.changes().writes().size());
    }

    @Test
    void a_draft_over_a_draft_is_laid_into_it_or_forgotten() {
        var below = new Draft(new MemoryState());
        var forgotten = new Draft(below);
        forgotten.put(TABLE, 1L, ANN);
        assertEquals(Optional.empty(), below.find(TABLE, 1L));
        var kept = new Draft(below);
        kept.put(TABLE, 1L, BOB);
        kept.commit();
        assertEquals(Optional.of(BOB), below.find(TABLE, 1L));
        assertThrows(IllegalStateException.class, below::commit);
    }

    /// Every way to read, against a copy into which the writes were applied for real.
    @Test
    void reading_through_drafts_equals_reading_what_was_applied() {
        for (long seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            var base = new MemoryState();
            base.apply(write(new Draft(base), random, 40).changes());
            var first = write(new Draft(base), random, 20);
            var second = write(new Draft(first), random, 20);
            var applied = base.copy();
            applied.apply(first.changes());
            var over = new Draft(applied);
            for (var change : second.changes().writes()) {
                long key = TABLE.keyOf(change.key());
                if (change.value() == null) over.remove(TABLE, key);
                else over.put(TABLE, key, TABLE.decode(change.value()));
            }
            applied.apply(over.changes());
            for (int i = 0; i < 20; i++) {
                byte[] from = random.nextInt(3) == 0
                        ? Bytes.EMPTY
                        : TABLE.key(random.nextLong(64)).key();
                byte[] prefix = random.nextBoolean() ? Bytes.EMPTY : new byte[random.nextInt(8)];
                int limit = 1 + random.nextInt(10);
                assertEquals(
                        keys(applied.scan(TABLE.prefix(), from, prefix, limit)),
                        keys(second.scan(TABLE.prefix(), from, prefix, limit)),
                        "seed " + seed);
                long key = random.nextLong(64);
                assertEquals(applied.find(TABLE, key), second.find(TABLE, key), "seed " + seed);
            }
        }
    }

    @Test
    void a_scan_stays_within_its_table_and_prefix() {
        var state = new MemoryState();
        var draft = new Draft(state);
        draft.put(TABLE, 1L, ANN);
        draft.put(Tables.DRAWS, new stoa.types.state.DrawKey(1, 1), One.ONE);
        draft.put(Tables.DRAWS, new stoa.types.state.DrawKey(1, 2), One.ONE);
        draft.put(Tables.DRAWS, new stoa.types.state.DrawKey(2, 1), One.ONE);
        state.apply(draft.changes());
        for (var each : List.of(state, new Draft(state))) {
            assertEquals(
                    2,
                    each.scan(Tables.DRAWS, Bytes.EMPTY, Tables.drawsAt(1), 10).size());
            assertEquals(
                    1,
                    each.scan(Tables.DRAWS, Tables.drawsAt(2), Bytes.EMPTY, 10).size());
            assertEquals(1, each.scan(TABLE, Bytes.EMPTY, Bytes.EMPTY, 10).size());
        }
        assertTrue(new Draft(state).isEmpty());
    }

    private static Draft write(Draft draft, SplittableRandom random, int writes) {
        for (int i = 0; i < writes; i++) {
            long key = random.nextLong(64);
            if (random.nextInt(3) == 0) draft.find(TABLE, key);
            else if (random.nextInt(3) == 0) draft.remove(TABLE, key);
            else draft.put(TABLE, key, random.nextBoolean() ? ANN : BOB);
        }
        return draft;
    }

    private static List<StateKey> keys(List<State.Entry> entries) {
        return entries.stream().map(State.Entry::key).toList();
    }
}
