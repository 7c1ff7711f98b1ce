// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.protocol.Facts.balance;
import static stoa.protocol.Facts.lanes;
import static stoa.protocol.Facts.phase;
import static stoa.protocol.Facts.session;
import static stoa.protocol.Names.BIG;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Names.address;
import static stoa.protocol.Names.keyOf;
import static stoa.protocol.Story.HIGH;
import static stoa.protocol.Story.PRICES;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.Verbs.closes;
import static stoa.protocol.Verbs.does;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.retires;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Draw;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.SessionPhase;
import stoa.types.tx.Verb;

/// Sessions begin and get their seats.
class OpeningTest {
    private static final long DEPOSIT = 160_000_000;

    private static Verb.OpenSession verb(long deposit, Prices maxima, long seconds, Address key, Address refundTo) {
        return new Verb.OpenSession(TINY, new Amount(deposit), maxima, seconds, key, refundTo);
    }

    /// [MKT-1]
    @Test
    void anyone_opens_a_session_with_a_deposit_and_a_locked_price() {
        var story = given().when(opens("ann", DEPOSIT, 60)).accepted();
        var session = session(story, 1);
        assertEquals(new Amount(DEPOSIT), session.deposit());
        assertEquals(PRICES, session.locked());
        assertEquals(HIGH, session.maxima());
        assertEquals(story.now + 3_600, session.lockedUntilSeconds());
        assertEquals(story.now + 60, session.closesSeconds());
        assertEquals(keyOf("ann"), session.sessionKey());
        story.then(balance("ann", stoa(1_000) - DEPOSIT), phase(1, SessionPhase.DRAWING));
    }

    /// [MKT-1]
    @Test
    void a_session_that_cannot_be_is_refused_with_the_reason() {
        var ann = address("ann");
        var key = keyOf("ann");
        var story = given(world -> world.balance("ann", 2_000_000));
        story.when(opens("ann", new ModelId("none"), DEPOSIT, 60, "ann")).refused(Reason.MODEL_UNKNOWN);
        story.when(opens("ann", BIG, DEPOSIT, 60, "ann")).refused(Reason.NO_HOSTS);
        story.when(opens("ann", DEPOSIT, 0)).refused(Reason.SESSION_TOO_LONG);
        story.when(opens("ann", DEPOSIT, 61)).refused(Reason.SESSION_TOO_LONG);
        story.when(opens("ann", 999_999, 60)).refused(Reason.DEPOSIT_TOO_SMALL);
        story.when(opens("ann", 2_000_001, 60)).refused(Reason.BALANCE_TOO_LOW);
        story.when(does("ann", verb(DEPOSIT, HIGH, 60, Address.ZERO, ann))).refused(Reason.SESSION_KEY_INVALID);
        story.when(does("ann", verb(DEPOSIT, HIGH, 60, Capability.SESSIONS.address(), ann)))
                .refused(Reason.SESSION_KEY_INVALID);
        story.when(does("ann", verb(DEPOSIT, HIGH, 60, key, Address.ZERO))).refused(Reason.SYSTEM_ADDRESS);
        var low = new Prices(
                PRICES.input(), PRICES.cachedInput(), new Price(PRICES.output().fixed() - 1));
        story.when(does("ann", verb(DEPOSIT, low, 60, key, ann))).refused(Reason.PRICE_ABOVE_MAXIMUM);
        story.when(does("ann", verb(2_000_000, PRICES, 60, key, ann))).accepted();
    }

    /// [MKT-1]
    @Test
    void a_model_whose_hosts_are_all_gone_opens_no_sessions() {
        given().when(retires("olga", "h1"), retires("otto", "h2"), retires("oleg", "h3"))
                .when(opens("ann", DEPOSIT))
                .refused(Reason.NO_HOSTS);
    }

    /// [MKT-2]
    @Test
    void sixteen_seats_share_the_deposit_and_what_is_left_over_stays_in_it() {
        var story = given().when(opens("ann", DEPOSIT + 15)).when().then(phase(1, SessionPhase.OPEN));
        long seats = 0;
        long allowances = 0;
        for (var lane : lanes(story, 1)) {
            seats += lane.seats();
            allowances += lane.allowance().obol();
            assertEquals((DEPOSIT + 15) * lane.seats() / 16, lane.allowance().obol());
        }
        assertEquals(16, seats);
        assertTrue(allowances < DEPOSIT + 15 && allowances > DEPOSIT, "dust stays");
        var hosts = story.event(Event.SeatsDrawn.class).hosts();
        assertEquals(hosts.stream().sorted().toList(), hosts, "lanes are in the order of addresses");
        story.when(closes("ann", 1)).later(10).then(balance("ann", stoa(1_000)));
    }

    /// [MKT-2]
    @Test
    void no_owner_has_more_than_its_share_of_seats() {
        var story = given(world -> world.host("h4", "olga", stoa(100_000), 100_000, TINY)
                .host("h1", "olga", stoa(100_000), 100_000, TINY));
        story.when(opens("ann", DEPOSIT)).when();
        var owners = new TreeMap<Address, Integer>();
        for (var lane : lanes(story, 1))
            owners.merge(
                    story.state
                            .find(stoa.types.state.Tables.HOSTS, lane.host())
                            .orElseThrow()
                            .owner(),
                    lane.seats(),
                    Integer::sum);
        assertEquals(6, owners.get(address("olga")), "sixteen seats among three owners: at most six");
        assertEquals(16, owners.values().stream().mapToInt(each -> each).sum());
    }

    /// [MKT-2]
    @Test
    void seats_follow_the_weight_that_collateral_backs() {
        var story = given(world -> world.params(
                        new ParamsFor(Params.local()).ownerSeats(16).params())
                .host("h1", "olga", stoa(3_000), 4_000, TINY)
                .host("h2", "otto", stoa(30), 4_000, TINY));
        int first = 0;
        int second = 0;
        for (int i = 0; i < 60; i++) {
            story.when(opens("ann", 1_000_000)).when();
            var drawn = story.event(Event.SeatsDrawn.class);
            int at = drawn.hosts().indexOf(address("h1"));
            if (at >= 0) first += drawn.seats().get(at);
            at = drawn.hosts().indexOf(address("h2"));
            if (at >= 0) second += drawn.seats().get(at);
        }
        assertTrue(first > 600 && first < 800, "3,000 of 3,830 in weight, of 960 seats: " + first);
        assertTrue(second < 40, "30 of 3,830: " + second);
    }

    /// [MKT-2]
    @Test
    void hosts_that_vanish_before_the_draw_return_the_deposit_at_once() {
        given().when(opens("ann", DEPOSIT), retires("olga", "h1"), retires("otto", "h2"), retires("oleg", "h3"))
                .accepted()
                .then(balance("ann", stoa(1_000) - DEPOSIT))
                .when()
                .then(balance("ann", stoa(1_000)), phase(1, SessionPhase.CLOSED));
    }

    /// [CHN-2]
    @Test
    void a_draw_is_the_same_for_everyone_and_different_for_every_session() {
        var entrants = List.of(
                new Draw.Entrant(address("h1"), address("olga"), 5),
                new Draw.Entrant(address("h2"), address("otto"), 5));
        var seed = TestHashing.HASHING.sha256(new byte[] {1});
        var first = Draw.draw(TestHashing.HASHING, seed, "seats", Bytes.ofLong(1), 16, 9, entrants);
        assertEquals(first, Draw.draw(TestHashing.HASHING, seed, "seats", Bytes.ofLong(1), 16, 9, entrants.reversed()));
        assertTrue(!first.equals(Draw.draw(TestHashing.HASHING, seed, "seats", Bytes.ofLong(2), 16, 9, entrants)));
        assertEquals(16, first.size());
        assertTrue(first.stream().filter(address("h1")::equals).count() <= 9);
    }
}
