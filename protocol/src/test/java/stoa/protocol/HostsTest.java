// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.protocol.Facts.host;
import static stoa.protocol.Facts.standing;
import static stoa.protocol.Names.BIG;
import static stoa.protocol.Names.SIGNATURE;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Names.address;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.Verbs.deposits;
import static stoa.protocol.Verbs.does;
import static stoa.protocol.Verbs.opens;
import static stoa.protocol.Verbs.registers;
import static stoa.protocol.Verbs.retires;
import static stoa.protocol.Verbs.updates;
import static stoa.protocol.Verbs.withdraws;

import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Capability;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.tx.Verb;

/// Hosts and their collateral.
class HostsTest {
    private static Verb.RegisterHost register(Address host, String owner, String endpoint, Address consenter) {
        return new Verb.RegisterHost(host, address(owner), endpoint, List.of(TINY), SIGNATURE, consenter);
    }

    /// [HST-1]
    @Test
    void an_owner_registers_a_host_that_consents() {
        var story = given().when(registers("ann", "h9", TINY, BIG)).accepted();
        assertEquals(address("ann"), host(story, "h9").owner());
        assertEquals(List.of(BIG, TINY), host(story, "h9").models());
        story.when(registers("bob", "h9", TINY)).refused(Reason.HOST_EXISTS);
    }

    /// [HST-1]
    @Test
    void nobody_registers_a_host_for_another_or_against_its_will() {
        var h9 = address("h9");
        given().when(does("ann", register(h9, "bob", "http://x", h9)))
                .refused(Reason.HOST_NOT_YOURS)
                .when(does("ann", register(h9, "ann", "http://x", Address.ZERO)))
                .refused(Reason.HOST_CONSENT_INVALID)
                .when(does("ann", register(h9, "ann", "http://x", address("bob"))))
                .refused(Reason.HOST_CONSENT_INVALID)
                .when(does("ann", register(Address.ZERO, "ann", "http://x", Address.ZERO)))
                .refused(Reason.HOST_MALFORMED)
                .when(does("ann", register(Capability.HOSTS.address(), "ann", "http://x", Address.ZERO)))
                .refused(Reason.HOST_MALFORMED);
    }

    /// [HST-1]
    @Test
    void an_endpoint_is_a_web_address_and_models_are_known_and_named_once() {
        var h9 = address("h9");
        for (var endpoint : List.of("", "http://", "ftp://x", "http://a b", "http://é", "https://" + "x".repeat(249)))
            given().when(does("ann", register(h9, "ann", endpoint, h9))).refused(Reason.HOST_MALFORMED);
        given().when(registers("ann", "h9", TINY, TINY)).refused(Reason.HOST_MALFORMED);
        given().when(registers("ann", "h9", new ModelId("none"))).refused(Reason.MODEL_UNKNOWN);
    }

    /// [HST-1]
    @Test
    void an_owner_has_only_so_many_hosts_at_a_time() {
        var story = given(
                world -> world.params(new ParamsFor(Params.local()).maxHosts(2).params()));
        story.when(registers("ann", "a1", TINY), registers("ann", "a2", TINY)).accepted();
        story.when(registers("ann", "a3", TINY)).refused(Reason.TOO_MANY_HOSTS);
        story.when(retires("ann", "a1")).accepted();
        story.when(registers("ann", "a3", TINY)).accepted();
    }

    /// [HST-2]
    @Test
    void an_owner_says_where_its_host_is_and_what_it_serves() {
        var story =
                given().when(updates("olga", "h1", "https://new.example", BIG)).accepted();
        assertEquals("https://new.example", host(story, "h1").endpoint());
        story.when(opens("ann", 20_000_000)).when();
        assertEquals(
                List.of(),
                story.event(Event.SeatsDrawn.class).hosts().stream()
                        .filter(address("h1")::equals)
                        .toList(),
                "it serves tiny no more");
        story.when(updates("otto", "h1", "https://new.example", BIG)).refused(Reason.HOST_NOT_YOURS);
        story.when(updates("olga", "h9", "https://new.example", BIG)).refused(Reason.HOST_UNKNOWN);
        story.when(updates("olga", "h1", "nowhere", BIG)).refused(Reason.HOST_MALFORMED);
        story.when(updates("olga", "h1", "http://x", new ModelId("none"))).refused(Reason.MODEL_UNKNOWN);
    }

    /// [HST-3]
    @Test
    void a_retired_host_gets_no_seats_and_keeps_its_owners_collateral() {
        var story = given().when(retires("otto", "h1"))
                .refused(Reason.HOST_NOT_YOURS)
                .when(retires("olga", "h1"))
                .accepted()
                .when(retires("olga", "h1"))
                .refused(Reason.HOST_RETIRED)
                .when(updates("olga", "h1", "http://x", TINY))
                .refused(Reason.HOST_RETIRED)
                .when(deposits("olga", "h1", 5))
                .refused(Reason.HOST_RETIRED)
                .when(retires("olga", "h9"))
                .refused(Reason.HOST_UNKNOWN)
                .when(withdraws("olga", "h1", stoa(1_000)))
                .accepted();
        assertEquals(1_000, standing(story, TINY, "h1").provenRate(), "until the epoch ends");
        story.pass(60);
        assertEquals(0, standing(story, TINY, "h1").provenRate());
    }

    /// [COL-1]
    @Test
    void anyone_adds_to_a_hosts_collateral() {
        var story = given().when(deposits("ann", "h1", stoa(5))).accepted();
        assertEquals(Amount.stoa(1_005), host(story, "h1").collateral());
        story.then(Facts.balance("ann", stoa(995)));
        story.when(deposits("ann", "h9", stoa(5))).refused(Reason.HOST_UNKNOWN);
        story.when(deposits("ann", "h1", 0)).refused(Reason.AMOUNT_ZERO);
        story.when(deposits("ann", "h1", stoa(996))).refused(Reason.BALANCE_TOO_LOW);
        var split = does("ann", new Verb.DepositCollateral(address("h1")), new stoa.types.Coin(5, 1));
        story.when(split).refused(Reason.VALUE_NOT_WHOLE);
    }

    /// [COL-2]
    @Test
    void collateral_unbonds_for_seven_epochs_and_returns_by_itself() {
        var story = given().when(withdraws("olga", "h1", stoa(300))).accepted();
        assertEquals(Amount.stoa(700), host(story, "h1").collateral());
        assertEquals(1, host(story, "h1").withdrawals());
        story.pass(7 * 60 - 1).then(Facts.balance("olga", stoa(1_000)));
        story.when().then(Facts.balance("olga", stoa(1_300)));
        assertEquals(0, host(story, "h1").withdrawals());
    }

    /// [COL-2]
    @Test
    void two_withdrawals_of_one_second_both_return() {
        given().when(withdraws("olga", "h1", 5), withdraws("olga", "h1", 6))
                .accepted()
                .pass(7 * 60)
                .then(Facts.balance("olga", stoa(1_000) + 11));
    }

    /// [COL-2]
    @Test
    void only_the_owner_withdraws_and_only_what_is_there() {
        var story = given(world ->
                world.params(new ParamsFor(Params.local()).maxWithdrawals(2).params()));
        story.when(withdraws("ann", "h1", 5)).refused(Reason.HOST_NOT_YOURS);
        story.when(withdraws("olga", "h9", 5)).refused(Reason.HOST_UNKNOWN);
        story.when(withdraws("olga", "h1", 0)).refused(Reason.AMOUNT_ZERO);
        story.when(withdraws("olga", "h1", stoa(1_000) + 1)).refused(Reason.COLLATERAL_TOO_LOW);
        story.when(withdraws("olga", "h1", 5), withdraws("olga", "h1", 5)).accepted();
        story.when(withdraws("olga", "h1", 5)).refused(Reason.TOO_MANY_WITHDRAWALS);
        story.pass(7 * 60).when(withdraws("olga", "h1", 5)).accepted();
    }
}
