// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.protocol.Facts.balance;
import static stoa.protocol.Facts.phase;
import static stoa.protocol.Facts.verdicts;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Names.address;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.Verbs.closes;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.pays;
import static stoa.protocol.Verbs.settles;
import static stoa.protocol.Verbs.voucher;
import static stoa.protocol.Verbs.withdraws;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import stoa.protocol.due.Step;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Draw;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.CaseKind;
import stoa.types.state.Due;
import stoa.types.state.One;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;
import stoa.types.state.Totals;
import stoa.types.tx.Fees;
import stoa.types.tx.Verb;

/// A rule that pays more than there is does no harm: nothing of it is applied, and an incident is open.
class ConservationTest {
    private static final long DEPOSIT = 160_000_000;
    private static final long M = 1_000_000;

    /// The real rules, with every event of theirs tampered with.
    private record Planted(Rules real, Function<Event, Event> wrong) implements Rules {
        @Override
        public Verdict decide(State state, World world, Actor actor, Verb verb) {
            return real.decide(state, world, actor, verb) instanceof Verdict.Accepted(var events)
                    ? Verdict.accepted(tamper(events))
                    : real.decide(state, world, actor, verb);
        }

        @Override
        public Step due(State state, World world, Due due) {
            var step = real.due(state, world, due);
            return new Step(tamper(step.events()), step.next());
        }

        @Override
        public List<Draw.Entrant> entrants(State state, ModelId model) {
            return real.entrants(state, model);
        }

        @Override
        public List<Event> draw(State state, World world, long session, List<Draw.Entrant> entrants) {
            return tamper(real.draw(state, world, session, entrants));
        }

        @Override
        public List<Draw.Entrant> bench(State state, World world, CaseKind kind) {
            return real.bench(state, world, kind);
        }

        @Override
        public List<Event> panel(State state, World world, long caseId, List<Draw.Entrant> bench) {
            return tamper(real.panel(state, world, caseId, bench));
        }

        private List<Event> tamper(List<Event> events) {
            return events.stream().map(wrong).toList();
        }
    }

    private static Story planted(Function<Event, Event> wrong) {
        return planted(world -> world, wrong);
    }

    private static Story planted(UnaryOperator<Story.Beginning> change, Function<Event, Event> wrong) {
        return given(
                world -> change.apply(world.noHosts().host("h1", "olga", stoa(1_000), 1_000, TINY)),
                version -> new Planted(Protocol.rules(TestHashing.HASHING, version), wrong));
    }

    private static Amount more(Amount amount) {
        return amount.plus(new Amount(1));
    }

    /// [SUP-1]
    @Test
    void the_supply_is_everything_everywhere_and_falls_by_what_is_burned() {
        var story = given().when(opens("ann", DEPOSIT), pays("bob", "carl", 5), withdraws("olga", "h1", 7))
                .when(settles("bob", voucher("ann", 1, 0, 1, M, M)))
                .pass(60);
        var totals = story.last.totals();
        assertTrue(totals.hold());
        assertEquals(new Amount(30_000), totals.burned());
        assertEquals(story.genesis.supply(), totals.supply().plus(totals.burned()));
    }

    /// [SUP-1]
    @Test
    void books_that_do_not_balance_stop_the_node() {
        var story = given();
        var draft = new Draft(story.state);
        var totals = draft.find(Tables.TOTALS, One.ONE).orElseThrow();
        draft.put(
                Tables.TOTALS,
                One.ONE,
                new Totals(
                        totals.balances().plus(new Amount(1)),
                        totals.deposits(),
                        totals.pending(),
                        totals.collateral(),
                        totals.checks(),
                        totals.treasury(),
                        totals.supply(),
                        totals.burned()));
        var input = new BlockInput(1, story.now + 1, address("validator 0"), Story.sigma(1), List.of());
        assertThrows(Halt.class, () -> story.protocol.execute(draft, input));
    }

    /// [SUP-2] [FEE-3]
    @Test
    void a_verb_whose_events_do_not_balance_is_refused_as_internal_and_keeps_the_fee() {
        var story = planted(event -> event instanceof Event.SessionReturned(long session, var to, var amount)
                ? new Event.SessionReturned(session, to, more(amount))
                : event);
        var open = story.tx(opens("ann", DEPOSIT), 0, false);
        var close = story.tx(closes("ann", 1), 1, false);
        var pay = story.tx(pays("bob", "carl", 5), 0, true);
        story.transactions(1, List.of(open, close, pay));
        story.then(verdicts(null, Reason.INTERNAL, null), phase(1, SessionPhase.DRAWING));
        story.then(balance("ann", stoa(1_000) - DEPOSIT - Fees.gas(open.verb()) - Fees.gas(close.verb())));
        var events = story.last.txs().get(1).events();
        assertTrue(events.get(0) instanceof Event.Charged);
        assertTrue(events.get(1) instanceof Event.Incident incident
                && incident.what().contains("CloseSession"));
        assertEquals(
                Verdict.rejected(Reason.INTERNAL),
                story.protocol.simulate(story.state, story.protocol.world(story.state, story.now), close));
    }

    /// [SUP-2]
    @Test
    void a_settlement_that_pays_more_than_was_earned_is_internal() {
        var story = planted(event -> event instanceof Event.LaneSettled e
                ? new Event.LaneSettled(
                        e.session(),
                        e.lane(),
                        e.host(),
                        e.count(),
                        e.earned(),
                        e.ceiling(),
                        more(e.paid()),
                        e.covered(),
                        e.bucket(),
                        e.coveredDueSeconds(),
                        e.uncoveredDueSeconds(),
                        e.units())
                : event);
        story.when(opens("ann", DEPOSIT)).when().when(settles("bob", voucher("ann", 1, 0, 1, M, M)));
        story.then(verdicts(Reason.INTERNAL), Facts.pending("h1", 0));
    }

    /// [SUP-2] [DUE-3]
    @Test
    void due_work_that_does_not_balance_is_skipped_and_comes_again_an_epoch_later() {
        var wrong = new boolean[] {true};
        var story = planted(event -> wrong[0] && event instanceof Event.PaymentReleased e
                ? new Event.PaymentReleased(
                        e.host(),
                        e.session(),
                        e.bucket(),
                        e.uncovered(),
                        e.owner(),
                        e.burned(),
                        e.checks(),
                        more(e.paid()))
                : event);
        story.when(opens("ann", DEPOSIT)).when().when(settles("bob", voucher("ann", 1, 0, 1, M, M)));
        story.pass(30).then(Facts.pending("h1", M), balance("olga", stoa(1_000)));
        assertEquals(1, story.events(Event.Incident.class).size());
        wrong[0] = false;
        story.pass(60).then(Facts.pending("h1", 0), balance("olga", stoa(1_000) + M * 95 / 100));
        assertEquals(1, story.events(Event.Incident.class).size());
    }

    /// [DUE-3] Whatever kind of work is late finds what it is about.
    @Test
    void every_kind_of_due_work_survives_being_skipped() {
        var wrong = new boolean[] {true};
        var story = planted(event -> {
            if (!wrong[0]) return event;
            return switch (event) {
                case Event.SessionReturned(long session, var to, var amount) ->
                    new Event.SessionReturned(session, to, more(amount));
                case Event.CollateralReturned(var host, long number, var owner, var amount, long due) ->
                    new Event.CollateralReturned(host, number, owner, more(amount), due);
                default -> event;
            };
        });
        story.when(opens("ann", DEPOSIT), withdraws("olga", "h1", 5)).when();
        story.pass(7 * 60 + 10).then(phase(1, SessionPhase.CLOSING), balance("olga", stoa(1_000)));
        wrong[0] = false;
        story.pass(60);
        story.then(phase(1, SessionPhase.CLOSED), balance("ann", stoa(1_000)), balance("olga", stoa(1_000) + 5));
    }

    /// [DUE-3] The session was to end, was skipped, got its seats after all and was closed by its payer.
    @Test
    void skipped_work_that_comes_again_when_something_else_happened_does_nothing() {
        var wrong = new boolean[] {true};
        var story = planted(
                world -> world.validators(4)
                        .params(new ParamsFor(Params.local()).epoch(10).params()),
                event -> wrong[0] && event instanceof Event.SessionReturned(long session, var to, var amount)
                        ? new Event.SessionReturned(session, to, more(amount))
                        : event);
        story.proposedBy("validator 0", "validator 1", "validator 2", "validator 3");
        story.when(opens("ann", DEPOSIT, 3)).later(3).then(phase(1, SessionPhase.DRAWING));
        wrong[0] = false;
        story.when().when().then(phase(1, SessionPhase.OPEN));
        story.later(4, closes("ann", 1)).later(4).then(phase(1, SessionPhase.CLOSING));
        story.later(5).then(phase(1, SessionPhase.CLOSING)).when().then(phase(1, SessionPhase.CLOSED));
        assertEquals(1, story.events(Event.SessionReturned.class).size());
    }

    /// [SUP-2] [MKT-2]
    @Test
    void a_draw_that_hands_out_more_than_the_deposit_waits_until_the_session_expires() {
        var story = planted(event -> event instanceof Event.SeatsDrawn e
                ? new Event.SeatsDrawn(e.session(), e.seed(), e.hosts(), e.seats(), List.of(new Amount(DEPOSIT + 1)))
                : event);
        story.when(opens("ann", DEPOSIT, 20)).when().then(phase(1, SessionPhase.DRAWING));
        assertEquals(1, story.events(Event.Incident.class).size());
        story.later(19).then(phase(1, SessionPhase.CLOSED), balance("ann", stoa(1_000)));
    }

    /// [SUP-2] Each event that moves money is caught when it does not add up, and passes when it does.
    @Test
    void no_event_makes_or_loses_money() {
        var story = given().when(opens("ann", DEPOSIT), withdraws("olga", "h1", 7))
                .when()
                .when(settles("bob", voucher("ann", 1, 0, 1, M, M)));
        var unbonding = story.event(Event.CollateralUnbonding.class);
        var settled = story.event(Event.LaneSettled.class);
        var events = new ArrayList<Event>();
        events.add(new Event.SessionReturned(1, address("ann"), new Amount(DEPOSIT - M)));
        events.add(new Event.SessionReturned(1, address("ann"), new Amount(DEPOSIT)));
        events.add(new Event.CollateralReturned(
                unbonding.host(), 1, address("olga"), new Amount(7), unbonding.dueSeconds()));
        events.add(new Event.CollateralReturned(
                unbonding.host(), 1, address("olga"), new Amount(8), unbonding.dueSeconds()));
        events.add(released(settled, M * 3 / 100, M * 2 / 100, M * 95 / 100));
        events.add(released(settled, M * 3 / 100, M * 3 / 100, M * 95 / 100));
        events.add(settled(settled, 2 * M, M, M));
        events.add(settled(settled, 2 * M, M, M + 1));
        for (int i = 0; i < events.size(); i++)
            assertEquals(
                    i % 2 == 0,
                    new Books().post(story.state, events.get(i)),
                    events.get(i).toString());
    }

    private static Event released(Event.LaneSettled settled, long burned, long checks, long paid) {
        return new Event.PaymentReleased(
                settled.host(),
                1,
                settled.bucket(),
                false,
                address("olga"),
                new Amount(burned),
                new Amount(checks),
                new Amount(paid));
    }

    private static Event settled(Event.LaneSettled before, long earned, long paid, long covered) {
        return new Event.LaneSettled(
                1,
                0,
                before.host(),
                2,
                new Amount(earned),
                new Amount(earned),
                new Amount(paid),
                new Amount(covered),
                before.bucket(),
                before.coveredDueSeconds(),
                before.uncoveredDueSeconds(),
                0);
    }

    /// [SUP-2]
    @Test
    void half_a_transaction_is_never_applied() {
        var story = given();
        var draft = new Draft(story.state);
        var world = story.protocol.world(story.state, story.now);
        var fine = new Event.Transferred(address("ann"), address("bob"), new Coin(5, 0));
        story.when(opens("ann", DEPOSIT));
        var bad = new Event.SeatsDrawn(1, Hash.ZERO, List.of(), List.of(), List.of(new Amount(DEPOSIT + 1)));
        var over = new Draft(story.state);
        assertEquals(false, Evolve.apply(over, world, List.of(fine, bad)));
        assertTrue(over.isEmpty());
        assertTrue(Evolve.apply(draft, world, List.of(fine)));
    }
}
