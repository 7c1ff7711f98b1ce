// SPDX-License-Identifier: Apache-2.0
package stoa.client.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import stoa.client.LedgerFailure;
import stoa.client.wallet.Outcome;
import stoa.client.wallet.Wallet;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Reason;
import stoa.types.chain.CallRequest;
import stoa.types.chain.Simulated;
import stoa.types.event.Event;
import stoa.types.state.Account;
import stoa.types.state.Epoch;
import stoa.types.state.One;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;
import stoa.types.tx.ViewCall;
import stoa.types.tx.ViewFunction;

class FakeLedgerTest {
    private static final PrivateKey KEY = PrivateKey.generate();
    private static final Address ME = Secp256k1.addressOf(KEY);

    @TestFactory
    Stream<DynamicTest> it_keeps_every_promise_of_the_port() {
        var ledger = FakeLedger.sandbox().fund(ME, Amount.stoa(1));
        return LedgerContract.cases(ledger, KEY).stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), each.run()::run));
    }

    @Test
    void a_script_decides_what_a_verb_does_and_refuses() {
        var ledger = FakeLedger.sandbox().script((tx, state) -> switch (tx.verb()) {
            case Verb.CloseSession(long session)
            when session == 1 -> {
                state.put(Tables.EPOCH, One.ONE, new Epoch(9, 0, 1));
                yield Script.does(new Event.SessionReturned(1, ME, new Amount(5)));
            }
            default -> Script.refuses(Reason.SESSION_UNKNOWN);
        });
        try (var wallet = new Wallet(ledger, KEY)) {
            var done = wallet.sendAndWait(new Verb.CloseSession(1)).orThrow();
            assertEquals(new Amount(5), done.the(Event.SessionReturned.class).amount());
            assertEquals(9, ledger.get(Tables.EPOCH, One.ONE).orElseThrow().index());
            var refused = (Outcome.Refused) wallet.sendAndWait(new Verb.CloseSession(2));
            assertEquals(Reason.SESSION_UNKNOWN, refused.reason());
            assertTrue(refused.tx().isPresent(), "it paid its fee in a block");
            assertEquals(List.of(new Verb.CloseSession(1), new Verb.CloseSession(2)), ledger.verbs());
        }
    }

    @Test
    void trying_a_script_leaves_no_trace() {
        var ledger = FakeLedger.sandbox().script((_, state) -> {
            state.put(Tables.EPOCH, One.ONE, new Epoch(1, 0, 1));
            return Script.does();
        });
        var call = ledger.network().verbs().encode(new Verb.CloseSession(1));
        var request = new CallRequest(ME, Optional.of(call.to()), Coin.ZERO, call.data(), 0);
        assertTrue(ledger.simulate(request, FakeLedger.LATEST) instanceof Simulated.Done);
        assertEquals(Optional.empty(), ledger.get(Tables.EPOCH, One.ONE));
    }

    @Test
    void views_answer_from_the_rows_put_in() throws Exception {
        var ledger = FakeLedger.sandbox().put(Tables.EPOCH, One.ONE, new Epoch(7, 10, 70));
        var call = ledger.network().views().encode(new ViewCall.Epoch());
        var request = new CallRequest(ME, Optional.of(call.to()), Coin.ZERO, call.data(), 0);
        var done = (Simulated.Done) ledger.simulate(request, FakeLedger.LATEST);
        assertEquals(
                7,
                ViewFunction.EPOCH
                        .function()
                        .decodeResult(done.output())
                        .list(0)
                        .u63(0));
    }

    @Test
    void old_heights_keep_their_state_until_they_are_pruned() {
        var ledger = FakeLedger.sandbox().fund(ME, new Amount(1)).fund(ME, new Amount(2));
        assertEquals(
                List.of(new Coin(0, 0), new Coin(1, 0), new Coin(3, 0)),
                Stream.of(0L, 1L, 2L)
                        .map(height -> ledger.get(Tables.ACCOUNTS, ME, height)
                                .orElse(Account.EMPTY)
                                .balance())
                        .toList());
        ledger.pruneBefore(2);
        var failure = assertThrows(LedgerFailure.class, () -> ledger.get(Tables.ACCOUNTS, ME, 1));
        assertEquals(LedgerFailure.Kind.PRUNED, failure.kind());
    }

    @Test
    void a_cut_wire_and_a_closed_ledger_fail_as_such() {
        var ledger = FakeLedger.sandbox();
        ledger.unreachable(true);
        assertEquals(
                LedgerFailure.Kind.UNREACHABLE,
                assertThrows(LedgerFailure.class, ledger::head).kind());
        ledger.unreachable(false);
        assertEquals(0, ledger.head().height());
        ledger.close();
        assertEquals(
                LedgerFailure.Kind.CLOSED,
                assertThrows(LedgerFailure.class, ledger::head).kind());
    }
}
