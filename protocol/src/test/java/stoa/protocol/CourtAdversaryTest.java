// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.protocol.Courtroom.RIGHT;
import static stoa.protocol.Courtroom.WRONG;

import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import stoa.protocol.Story.Deed;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.court.Ballot;
import stoa.types.event.Event;
import stoa.types.state.CasePhase;
import stoa.types.state.RoundResult;
import stoa.types.state.Seat;
import stoa.types.state.Vote;
import stoa.types.tx.Verb;

/// A third of the bench is not honest. A failure names its seed; replay it alone with `-Dseed=N`, do fewer
/// of them with `-Druns=N`.
class CourtAdversaryTest {
    /// A thousand take ten seconds or so.
    private static final int RUNS = Integer.getInteger("runs", 1_000);
    private static final int VOTERS = 30;

    private enum Nature {
        HONEST,
        /// Votes as the leader says, without executing.
        LAZY,
        /// Never comes.
        DEAD,
        /// Proposes what is wrong and agrees with it, and with nothing else.
        LYING,
        /// Commits twice and reveals something else first.
        EQUIVOCATING
    }

    /// [CRT-8] [CRT-10] Honest watchers appeal whatever is wrong, liars appeal whatever is right.
    @Test
    void a_third_that_is_lazy_dead_lying_or_equivocating_never_makes_a_wrong_result_final() {
        var alone = System.getProperty("seed");
        if (alone != null) {
            run(Long.parseLong(alone));
            return;
        }
        var ends = new TreeMap<String, Integer>();
        int wrongOnce = 0;
        for (long seed = 0; seed < RUNS; seed++) {
            try {
                var room = run(seed);
                ends.merge(room.kind.told().getLast(), 1, Integer::sum);
                if (room.kind.told().contains("wrong")) wrongOnce++;
            } catch (AssertionError | RuntimeException | Halt failure) {
                throw new AssertionError("replay with -Dseed=" + seed, failure);
            }
        }
        assertTrue(wrongOnce > 0, "wrong results were accepted, and fell on appeal: " + ends);
        assertTrue(ends.getOrDefault("finalized AGREE", 0) > RUNS / 2, "most cases find their answer: " + ends);
    }

    private static Courtroom run(long seed) {
        var random = new SplittableRandom(seed);
        var room = new Courtroom(VOTERS);
        var natures = new TreeMap<String, Nature>();
        var mix = random.nextInt(5);
        for (int i = 0; i < VOTERS; i++) {
            var bad = mix == 4 ? Nature.values()[1 + random.nextInt(4)] : Nature.values()[1 + mix];
            natures.put("v" + i, i < VOTERS / 3 ? bad : Nature.HONEST);
        }
        for (int i = 0; i < VOTERS; i++) { // chance is the same in every run, so the natures are dealt anew
            var other = "v" + random.nextInt(VOTERS);
            natures.put("v" + i, natures.put(other, natures.get("v" + i)));
        }
        room.open(5, random.nextInt(3), random.nextInt(3));
        int liarsAppeals = 1;
        while (room.open()) {
            switch (room.at().phase()) {
                case QUEUED, DRAWING, APPEAL_DRAWING -> room.drawn();
                case PROPOSING -> propose(room, natures);
                case COMMITTING, APPEAL_COMMITTING -> commit(room, natures);
                case REVEALING, APPEAL_REVEALING -> reveal(room, natures);
                case ACCEPTED -> {
                    boolean wrong = standing(room).equals(WRONG);
                    if (wrong) room.kind.told().add("wrong");
                    boolean lies = !wrong && liarsAppeals-- > 0 && random.nextInt(4) == 0;
                    if (wrong || lies)
                        room.story.when(room.appeals(wrong ? "bob" : "carl")).accepted();
                    else room.end();
                }
                case UNDETERMINED, LEADER_TIMEOUT, VALIDATORS_TIMEOUT -> {
                    if (room.at().appeals() < 3)
                        room.story.when(room.appeals("bob")).accepted();
                    else room.end();
                }
                case READY, FINALIZED, CANCELED -> throw new AssertionError("closed by itself");
            }
        }
        assertFalse(
                room.kind.told().getLast().equals("finalized AGREE")
                        && room.kind.told().get(room.kind.told().size() - 2).equals("wrong"),
                "a wrong result is final");
        return room;
    }

    /// What the newest leader proposed.
    private static Hash standing(Courtroom room) {
        return room.story.event(Event.Court.Proposed.class).outcome();
    }

    private static void propose(Courtroom room, TreeMap<String, Nature> natures) {
        switch (natures.get(room.name(room.seats().getFirst()))) {
            case DEAD -> room.story.later(61);
            case LYING, LAZY, EQUIVOCATING -> room.propose(WRONG);
            case HONEST -> room.propose(RIGHT);
        }
    }

    /// Honest voters say violation to what is wrong; liars agree with that alone.
    private static Vote vote(Nature nature, boolean right) {
        return switch (nature) {
            case HONEST -> right ? Vote.AGREE : Vote.VIOLATION;
            case LAZY -> Vote.AGREE;
            case LYING, EQUIVOCATING -> right ? Vote.DISAGREE : Vote.AGREE;
            case DEAD -> Vote.NONE;
        };
    }

    private static Ballot ballot(Courtroom room, Seat seat, Nature nature) {
        var outcome = standing(room);
        boolean right = outcome.equals(RIGHT);
        var result = nature == Nature.HONEST ? RIGHT : right && nature != Nature.LAZY ? WRONG : outcome;
        return new Ballot(
                vote(nature, right),
                result,
                Hash.ZERO,
                new Hash(7, 7, 7, seat.host().low()));
    }

    private static void commit(Courtroom room, TreeMap<String, Nature> natures) {
        var deeds = new ArrayList<Deed>();
        var seats = room.seats();
        boolean dead = false;
        for (int i = 0; i < seats.size(); i++) {
            var seat = seats.get(i);
            var nature = natures.get(room.name(seat));
            if (seat.committed()) continue;
            dead |= nature == Nature.DEAD;
            if (nature == Nature.DEAD) continue;
            var ballot = ballot(room, seat, nature);
            deeds.add(commits(room, seat, i, room.commitment(ballot, seat.host())));
            if (nature == Nature.EQUIVOCATING) deeds.add(commits(room, seat, i, WRONG));
        }
        room.story.when(deeds.toArray(Deed[]::new));
        if (dead) room.story.later(61);
    }

    private static void reveal(Courtroom room, TreeMap<String, Nature> natures) {
        var deeds = new ArrayList<Deed>();
        var seats = room.seats();
        for (int i = 0; i < seats.size(); i++) {
            var seat = seats.get(i);
            var nature = natures.get(room.name(seat));
            if (seat.vote() != Vote.NONE || !seat.committed()) continue;
            if (nature == Nature.EQUIVOCATING)
                deeds.add(reveals(room, seat, i, new Ballot(Vote.AGREE, RIGHT, RIGHT, RIGHT)));
            deeds.add(reveals(room, seat, i, ballot(room, seat, nature)));
        }
        if (room.round().led() && natures.get(room.name(seats.getFirst())) != Nature.DEAD) deeds.add(room.opens());
        room.story.when(deeds.toArray(Deed[]::new));
        var phase = room.at().phase();
        if (phase == CasePhase.REVEALING || phase == CasePhase.APPEAL_REVEALING) room.story.later(6);
    }

    private static Deed commits(Courtroom room, Seat seat, int place, Hash commitment) {
        return Verbs.does(room.name(seat), new Verb.Court.CommitVote(room.caseId, room.number(), place, commitment));
    }

    private static Deed reveals(Courtroom room, Seat seat, int place, Ballot ballot) {
        return Verbs.does(room.name(seat), new Verb.Court.RevealVote(room.caseId, room.number(), place, ballot));
    }

    /// [CRT-9] Everybody else is honest, so agreeing with the leader is always right, but in traps. Rounds are traps
    /// here as often as on a real network, one in 64; gas comes on top.
    @Test
    void whoever_copies_the_leader_without_executing_loses_on_average() {
        long seed = Long.getLong("seed", 20_261_121);
        var random = new SplittableRandom(seed);
        var room = new Courtroom(8, Courtroom.court(6), true);
        long before = worth(room, 0);
        int votes = 0;
        int traps = 0;
        for (int i = 0; i < 1_200; i++) {
            room.open(5, 0, 0);
            while (room.open()) {
                if (room.at().phase() == CasePhase.DRAWING) room.drawn();
                boolean trap = trap(room);
                int copier = place(room);
                room.propose(trap && copier != 0 ? CourtTest.bait(room) : RIGHT);
                boolean bait = trap && copier != 0;
                var order = random.nextBoolean() ? Vote.VIOLATION : Vote.DISAGREE;
                room.vote(k -> bait && k != copier ? order : Vote.AGREE);
                if (copier > 0) votes++;
                if (copier > 0 && bait) traps++;
                if (room.at().phase() == CasePhase.ACCEPTED) room.end();
            }
        }
        long leader = room.story.events(Event.Court.CasePaid.class).stream()
                .filter(paid ->
                        paid.to().equals(Names.address("o0")) && paid.payment() == stoa.types.state.Payment.LEADER)
                .mapToLong(paid -> paid.amount().obol())
                .sum();
        long gained = worth(room, 0) - before - leader;
        assertTrue(votes > 500 && traps > 2, "enough to tell: " + votes + " votes, " + traps + " traps");
        assertTrue(gained < 0, "it gained " + gained + " by " + votes + " votes, seed " + seed);
        for (var decided : room.story.events(Event.Court.RoundDecided.class))
            assertTrue(decided.result() == RoundResult.AGREE || decided.result() == RoundResult.TRAPPED);
        assertEquals(
                1_200,
                room.kind.told().stream().filter("finalized AGREE"::equals).count());
    }

    private static int place(Courtroom room) {
        var seats = room.seats();
        for (int i = 0; i < seats.size(); i++) if (room.name(seats.get(i)).equals("v0")) return i;
        return -1;
    }

    private static boolean trap(Courtroom room) {
        var link = Courtroom.links(room.name(room.seats().getFirst()))
                .link(room.round().leaf());
        return Ballot.trap(TestHashing.HASHING, link, room.round().seed(), room.caseId, room.number(), 6);
    }

    private static long worth(Courtroom room, int i) {
        long collateral = room.story
                .state
                .find(stoa.types.state.Tables.HOSTS, Names.address("v" + i))
                .orElseThrow()
                .collateral()
                .obol();
        return collateral
                + Courtroom.wallet(room.story, "o" + i).max(Amount.ZERO).obol();
    }
}
