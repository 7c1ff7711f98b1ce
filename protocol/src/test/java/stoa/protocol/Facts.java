// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import stoa.protocol.Story.Fact;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.ModelId;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Delegation;
import stoa.types.state.Host;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.Session;
import stoa.types.state.SessionPhase;
import stoa.types.state.Standing;
import stoa.types.state.StandingKey;
import stoa.types.state.Tables;

/// What can be said about a story's world.
final class Facts {
    private Facts() {}

    static Fact balance(String who, long obol) {
        return story -> assertEquals(new Coin(obol, 0), balanceOf(story, who), "the balance of " + who);
    }

    static Coin balanceOf(Story story, String who) {
        return story.state
                .find(Tables.ACCOUNTS, Names.address(who))
                .map(account -> account.balance())
                .orElse(Coin.ZERO);
    }

    /// The transactions of the last block came to this, in order; null for accepted.
    static Fact verdicts(Reason... reasons) {
        return story -> {
            var found = new ArrayList<Optional<Reason>>();
            for (var tx : story.last.txs()) found.add(tx.refused());
            assertEquals(Arrays.stream(reasons).map(Optional::ofNullable).toList(), found);
        };
    }

    static Fact refused(Reason reason) {
        return story -> {
            assertEquals(List.of(), story.last.excluded(), "nothing was excluded");
            assertEquals(1, story.last.txs().size(), "one transaction");
            var tx = story.last.txs().getFirst();
            assertEquals(Optional.of(reason), tx.refused());
            assertEquals(1, tx.events().size(), "a refused transaction only pays its fee");
            assertTrue(tx.events().getFirst() instanceof Event.Charged);
        };
    }

    static Fact accepted() {
        return story -> {
            assertEquals(List.of(), story.last.excluded(), "nothing was excluded");
            for (var tx : story.last.txs()) assertEquals(Optional.empty(), tx.refused());
        };
    }

    static Fact excluded(Reason... reasons) {
        return story -> {
            assertEquals(List.of(), story.last.txs(), "nothing was included");
            assertEquals(
                    List.of(reasons),
                    story.last.excluded().stream()
                            .map(BlockResult.Excluded::reason)
                            .toList());
        };
    }

    static Fact phase(long session, SessionPhase phase) {
        return story -> assertEquals(phase, session(story, session).phase());
    }

    static Session session(Story story, long id) {
        return story.state.find(Tables.SESSIONS, id).orElseThrow();
    }

    static Lane lane(Story story, long session, int lane) {
        return story.state.find(Tables.LANES, new LaneKey(session, lane)).orElseThrow();
    }

    static List<Lane> lanes(Story story, long session) {
        return story.state.scan(Tables.LANES, Bytes.EMPTY, Tables.lanesOf(session), 64).stream()
                .map(State.Row::value)
                .toList();
    }

    static Address hostOf(Story story, long session, int lane) {
        return lane(story, session, lane).host();
    }

    static Host host(Story story, String name) {
        return story.state.find(Tables.HOSTS, Names.address(name)).orElseThrow();
    }

    static Standing standing(Story story, ModelId model, String host) {
        return story.state
                .find(Tables.STANDING, new StandingKey(model, Names.address(host)))
                .orElse(new Standing(0, 0, 0));
    }

    static Delegation delegation(Story story, long id) {
        return story.state.find(Tables.DELEGATIONS, id).orElseThrow();
    }

    /// What counts as spent under a delegation: in its newest period, and in all.
    static Fact spent(long delegation, long inPeriod, long inAll) {
        return story -> {
            var found = delegation(story, delegation);
            assertEquals(
                    List.of(inPeriod, inAll),
                    List.of(found.spentInPeriod().obol(), found.spent().obol()),
                    "spent under delegation " + delegation);
        };
    }

    static Fact pending(String host, long obol) {
        return story -> assertEquals(obol, host(story, host).pending().obol(), "pending of " + host);
    }
}
