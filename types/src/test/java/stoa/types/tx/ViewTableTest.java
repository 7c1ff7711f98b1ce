// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.types.codec.TestHashing.HASHING;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Reason;
import stoa.types.Samples;
import stoa.types.codec.Malformed;
import stoa.types.codec.TestBytes;
import stoa.types.docs.ParamRow;
import stoa.types.state.AbiFields;
import stoa.types.state.Chance;
import stoa.types.state.Delegation;
import stoa.types.state.Epoch;
import stoa.types.state.Host;
import stoa.types.state.Lane;
import stoa.types.state.Model;
import stoa.types.state.Session;
import stoa.types.state.Standing;
import stoa.types.state.Totals;

class ViewTableTest {
    private static final long SEED = 20_261_106;
    private static final ViewTable VIEWS = new ViewTable(HASHING);

    static List<Class<?>> kinds() {
        return Samples.kinds(ViewCall.class);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_view_comes_back_as_it_was_asked(Class<?> kind) throws Refused {
        var samples = new Samples(SEED);
        for (int round = 0; round < 200; round++) {
            var view = samples.any(kind.asSubclass(ViewCall.class));
            var call = VIEWS.encode(view);
            assertEquals(Optional.of(view), VIEWS.decode(call.to(), call.data()), "seed " + SEED);
        }
    }

    @Test
    void every_function_is_some_view() {
        var samples = new Samples(SEED);
        var functions = new TreeSet<ViewFunction>();
        for (var kind : kinds()) {
            var call = VIEWS.encode(samples.any(kind.asSubclass(ViewCall.class)));
            functions.add(VIEWS.find(call.to(), call.data()).orElseThrow());
        }
        assertEquals(List.of(ViewFunction.values()), List.copyOf(functions));
    }

    @Test
    void a_verb_is_no_view_and_a_damaged_view_is_refused() throws Refused {
        var close = new VerbTable(HASHING).encode(new Verb.CloseSession(1));
        assertEquals(Optional.empty(), VIEWS.decode(close.to(), close.data()));
        assertEquals(Optional.empty(), VIEWS.decode(Address.ZERO, close.data()));
        var call = VIEWS.encode(new ViewCall.Session(4));
        var longer = Arrays.copyOf(call.data(), call.data().length + 32);
        var refused = assertThrows(Refused.class, () -> VIEWS.decode(call.to(), longer));
        assertEquals(Reason.MALFORMED, refused.reason());
    }

    @Test
    void answers_say_what_the_state_says() throws Malformed {
        var samples = new Samples(SEED);
        for (int round = 0; round < 50; round++) {
            var session = samples.any(Session.class);
            var answer = ViewFunction.SESSION
                    .function()
                    .decodeResult(ViewAnswers.session(Optional.of(session)))
                    .list(0);
            assertEquals(session.payer(), answer.address(0));
            assertEquals(session.model(), AbiFields.model(answer, 3));
            assertEquals(session.settled(), AbiFields.amount(answer, 7));
            assertEquals(session.maxima(), AbiFields.prices(answer.list(9), 0));
            assertEquals(session.phase().ordinal(), AbiFields.small(answer, 15));

            var delegation = samples.any(Delegation.class);
            var terms = ViewFunction.DELEGATION
                    .function()
                    .decodeResult(ViewAnswers.delegation(Optional.of(delegation)))
                    .list(0);
            assertEquals(delegation.terms(), AbiFields.terms(terms.list(3)));
            assertEquals(delegation.revoked(), terms.bool(8));

            var lane = samples.any(Lane.class);
            var laneAnswer = ViewFunction.LANE
                    .function()
                    .decodeResult(ViewAnswers.lane(Optional.of(lane)))
                    .list(0);
            assertEquals(lane.host(), laneAnswer.address(0));
            assertEquals(lane.frozenSeconds(), laneAnswer.u63(10));

            var totals = samples.any(Totals.class);
            var books = ViewFunction.TOTALS
                    .function()
                    .decodeResult(ViewAnswers.totals(totals))
                    .list(0);
            assertEquals(totals.balances().toWei(), books.integer(0));
            assertEquals(totals.burned(), AbiFields.amount(books, 7));
        }
    }

    @Test
    void parameters_answer_in_the_order_of_their_rows() throws Malformed {
        var params = Params.local();
        var answer = ViewFunction.PARAMS
                .function()
                .decodeResult(ViewAnswers.params(params))
                .list(0);
        for (int i = 0; i < ParamRow.ALL.size(); i++) {
            var row = ParamRow.ALL.get(i);
            Object value = row.name().equals("sandbox") ? (answer.bool(i) ? 1L : 0L) : answer.integer(i);
            assertEquals(TestBytes.plain(row.get().applyAsLong(params)), TestBytes.plain(value), row.name());
        }
    }

    @Test
    void what_does_not_exist_answers_as_zeros() throws Malformed {
        var session = ViewFunction.SESSION
                .function()
                .decodeResult(ViewAnswers.session(Optional.empty()))
                .list(0);
        assertEquals(Address.ZERO, session.address(0));
        assertEquals("", session.text(3));
        assertEquals(0, session.u63(15));
        for (var answer : List.of(
                ViewAnswers.delegation(Optional.empty()),
                ViewAnswers.model(Optional.empty()),
                ViewAnswers.host(Optional.empty()),
                ViewAnswers.standing(Optional.empty()),
                ViewAnswers.lane(Optional.empty())))
            for (int i = 32; i < answer.length; i += 32)
                assertTrue(word(answer, i) % 32 == 0, "only zeros and offsets");
    }

    @Test
    void every_state_record_fits_its_answer() throws Malformed {
        var samples = new Samples(SEED);
        for (int round = 0; round < 50; round++) {
            decode(ViewFunction.MODEL, ViewAnswers.model(Optional.of(samples.any(Model.class))));
            decode(ViewFunction.HOST, ViewAnswers.host(Optional.of(samples.any(Host.class))));
            decode(ViewFunction.STANDING, ViewAnswers.standing(Optional.of(samples.any(Standing.class))));
            decode(ViewFunction.EPOCH, ViewAnswers.epoch(samples.any(Epoch.class)));
            decode(ViewFunction.SEED, ViewAnswers.seed(samples.any(Chance.class)));
            decode(ViewFunction.PARAMS, ViewAnswers.params(samples.params()));
            decode(ViewFunction.MODELS, ViewAnswers.models(List.of(new ModelId("a"), samples.model())));
        }
    }

    private static void decode(ViewFunction view, byte[] answer) throws Malformed {
        var values = view.function().decodeResult(answer);
        assertArrayEquals(answer, view.function().encodeResult(values), view.name());
    }

    private static int word(byte[] answer, int at) {
        return Bytes.getInt(answer, at + 28);
    }
}
