// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import stoa.protocol.Story.Deed;
import stoa.types.Hex;
import stoa.types.Params;
import stoa.types.event.Event;
import stoa.types.state.One;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Whatever people do, money is neither made nor lost. A failure names its seed; replay it alone with `-Dseed=N`.
class ChaosTest {
    private static final int SEQUENCES = 10_000;
    private static final int LONG = 250;
    private static final long[] PAUSES = {0, 0, 1, 1, 1, 2, 5, 10, 30, 60, 400};

    private final TreeMap<String, Integer> accepted = new TreeMap<>();
    private final TreeSet<String> happened = new TreeSet<>();

    /// [SUP-1] [SUP-2]
    @Test
    void money_is_constant_over_ten_thousand_random_sequences_of_verbs() {
        var alone = System.getProperty("seed");
        if (alone != null) {
            run(Long.parseLong(alone));
            return;
        }
        for (long seed = 0; seed < SEQUENCES; seed++) run(seed);
        for (var verb : Verb.class.getPermittedSubclasses())
            if (!verb.isSealed())
                assertTrue(
                        accepted.containsKey(verb.getSimpleName()), "chance did nothing with " + verb.getSimpleName());
        for (var event : Event.class.getPermittedSubclasses()) {
            if (event.isSealed()) continue; // the court has its own chaos
            boolean ours = event == Event.Incident.class;
            assertEquals(!ours, happened.contains(event.getSimpleName()), event.getSimpleName());
        }
    }

    /// Most sequences are short; some are long enough for sessions to live and die many times.
    private void run(long seed) {
        var random = new SplittableRandom(seed);
        try {
            var story = Story.given(world -> world.params(new ParamsFor(Params.local())
                    .dueItems(1 + random.nextInt(20))
                    .collateralPerWeight(1L << random.nextInt(31))
                    .params()));
            var deeds = new RandomDeeds(random, story);
            boolean whole = seed % LONG == 0;
            int blocks = whole ? 150 : 2 + random.nextInt(3);
            for (int i = 0; i < blocks; i++) block(story, random, deeds);
            if (whole) settleDown(story);
        } catch (AssertionError | RuntimeException | Halt failure) {
            throw new AssertionError("replay with -Dseed=" + seed, failure);
        }
    }

    /// Two runs of the same blocks write the same bytes and tell the same events.
    @Test
    void the_same_blocks_do_the_same_everywhere() {
        var one = replay();
        var other = replay();
        assertEquals(one, other);
        assertTrue(one.size() > 1_000, "something happened");
    }

    private static List<String> replay() {
        var random = new SplittableRandom(7);
        var story = Story.given();
        var deeds = new RandomDeeds(random, story);
        var told = new ArrayList<String>();
        for (int i = 0; i < 150; i++) {
            var chosen = new Deed[random.nextInt(6)];
            Arrays.setAll(chosen, _ -> deeds.next());
            story.block(PAUSES[random.nextInt(PAUSES.length)], chosen);
            for (var write : story.last.changes().writes())
                told.add(write.key() + "=" + (write.value() == null ? "-" : Hex.encode(write.value())));
        }
        for (var event : story.history) told.add(event.toString());
        return told;
    }

    private void block(Story story, SplittableRandom random, RandomDeeds deeds) {
        var chosen = new Deed[random.nextInt(6)];
        Arrays.setAll(chosen, _ -> deeds.next());
        story.block(PAUSES[random.nextInt(PAUSES.length)], chosen);
        assertEquals(0, story.last.excluded().size(), "the deeds come in turn and for free");
        for (var tx : story.last.txs()) {
            if (tx.refused().isPresent()) continue;
            accepted.merge(tx.tx().verb().getClass().getSimpleName(), 1, Integer::sum);
            if (tx.tx().verb() instanceof Verb.Act act)
                accepted.merge(act.inner().getClass().getSimpleName(), 1, Integer::sum);
        }
        for (var event : story.history) happened.add(event.getClass().getSimpleName());
        story.history.clear();
    }

    private static boolean unsettled(Story story) {
        var totals = story.last.totals();
        boolean held = totals.deposits().obol() + totals.pending().obol() > 0;
        return held || !FullScan.all(story.state, Tables.WITHDRAWALS).isEmpty();
    }

    /// When nobody does anything any more, all money comes to rest by itself.
    private static void settleDown(Story story) {
        for (int i = 0; i < 1_000 && unsettled(story); i++) story.block(60);
        for (var row : FullScan.all(story.state, Tables.SESSIONS))
            assertEquals(SessionPhase.CLOSED, row.value().phase(), "session " + row.key());
        assertEquals(0, FullScan.all(story.state, Tables.PENDING).size(), "nothing pending");
        assertEquals(0, FullScan.all(story.state, Tables.WITHDRAWALS).size(), "nothing unbonding");
        assertEquals(0, FullScan.all(story.state, Tables.DRAWS).size(), "nothing waits for a draw");
        var totals = story.state.find(Tables.TOTALS, One.ONE).orElseThrow();
        assertEquals(0, totals.deposits().obol() + totals.pending().obol());
        for (var row : FullScan.all(story.state, Tables.DELEGATIONS))
            assertTrue(row.value().spent().obol() <= row.value().terms().total().obol());
        assertEquals(0, FullScan.all(story.state, Tables.DELEGATION_SESSIONS).size(), "no lock is forgotten");
    }
}
