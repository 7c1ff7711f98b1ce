// SPDX-License-Identifier: Apache-2.0
package stoa.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.kit.config.Secret;
import stoa.kit.sql.SqlConfig;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Capability;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.SessionPhase;
import stoa.types.state.SessionStep;
import stoa.types.state.Terms;
import stoa.types.tx.Verb;
import stoa.views.query.LogQueries.Filter;
import stoa.views.query.LogQueries.LogRow;
import stoa.views.query.MarketQueries.SessionFilter;
import stoa.views.query.Queries;
import stoa.views.query.Queries.Position;

/// What each event does to the tables, told as the lives of a session, a host, a model and a delegation. With
/// `STOA_TEST_POSTGRES=jdbc:postgresql://…` in the environment, told to PostgreSQL (user `stoa`, a database for nothing
/// else).
class FoldTest {
    private static final Address ANN = address(0xa0);
    private static final Address BOB = address(0xb0);
    private static final Address HOST_1 = address(0x11);
    private static final Address HOST_2 = address(0x12);
    private static final Address OWNER = address(0x0f);
    private static final ModelId TINY = new ModelId("tiny");
    private static final Prices PRICES = new Prices(price(2), price(1), price(4));

    private final TestChain chain = new TestChain("fold");
    private Views views;

    @BeforeEach
    void open() {
        var postgres = System.getenv("STOA_TEST_POSTGRES");
        var database = postgres == null
                ? SqlConfig.memory("fold-" + UUID.randomUUID())
                : new SqlConfig(postgres, "stoa", new Secret(""), 4);
        views = Views.open(database, chain.genesis, chain);
    }

    @AfterEach
    void close() {
        views.close();
    }

    @Test
    void a_session_is_followed_from_opening_to_return() {
        chain.block(opened(7, 1_600));
        chain.block(
                new Event.SeatsDrawn(
                        7, Hash.ZERO, List.of(HOST_1, HOST_2), List.of(10, 6), List.of(obol(1_000), obol(600))),
                new Event.SessionStepped(7, SessionStep.DRAW, 0));
        chain.block(settled(7, 0, HOST_1, 3, 200, 250, 200));
        chain.block(settled(7, 0, HOST_1, 5, 500, 500, 300), new Event.ToppedUp(7, 1, ANN, obol(400), 0, 0));
        chain.block(
                new Event.LaneFrozen(7, 1, HOST_2),
                new Event.AllowanceMoved(7, 1, 0, obol(100), true),
                new Event.VoucherRefused(7, 1, Reason.VOUCHER_STALE));
        chain.block(new Event.SessionStepped(7, SessionStep.CLOSE, 5_000));
        chain.block(
                new Event.ReceiptsPosted(7, 1, HOST_2, 2, obol(40), obol(40), 1, 10, 10),
                new Event.SessionReturned(7, ANN, obol(1_460)),
                new Event.SessionStepped(7, SessionStep.FINISH, 0));
        folded();

        var session = queries().market().session(7).orElseThrow();
        assertEquals(ANN, session.payer());
        assertEquals(obol(2_000), session.deposit());
        assertEquals(obol(540), session.settled());
        assertEquals(obol(1_460), session.returned());
        assertEquals(session.deposit(), session.settled().plus(session.returned()));
        assertEquals(SessionPhase.CLOSED, session.phase());
        assertEquals(5_000, session.closesSeconds());
        assertEquals(2, session.lanes());
        assertEquals(PRICES, session.locked());

        var lanes = queries().market().lanes(7);
        assertEquals(
                List.of(obol(1_100), obol(900)),
                lanes.stream().map(lane -> lane.allowance()).toList());
        assertEquals(5, lanes.get(0).answers());
        assertEquals(obol(500), lanes.get(0).earned());
        assertEquals(obol(40), lanes.get(1).posted());
        assertTrue(lanes.get(1).frozenSeconds() > 0);

        var settlements = queries().market().settlementsOf(7, Position.NEWEST, 10);
        assertEquals(
                List.of(Optional.of(Reason.VOUCHER_STALE), Optional.empty(), Optional.empty()),
                settlements.stream().map(each -> each.refused()).toList());
        assertEquals(
                List.of(obol(300), obol(200)),
                queries().market().settlementsOf(HOST_1, Position.NEWEST, 10).stream()
                        .map(each -> each.paid())
                        .toList());
    }

    @Test
    void a_session_without_hosts_closes_at_once() {
        chain.block(
                opened(1, 100),
                new Event.SessionStepped(1, SessionStep.DRAW_EMPTY, 0),
                new Event.SessionReturned(1, ANN, obol(100)));
        folded();
        assertEquals(
                SessionPhase.CLOSED, queries().market().session(1).orElseThrow().phase());
        assertEquals(List.of(), queries().market().lanes(1));
    }

    @Test
    void what_a_block_begins_with_happens_before_its_transactions() {
        chain.block(opened(1, 100));
        var close = chain.tx(
                0,
                new Verb.CloseSession(1),
                Optional.empty(),
                new Event.LaneFrozen(1, 0, HOST_1),
                new Event.SessionStepped(1, SessionStep.CLOSE, 50));
        chain.add(
                List.of(
                        new Event.SeatsDrawn(1, Hash.ZERO, List.of(HOST_1), List.of(16), List.of(obol(100))),
                        new Event.SessionStepped(1, SessionStep.DRAW, 0)),
                List.of(close),
                List.of(new Event.Incident(2, "end")));
        folded();
        assertEquals(
                SessionPhase.CLOSING,
                queries().market().session(1).orElseThrow().phase());
        assertTrue(queries().market().lanes(1).getFirst().frozenSeconds() > 0);
        assertEquals(
                List.of(0, 0, 0, 1, 1, 1),
                find(new Filter(2, 2, List.of(), List.of()), 100).stream()
                        .map(LogRow::place)
                        .toList(),
                "as logs the block's own come last");
        assertEquals(
                List.of(0, 1, 2, 3, 4, 5),
                views.logs().of(chain.blocks(2, 1).getFirst()).stream()
                        .map(BlockLogs.Entry::number)
                        .toList());
    }

    @Test
    void a_block_of_any_size_is_folded_whole() {
        var events = new Event[50_000];
        for (int i = 0; i < events.length; i++) events[i] = new Event.SeedSigned(i, Hash.ZERO, ANN);
        chain.block(events);
        folded();
        assertEquals(
                1,
                find(new Filter(1, 1, List.of(), List.of()), 50_001).stream()
                        .filter(row -> row.number() == 49_999)
                        .count());
    }

    @Test
    void sessions_are_found_by_payer_host_model_and_phase_newest_first_page_by_page() {
        for (long id = 1; id <= 6; id++) chain.block(opened(id, 100));
        chain.block(
                new Event.SeatsDrawn(4, Hash.ZERO, List.of(HOST_2), List.of(16), List.of(obol(100))),
                new Event.SessionStepped(4, SessionStep.DRAW, 0));
        folded();
        assertEquals(List.of(6L, 5L), ids(SessionFilter.ALL, Long.MAX_VALUE, 2));
        assertEquals(List.of(4L, 3L), ids(SessionFilter.ALL, 5, 2));
        assertEquals(List.of(4L), ids(by(null, HOST_2, null, null), Long.MAX_VALUE, 10));
        assertEquals(List.of(), ids(by(null, HOST_1, null, null), Long.MAX_VALUE, 10));
        assertEquals(List.of(4L), ids(by(ANN, null, TINY, SessionPhase.OPEN), Long.MAX_VALUE, 10));
        assertEquals(List.of(), ids(by(BOB, null, null, null), Long.MAX_VALUE, 10));
    }

    @Test
    void a_host_is_followed_through_money_and_models() {
        chain.tx(
                new Verb.RetireHost(HOST_1),
                new Event.HostRegistered(HOST_1, OWNER, "http://one", List.of(TINY)),
                new Event.CollateralDeposited(HOST_1, OWNER, obol(1_000)),
                new Event.StandingSet(TINY, HOST_1, 5, 10, 8),
                new Event.StandingSet(TINY, HOST_1, 6, 12, 9));
        chain.block(
                new Event.HostUpdated(HOST_1, "http://two", List.of(TINY, new ModelId("big"))),
                new Event.CollateralUnbonding(HOST_1, 0, obol(400), 99),
                new Event.CollateralReturned(HOST_1, 0, OWNER, obol(400), 99),
                new Event.HostRegistered(HOST_2, BOB, "http://b", List.of()),
                settled(7, 0, HOST_1, 1, 300, 300, 300),
                new Event.PaymentReleased(HOST_1, 7, 5, false, OWNER, obol(3), obol(2), obol(95)),
                new Event.StandingSet(TINY, HOST_1, 7, 14, 10));
        chain.block(new Event.HostRetired(HOST_2));
        folded();

        var host = queries().people().host(HOST_1).orElseThrow();
        assertEquals("http://two", host.endpoint());
        assertEquals(List.of(TINY, new ModelId("big")), host.models());
        assertEquals(obol(600), host.collateral());
        assertEquals(obol(300), host.settled());
        assertEquals(obol(200), host.pending());
        assertEquals(obol(95), host.paid());
        assertEquals(7, queries().people().standingOf(HOST_1).getFirst().provenRate());
        assertEquals(1, queries().people().standingOn(TINY).size());
        assertEquals(
                List.of(false, true),
                queries().people().hosts(Address.ZERO, 10).stream()
                        .map(each -> each.retired())
                        .toList());
        assertEquals(
                HOST_2,
                queries().people().hostsOf(BOB, Address.ZERO, 10).getFirst().host());
        assertEquals(List.of(), queries().people().hosts(HOST_2, 10));
        var payments = queries().market().paymentsOfOwner(OWNER, Position.NEWEST, 10);
        assertEquals(obol(95), payments.getFirst().paid());
        assertEquals(payments, queries().market().paymentsOfHost(HOST_1, Position.NEWEST, 10));
        assertEquals(payments, queries().market().paymentsOf(7, Position.NEWEST, 10));
    }

    @Test
    void a_model_keeps_the_history_of_its_prices() {
        chain.block(new Event.ModelAdded(TINY, PRICES, 4_096, 3, List.of("cpu, slow", "gpu")));
        var higher = new Prices(price(3), price(2), price(5));
        chain.block(new Event.PriceStepped(TINY, higher, 700_000, false, 60));
        chain.block(new Event.PriceStepped(TINY, PRICES, 300_000, true, 120), new Event.ModelRetired(TINY));
        folded();
        var model = queries().people().models().getFirst();
        assertEquals(PRICES, model.prices());
        assertEquals(List.of("cpu, slow", "gpu"), model.engineClasses());
        assertTrue(model.retired());
        var history = queries().people().prices(TINY, Position.NEWEST, 10);
        assertEquals(
                List.of(PRICES, higher),
                history.stream().map(each -> each.prices()).toList());
        assertEquals(
                1, queries().people().prices(TINY, history.getFirst().at(), 10).size());
    }

    @Test
    void a_delegation_counts_what_is_spent_and_returned_and_its_acts_are_kept() {
        var terms = new Terms(BOB, 1, List.of(TINY), obol(10), 60, obol(100), obol(5), 0, 99_999, 1, "für Änne");
        chain.tx(new Verb.Delegate(0, terms), new Event.Delegated(3, ANN, ANN, 0, terms));
        var act = chain.tx(
                new Verb.Revoke(3),
                new Event.Acted(3, ANN, BOB, Capability.SESSIONS.address()),
                new Event.DelegationSpent(3, 0, obol(50)));
        chain.block(new Event.DelegationReturned(3, 0, obol(20)));
        folded();
        var found = queries().people().delegation(3).orElseThrow();
        assertEquals(terms, found.terms());
        assertEquals(obol(30), found.spent());
        assertEquals(Optional.empty(), found.revokedHeight());
        assertEquals(List.of(found), queries().people().delegationsOf(ANN, Long.MAX_VALUE, 10));
        assertEquals(List.of(found), queries().people().delegationsTo(BOB, Long.MAX_VALUE, 10));
        assertEquals(List.of(found), queries().people().delegationsUnder(0, Long.MAX_VALUE, 10));
        assertEquals(List.of(), queries().people().delegationsUnder(3, Long.MAX_VALUE, 10));
        assertEquals(
                act.txs().getFirst().hash(),
                queries().people().actsUnder(3, Position.NEWEST, 10).getFirst().tx());
        chain.block(new Event.Revoked(3, ANN));
        folded();
        assertEquals(
                Optional.of(chain.head()),
                queries().people().delegation(3).orElseThrow().revokedHeight());
    }

    @Test
    void transactions_are_found_by_either_side_with_their_verb_and_refusal() {
        chain.tx(new Verb.Transfer(BOB), new Event.Transferred(TestChain.SENDER, BOB, new Coin(0, 2)));
        chain.tx(new Verb.Transfer(TestChain.SENDER));
        chain.refused(new Verb.CloseSession(9), Reason.SESSION_UNKNOWN);
        folded();
        var sent = queries().chain().txsOf(TestChain.SENDER, Position.NEWEST, 10);
        assertEquals(
                List.of("closeSession", "", ""),
                sent.stream().map(each -> each.verb()).toList());
        assertEquals(Optional.of(Reason.SESSION_UNKNOWN), sent.getFirst().refused());
        assertEquals(new Coin(0, 2), sent.getLast().value());
        assertEquals(1, queries().chain().txsOf(BOB, Position.NEWEST, 10).size());
        var second = sent.get(1);
        assertEquals(
                List.of(sent.get(2)),
                queries().chain().txsOf(TestChain.SENDER, new Position(second.height(), second.place()), 10));
        assertEquals(Optional.of(second), queries().chain().tx(second.hash()));
    }

    @Test
    void logs_are_found_by_block_address_and_topic_in_order() {
        chain.tx(new Verb.Transfer(BOB), new Event.Transferred(TestChain.SENDER, BOB, new Coin(0, 2)));
        chain.tx(new Verb.Transfer(ANN), new Event.Transferred(TestChain.SENDER, ANN, new Coin(0, 2)));
        chain.block(new Event.SeedSigned(3, Hash.ZERO, OWNER));
        folded();
        var all = find(new Filter(0, 99, List.of(), List.of()), 100);
        assertEquals(
                List.of("1:0", "1:1", "2:0", "2:1", "3:0"),
                all.stream().map(row -> row.height() + ":" + row.number()).toList());
        var own = all.getLast();
        assertEquals(Optional.empty(), own.tx());
        assertEquals(0, own.place());
        assertEquals(chain.blocks(3, 1).getFirst().hash(), own.block());

        var transferred = all.get(1).log().topics().getFirst();
        var toAnn = all.get(3).log().topics().get(2);
        assertEquals(
                2,
                find(new Filter(0, 99, List.of(), List.of(List.of(transferred))), 100)
                        .size());
        assertEquals(
                1,
                find(new Filter(0, 99, List.of(), List.of(List.of(), List.of(), List.of(toAnn))), 100)
                        .size());
        assertEquals(
                1,
                find(new Filter(0, 99, List.of(Capability.EPOCHS.address(), BOB), List.of()), 100)
                        .size());
        assertEquals(2, find(new Filter(2, 2, List.of(), List.of()), 100).size());
        assertEquals(3, find(new Filter(0, 99, List.of(), List.of()), 3).size());
        for (var filter : List.of(
                new Filter(0, 99, List.of(), List.of(List.of(transferred))),
                new Filter(0, 99, List.of(), List.of(List.of(), List.of(), List.of(toAnn))),
                new Filter(0, 99, List.of(Capability.ACCOUNTS.address()), List.of())))
            assertEquals(
                    all.stream()
                            .filter(row -> filter.matches(row.log()))
                            .toList()
                            .size(),
                    find(filter, 100).size(),
                    "the filter in memory and the one in SQL agree");
    }

    @Test
    void a_blocks_own_logs_belong_to_a_transaction_of_its_own() {
        var block = chain.block(new Event.EpochDecided(4, 10, 70, 99), new Event.Incident(1, "x".repeat(9_000)));
        folded();
        var ownTx = views.logs().blockTx(block.height());
        assertEquals(
                block.height(), queries().chain().blockOf(ownTx).orElseThrow().height());
        assertEquals(Optional.empty(), queries().chain().blockOf(Hash.ZERO));
        assertEquals(4, queries().chain().epochs(1).getFirst().epoch());
        assertEquals(
                4_000,
                queries()
                        .chain()
                        .incidents(Position.NEWEST, 10)
                        .getFirst()
                        .what()
                        .length());
    }

    // ── words of the stories ──

    private Queries queries() {
        return views.queries();
    }

    private void folded() {
        views.wake();
        assertTrue(views.await(chain.head(), Duration.ofSeconds(20)), "the fold did not come this far");
    }

    private List<Long> ids(SessionFilter filter, long before, int most) {
        return queries().market().sessions(filter, before, most).stream()
                .map(each -> each.id())
                .toList();
    }

    private List<LogRow> find(Filter filter, int most) {
        return queries().logs().find(filter, most);
    }

    private static SessionFilter by(Address payer, Address host, ModelId model, SessionPhase phase) {
        return new SessionFilter(
                Optional.ofNullable(payer),
                Optional.ofNullable(host),
                Optional.ofNullable(model),
                Optional.ofNullable(phase));
    }

    private static Event opened(long id, long deposit) {
        return new Event.SessionOpened(id, ANN, TINY, obol(deposit), PRICES, PRICES, 4_000, BOB, ANN, 0, 0);
    }

    private static Event.LaneSettled settled(
            long session, int lane, Address host, long count, long earned, long ceiling, long paid) {
        return new Event.LaneSettled(
                session, lane, host, count, obol(earned), obol(ceiling), obol(paid), obol(paid), 1, 10, 20, 5);
    }

    private static Amount obol(long obol) {
        return new Amount(obol);
    }

    private static Price price(long obol) {
        return Price.ofObolPerMillion(obol);
    }

    private static Address address(int last) {
        return new Address(0, 0, last);
    }
}
