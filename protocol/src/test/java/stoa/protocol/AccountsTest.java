// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.protocol.Facts.balance;
import static stoa.protocol.Facts.excluded;
import static stoa.protocol.Facts.verdicts;
import static stoa.protocol.Names.address;
import static stoa.protocol.Story.given;
import static stoa.protocol.Story.stoa;
import static stoa.protocol.Verbs.closes;
import static stoa.protocol.Verbs.does;
import static stoa.protocol.Verbs.pays;

import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Capability;
import stoa.types.Coin;
import stoa.types.Params;
import stoa.types.Reason;
import stoa.types.tx.Fees;
import stoa.types.tx.Tx;
import stoa.types.tx.Verb;

/// Coin, fees and nonces.
class AccountsTest {
    private static final Params STRICT = Params.mainnet();

    /// [ACC-1]
    @Test
    void coin_moves_to_the_wei() {
        var story = given().when(does("ann", new Verb.Transfer(address("dora")), new Coin(3, 7)));
        story.accepted();
        assertEquals(new Coin(3, 7), Facts.balanceOf(story, "dora"));
        assertEquals(new Coin(stoa(1_000) - 4, 999_999_993), Facts.balanceOf(story, "ann"));
        story.when(does("dora", new Verb.Transfer(address("ann")), new Coin(3, 7)))
                .accepted()
                .then(balance("ann", stoa(1_000)), balance("dora", 0));
    }

    /// [ACC-1]
    @Test
    void paying_oneself_changes_nothing() {
        given().when(pays("ann", "ann", stoa(1_000))).accepted().then(balance("ann", stoa(1_000)));
    }

    /// [ACC-1]
    @Test
    void nobody_pays_more_than_they_have() {
        given().when(pays("ann", "bob", stoa(1_000) + 1))
                .refused(Reason.BALANCE_TOO_LOW)
                .then(balance("ann", stoa(1_000)), balance("bob", stoa(1_000)));
    }

    /// [ACC-2]
    @Test
    void coin_to_the_system_or_to_nobody_is_refused() {
        var value = new Coin(1, 0);
        given().when(does("ann", new Verb.Transfer(Capability.SESSIONS.address()), value))
                .refused(Reason.SYSTEM_ADDRESS)
                .when(does("ann", new Verb.Transfer(Address.ZERO), value))
                .refused(Reason.SYSTEM_ADDRESS);
    }

    /// [ACC-3]
    @Test
    void a_verb_without_use_for_coin_refuses_it() {
        given().when(does("ann", new Verb.CloseSession(1), new Coin(0, 1))).refused(Reason.VALUE_NOT_TAKEN);
    }

    /// [FEE-1] [FEE-3]
    @Test
    void gas_is_paid_in_obol_and_burned_also_when_the_verb_is_refused() {
        var story = given(world -> world.params(STRICT));
        long transfer = Fees.TRANSFER;
        long close = Fees.gas(new Verb.CloseSession(9));
        story.transactions(1, List.of(story.tx(pays("ann", "bob", 5), 0, false), story.tx(closes("ann", 9), 1, false)));
        story.then(verdicts(null, Reason.SESSION_UNKNOWN), balance("ann", stoa(1_000) - 5 - transfer - close));
        assertEquals(new Amount(transfer + close), story.last.totals().burned());
        assertEquals(transfer + close, story.last.gasUsed());
        assertEquals(2, story.nonceOf("ann"));
    }

    /// [FEE-1]
    @Test
    void the_fee_is_paid_before_the_value() {
        var story = given(world -> world.params(STRICT));
        story.transactions(1, List.of(story.tx(pays("ann", "bob", stoa(1_000)), 0, false)))
                .refused(Reason.BALANCE_TOO_LOW)
                .then(balance("ann", stoa(1_000) - Fees.TRANSFER));
    }

    /// [FEE-2]
    @Test
    void what_cannot_pay_or_is_out_of_turn_stands_in_no_block() {
        var story = given(world -> world.params(STRICT).balance("poor", Fees.TRANSFER - 1));
        var pay = pays("ann", "bob", 1);
        story.transactions(1, List.of(story.tx(pay, 1, false))).then(excluded(Reason.NONCE_TOO_HIGH));
        story.transactions(1, List.of(story.tx(pay, 0, false))).accepted();
        story.transactions(1, List.of(story.tx(pay, 0, false))).then(excluded(Reason.NONCE_TOO_LOW));
        story.transactions(1, List.of(story.tx(pay, 1, true))).then(excluded(Reason.GAS_PRICE_TOO_LOW));
        story.transactions(1, List.of(story.tx(pays("poor", "bob", 0), 0, false)))
                .then(excluded(Reason.FEE_UNPAYABLE));
        story.transactions(1, List.of(with(story.tx(pay, 1, false), Fees.TRANSFER - 1, 200)))
                .then(excluded(Reason.GAS_TOO_LOW));
        story.transactions(1, List.of(with(story.tx(pay, 1, false), Fees.TRANSFER, STRICT.maxTxBytes() + 1)))
                .then(excluded(Reason.TOO_LARGE));
        assertEquals(1, story.nonceOf("ann"), "an excluded transaction leaves no trace");
    }

    /// [FEE-2]
    @Test
    void a_pool_takes_transactions_in_turn_as_long_as_the_balance_covers_all_of_them() {
        var story = given(world -> world.params(STRICT));
        long value = stoa(600);
        var first = story.tx(pays("ann", "bob", value), 0, false);
        var second = story.tx(pays("ann", "bob", value), 1, false);
        var cost = story.protocol.cost(story.state, first);
        assertEquals(new Coin(value + Fees.TRANSFER, 0), cost);
        assertEquals(Verdict.accepted(), story.protocol.check(story.state, first, 0, Coin.ZERO));
        assertEquals(rejected(Reason.NONCE_TOO_HIGH), story.protocol.check(story.state, second, 0, Coin.ZERO));
        assertEquals(rejected(Reason.NONCE_TOO_LOW), story.protocol.check(story.state, first, 1, cost));
        assertEquals(rejected(Reason.FEE_UNPAYABLE), story.protocol.check(story.state, second, 1, cost));
        var small = story.tx(pays("ann", "bob", 1), 1, false);
        assertEquals(Verdict.accepted(), story.protocol.check(story.state, small, 1, cost));
        var absurd = story.tx(pays("ann", "bob", Amount.CAP_OBOL), 0, false);
        assertEquals(rejected(Reason.FEE_UNPAYABLE), story.protocol.check(story.state, absurd, 0, Coin.ZERO));
    }

    /// [FEE-4]
    @Test
    void a_sandbox_takes_free_transactions_and_charges_the_others() {
        var story = given();
        story.transactions(
                1, List.of(story.tx(pays("ann", "bob", 5), 0, true), story.tx(pays("ann", "bob", 5), 1, false)));
        story.accepted().then(balance("ann", stoa(1_000) - 10 - Fees.TRANSFER));
    }

    private static Verdict rejected(Reason reason) {
        return Verdict.rejected(reason);
    }

    private static Tx with(Tx tx, long gasLimit, int size) {
        return new Tx(tx.hash(), tx.sender(), tx.nonce(), gasLimit, tx.free(), tx.to(), tx.value(), tx.verb(), size);
    }
}
