// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static stoa.protocol.Courtroom.RIGHT;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import stoa.types.court.Panels;
import stoa.types.state.CasePhase;
import stoa.types.state.Vote;

/// Everything that can become of a case, and that it does become of it.
class CourtPathsTest {
    private static final int VOTERS = 60;

    /// What a case meets on its way.
    private enum Label {
        START,
        AGREE,
        UNDETERMINED,
        DISAGREE,
        TIMEOUT,
        LEADER_TIMEOUT,
        VALIDATOR_APPEAL_SUCCESSFUL,
        VALIDATOR_APPEAL_UNSUCCESSFUL,
        LEADER_APPEAL_SUCCESSFUL,
        LEADER_APPEAL_UNSUCCESSFUL,
        LEADER_TIMEOUT_APPEAL_SUCCESSFUL,
        LEADER_TIMEOUT_APPEAL_UNSUCCESSFUL,
        END;

        List<Label> next() {
            return switch (this) {
                case START -> List.of(AGREE, UNDETERMINED, DISAGREE, TIMEOUT, LEADER_TIMEOUT);
                case AGREE, TIMEOUT -> List.of(VALIDATOR_APPEAL_SUCCESSFUL, VALIDATOR_APPEAL_UNSUCCESSFUL, END);
                case UNDETERMINED, DISAGREE -> List.of(LEADER_APPEAL_SUCCESSFUL, LEADER_APPEAL_UNSUCCESSFUL, END);
                case LEADER_TIMEOUT ->
                    List.of(LEADER_TIMEOUT_APPEAL_SUCCESSFUL, LEADER_TIMEOUT_APPEAL_UNSUCCESSFUL, END);
                case VALIDATOR_APPEAL_SUCCESSFUL ->
                    List.of(AGREE, UNDETERMINED, DISAGREE, TIMEOUT, LEADER_TIMEOUT, END);
                case VALIDATOR_APPEAL_UNSUCCESSFUL ->
                    List.of(VALIDATOR_APPEAL_SUCCESSFUL, VALIDATOR_APPEAL_UNSUCCESSFUL, END);
                case LEADER_APPEAL_SUCCESSFUL -> List.of(AGREE, DISAGREE, TIMEOUT, LEADER_TIMEOUT);
                case LEADER_APPEAL_UNSUCCESSFUL -> List.of(UNDETERMINED);
                case LEADER_TIMEOUT_APPEAL_SUCCESSFUL -> List.of(AGREE, UNDETERMINED, DISAGREE, TIMEOUT);
                case LEADER_TIMEOUT_APPEAL_UNSUCCESSFUL -> List.of(LEADER_TIMEOUT);
                case END -> List.of();
            };
        }
    }

    @Test
    void there_are_as_many_ways_through_a_case_as_were_counted_elsewhere() {
        var expected = List.of(
                5L, 4L, 29L, 34L, 167L, 250L, 983L, 1732L, 5897L, 11608L, 35897L, 76246L, 220907L, 494446L, 1370243L,
                3179752L);
        var counts = new ArrayList<Long>();
        var at = new TreeMap<Label, Long>();
        at.put(Label.START, 1L);
        for (int edges = 1; edges <= 17; edges++) {
            var next = new TreeMap<Label, Long>();
            at.forEach((label, ways) -> label.next().forEach(to -> next.merge(to, ways, Long::sum)));
            at.clear();
            at.putAll(next);
            if (edges >= 2) counts.add(next.getOrDefault(Label.END, 0L));
        }
        assertEquals(expected, counts);
    }

    /// [CRT-2] [CRT-10] [CRT-13] Every block checks that money is neither made nor lost (`FullScan`).
    @Test
    void every_way_of_up_to_seven_edges_can_be_walked_and_conserves_money() {
        var paths = new ArrayList<List<Label>>();
        walk(List.of(Label.START), 7, paths);
        assertEquals(5 + 4 + 29 + 34 + 167 + 250, paths.size());
        for (var path : paths) {
            try {
                run(path);
            } catch (AssertionError | RuntimeException | Halt failure) {
                throw new AssertionError("the way " + path, failure);
            }
        }
    }

    private static void walk(List<Label> path, int edges, List<List<Label>> paths) {
        if (path.getLast() == Label.END) paths.add(path);
        else if (edges > 0)
            for (var next : path.getLast().next()) {
                var longer = new ArrayList<>(path);
                longer.add(next);
                walk(longer, edges - 1, paths);
            }
    }

    private static void run(List<Label> path) {
        var room = new Courtroom(VOTERS);
        long before = room.story.last.totals().supply().obol();
        room.open(5, 0, 1);
        var standing = Vote.NONE;
        for (int i = 1; i < path.size(); i++) {
            var label = path.get(i);
            switch (label) {
                case AGREE -> standing = decided(room, Vote.AGREE, CasePhase.ACCEPTED);
                case TIMEOUT -> standing = decided(room, Vote.TIMEOUT, CasePhase.VALIDATORS_TIMEOUT);
                case DISAGREE -> decided(room, Vote.DISAGREE, CasePhase.UNDETERMINED);
                case UNDETERMINED -> {
                    room.propose(RIGHT).vote(k -> k % 3 == 0 ? Vote.AGREE : k % 3 == 1 ? Vote.DISAGREE : Vote.TIMEOUT);
                    room.phase(CasePhase.UNDETERMINED);
                }
                case LEADER_TIMEOUT -> room.late().phase(CasePhase.LEADER_TIMEOUT);
                case VALIDATOR_APPEAL_UNSUCCESSFUL -> {
                    room.appeal("bob").phase(CasePhase.APPEAL_COMMITTING);
                    appealed(room, standing, standing);
                }
                case VALIDATOR_APPEAL_SUCCESSFUL -> {
                    room.appeal("bob").phase(CasePhase.APPEAL_COMMITTING);
                    boolean cancels = path.get(i + 1) == Label.END;
                    if (cancels) room.after(Courtroom.deed("ann", TestKind.Door.CANCEL + room.caseId));
                    appealed(room, standing, standing == Vote.AGREE ? Vote.DISAGREE : Vote.AGREE);
                    if (!cancels) room.phase(CasePhase.DRAWING).drawn();
                }
                case LEADER_APPEAL_SUCCESSFUL,
                        LEADER_APPEAL_UNSUCCESSFUL,
                        LEADER_TIMEOUT_APPEAL_SUCCESSFUL,
                        LEADER_TIMEOUT_APPEAL_UNSUCCESSFUL -> room.appeal("bob").phase(CasePhase.PROPOSING);
                case END -> room.end();
                case START -> throw new IllegalStateException("nothing leads to the start");
            }
        }
        assertFalse(room.open(), "the case is closed");
        var totals = room.story.last.totals();
        assertEquals(before, totals.supply().plus(totals.burned()).obol(), "what is gone was burned");
    }

    private static Vote decided(Courtroom room, Vote vote, CasePhase phase) {
        room.propose(RIGHT);
        int seats = room.seats().size();
        // the leader agrees with itself; a bare majority with it, or against it
        int most = vote == Vote.AGREE ? seats / 2 : seats / 2 + 1;
        room.vote(i -> i <= most ? vote : vote == Vote.DISAGREE ? Vote.AGREE : Vote.DISAGREE)
                .phase(phase);
        assertEquals(Math.min(Panels.normal(room.at().appeals()), VOTERS - 1), seats, "the panel has its size");
        return vote;
    }

    private static void appealed(Courtroom room, Vote standing, Vote most) {
        int seats = room.seats().size();
        assertEquals(
                Math.min(Panels.appeal(room.at().appeals() - 1), VOTERS - 1), seats, "the appeal's panel has its size");
        var other = most == standing ? (standing == Vote.AGREE ? Vote.DISAGREE : Vote.AGREE) : standing;
        room.vote(i -> i <= seats / 2 ? most : other);
    }
}
