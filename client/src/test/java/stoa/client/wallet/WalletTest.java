// SPDX-License-Identifier: Apache-2.0
package stoa.client.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.client.LedgerFailure;
import stoa.client.fake.FakeLedger;
import stoa.client.fake.Script;
import stoa.kit.crypto.PrivateKey;
import stoa.types.Address;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.chain.ChainInfo;
import stoa.types.event.Event;
import stoa.types.tx.Fees;
import stoa.types.tx.Tx;
import stoa.types.tx.Verb;

class WalletTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration NONE = Duration.ofMillis(1);
    private static final Verb VERB = new Verb.CloseSession(1);
    private static final Address ANN = Address.parse("0x00000000000000000000000000000000000000a1");

    private final PrivateKey key = PrivateKey.generate();
    private final FakeLedger ledger = FakeLedger.sandbox();
    private final Wallet wallet = new Wallet(ledger, key);

    @AfterEach
    void close() {
        wallet.close();
        ledger.close();
    }

    @Test
    void a_transaction_is_sent_with_its_exact_gas_and_found_in_its_block() {
        var done = wallet.sendAndWait(new Verb.Transfer(ANN), new Coin(3, 5)).orThrow();
        var tx = ledger.taken().getFirst();
        assertEquals(new Coin(3, 5), tx.value());
        assertEquals(21_000, tx.gasLimit());
        assertEquals(wallet.address(), tx.sender());
        assertEquals(tx.hash(), done.tx().hash());
        assertEquals(1, done.height());
        assertEquals(wallet.address(), done.the(Event.Charged.class).sender());
        assertEquals(0, wallet.inFlight());
    }

    @Test
    void many_threads_send_many_transactions_without_a_gap_or_a_nonce_twice() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<Callable<Outcome>>();
            for (int i = 0; i < 200; i++) work.add(() -> wallet.sendAndWait(VERB));
            for (var each : threads.invokeAll(work)) assertTrue(each.get() instanceof Outcome.Done);
        }
        assertEquals(
                LongStream.range(0, 200).boxed().toList(),
                ledger.taken().stream().map(Tx::nonce).toList());
    }

    @Test
    void many_wait_for_one_block_together() {
        ledger.blockPerTx(false);
        var hashes = new ArrayList<Hash>();
        for (int i = 0; i < 50; i++) hashes.add(wallet.send(VERB).hashOrThrow());
        assertEquals(50, wallet.inFlight());
        assertEquals(new Outcome.Late(hashes.getFirst()), wallet.await(hashes.getFirst(), NONE));
        assertEquals(50, ledger.commit().txs().size());
        for (var hash : hashes) assertTrue(wallet.await(hash, PATIENCE) instanceof Outcome.Done);
        assertEquals(0, wallet.inFlight());
    }

    @Test
    void a_node_that_forgot_what_waited_gets_it_again_in_order() {
        ledger.blockPerTx(false);
        var first = wallet.send(VERB).hashOrThrow();
        var second = wallet.send(VERB).hashOrThrow();
        ledger.forgetWaiting();
        wallet.resend();
        ledger.commit();
        assertTrue(wallet.await(first, PATIENCE) instanceof Outcome.Done);
        assertTrue(wallet.await(second, PATIENCE) instanceof Outcome.Done);
    }

    @Test
    void a_new_transaction_brings_the_forgotten_ones_along() {
        ledger.blockPerTx(false);
        var first = wallet.send(VERB).hashOrThrow();
        ledger.forgetWaiting();
        var second = wallet.send(VERB).hashOrThrow();
        ledger.commit();
        assertTrue(wallet.await(first, PATIENCE) instanceof Outcome.Done);
        assertTrue(wallet.await(second, PATIENCE) instanceof Outcome.Done);
        assertEquals(List.of(0L, 0L, 1L), ledger.taken().stream().map(Tx::nonce).toList());
    }

    @Test
    void a_lost_answer_is_no_second_transaction() {
        ledger.loseNextAnswer();
        assertTrue(wallet.sendAndWait(VERB) instanceof Outcome.Done);
        wallet.resend();
        assertEquals(1, ledger.taken().size());
    }

    @Test
    void a_ledger_that_cannot_be_reached_is_said_at_once() {
        ledger.unreachable(true);
        var failure = assertThrows(LedgerFailure.class, () -> wallet.send(VERB));
        assertEquals(LedgerFailure.Kind.UNREACHABLE, failure.kind());
        ledger.unreachable(false);
        assertTrue(wallet.sendAndWait(VERB) instanceof Outcome.Done);
    }

    @Test
    void a_refusal_before_any_block_frees_the_nonce_and_names_the_reason() {
        ledger.refuseNext(Reason.FEE_UNPAYABLE);
        var refused = assertThrows(TxRefused.class, () -> wallet.send(VERB).hashOrThrow());
        assertEquals(Reason.FEE_UNPAYABLE, refused.reason());
        assertTrue(refused.getMessage().contains("104"), refused.getMessage());
        assertEquals(0, wallet.inFlight());
        wallet.sendAndWait(VERB).orThrow();
        assertEquals(0, ledger.taken().getFirst().nonce());
    }

    @Test
    void a_refusal_in_a_block_is_an_outcome_with_what_it_paid() {
        var earnest = new FakeLedger(new ChainInfo(5, Hash.ZERO, 1_800_000_000, false, 1 << 20));
        earnest.script((_, _) -> Script.refuses(Reason.SESSION_UNKNOWN));
        try (var paying = new Wallet(earnest, key)) {
            var refused = (Outcome.Refused) paying.sendAndWait(VERB);
            assertEquals(Reason.SESSION_UNKNOWN, refused.reason());
            assertEquals(Fees.gas(VERB), refused.tx().orElseThrow().fee().obol());
            assertEquals(
                    Reason.SESSION_UNKNOWN,
                    assertThrows(TxRefused.class, refused::orThrow).reason());
        }
    }

    @Test
    void on_a_sandbox_a_key_without_coin_may_act() {
        assertTrue(wallet.sendAndWait(VERB).orThrow().tx().fee().isZero());
    }

    @Test
    void a_full_pool_is_tried_again() {
        ledger.refuseNext(Reason.MEMPOOL_FULL);
        assertTrue(wallet.sendAndWait(VERB) instanceof Outcome.Done);
    }

    @Test
    void two_wallets_with_one_key_share_the_nonces() {
        try (var other = new Wallet(ledger, key)) {
            for (int i = 0; i < 5; i++) {
                assertTrue(wallet.sendAndWait(VERB) instanceof Outcome.Done);
                assertTrue(other.sendAndWait(VERB) instanceof Outcome.Done);
            }
        }
        assertEquals(10, ledger.nextNonce(wallet.address()));
    }

    @Test
    void who_loses_a_nonce_to_another_wallet_hears_of_it_and_takes_the_next() throws Exception {
        ledger.blockPerTx(false);
        var lost = wallet.send(VERB).hashOrThrow();
        ledger.forgetWaiting(); // the node restarts, and the other wallet is faster
        try (var other = new Wallet(ledger, key);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            other.send(new Verb.CloseSession(2)).hashOrThrow();
            ledger.commit();
            var refused = (Outcome.Refused) wallet.await(lost, PATIENCE);
            assertEquals(Reason.NONCE_TOO_LOW, refused.reason());
            ledger.blockPerTx(true);
            assertTrue(threads.submit(() -> wallet.sendAndWait(VERB)).get() instanceof Outcome.Done);
        }
        assertEquals(2, ledger.nextNonce(wallet.address()));
    }

    @Test
    void what_stood_behind_a_transaction_refused_at_resending_is_refused_too() {
        ledger.blockPerTx(false);
        var first = wallet.send(VERB).hashOrThrow();
        var second = wallet.send(VERB).hashOrThrow();
        ledger.forgetWaiting();
        ledger.refuseNext(Reason.FEE_UNPAYABLE);
        wallet.resend();
        assertEquals(Reason.FEE_UNPAYABLE, ((Outcome.Refused) wallet.await(first, PATIENCE)).reason());
        assertEquals(Reason.NONCE_TOO_HIGH, ((Outcome.Refused) wallet.await(second, PATIENCE)).reason());
        ledger.blockPerTx(true);
        assertTrue(wallet.sendAndWait(VERB) instanceof Outcome.Done, "the nonce is free again");
    }

    @Test
    void a_verb_under_a_delegation_names_its_capability() {
        wallet.actAndWait(7, VERB, Coin.ZERO).orThrow();
        var act = (Verb.Act) ledger.verbs().getFirst();
        assertEquals(7, act.delegation());
        assertEquals(VERB, act.inner());
    }

    @Test
    void an_unknown_hash_is_late_at_once_and_a_closed_wallet_sends_nothing() {
        assertEquals(new Outcome.Late(Hash.ZERO), wallet.await(Hash.ZERO, PATIENCE));
        wallet.close();
        assertThrows(IllegalStateException.class, () -> wallet.send(VERB));
    }

    @Test
    void the_key_is_in_no_text() {
        var hex = HexFormat.of().formatHex(key.bytes());
        assertFalse((wallet + " " + wallet.send(VERB)).contains(hex));
    }
}
