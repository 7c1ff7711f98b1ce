// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Names.address;
import static stoa.protocol.Story.given;
import static stoa.protocol.TermsFor.delegate;
import static stoa.protocol.Verbs.delegates;
import static stoa.protocol.Verbs.opens;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.tx.ViewAnswers;
import stoa.types.tx.ViewCall;

/// What can be asked without a transaction.
class ViewsTest {
    @Test
    void views_answer_from_the_state() {
        var story = given().when(
                        opens("ann", 20_000_000),
                        delegates("ann", delegate("gateway").terms()))
                .when();
        assertArrayEquals(
                ViewAnswers.session(Optional.of(Facts.session(story, 1))), call(story, new ViewCall.Session(1)));
        assertArrayEquals(ViewAnswers.lane(Optional.of(Facts.lane(story, 1, 0))), call(story, new ViewCall.Lane(1, 0)));
        assertArrayEquals(
                ViewAnswers.delegation(Optional.of(Facts.delegation(story, 1))),
                call(story, new ViewCall.Delegation(1)));
        assertArrayEquals(
                ViewAnswers.host(Optional.of(Facts.host(story, "h1"))), call(story, new ViewCall.Host(address("h1"))));
        assertArrayEquals(
                ViewAnswers.standing(Optional.of(Facts.standing(story, TINY, "h1"))),
                call(story, new ViewCall.Standing(TINY, address("h1"))));
        assertArrayEquals(ViewAnswers.models(java.util.List.of(Names.BIG, TINY)), call(story, new ViewCall.Models()));
        assertArrayEquals(ViewAnswers.totals(story.last.totals()), call(story, new ViewCall.Totals()));
        assertArrayEquals(ViewAnswers.params(Params.local()), call(story, new ViewCall.Params()));
        assertEquals(64, call(story, new ViewCall.Seed()).length);
        assertEquals(96, call(story, new ViewCall.Epoch()).length);
    }

    @Test
    void what_does_not_exist_answers_as_zeros() {
        var story = given();
        assertArrayEquals(ViewAnswers.session(Optional.empty()), call(story, new ViewCall.Session(9)));
        assertArrayEquals(ViewAnswers.lane(Optional.empty()), call(story, new ViewCall.Lane(9, 9)));
        assertArrayEquals(ViewAnswers.model(Optional.empty()), call(story, new ViewCall.Model(new ModelId("none"))));
    }

    /// What a wallet asks before it sends: `eth_call` and `eth_estimateGas`.
    @Test
    void a_simulation_says_what_would_happen_and_changes_nothing() {
        var story = given();
        var world = story.protocol.world(story.state, story.now);
        int before = story.state.size();
        var fine = story.tx(opens("ann", 20_000_000), 77, false);
        var verdict = story.protocol.simulate(story.state, world, fine);
        assertEquals(1, ((Verdict.Accepted) verdict).events().size());
        var bad = story.tx(opens("nobody", 20_000_000), 0, false);
        assertEquals(
                Verdict.rejected(stoa.types.Reason.BALANCE_TOO_LOW), story.protocol.simulate(story.state, world, bad));
        assertEquals(before, story.state.size());
    }

    private static byte[] call(Story story, ViewCall view) {
        return story.protocol.call(story.state, view);
    }
}
