// SPDX-License-Identifier: Apache-2.0
package stoa.client.fake;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import stoa.client.Ledger;
import stoa.client.LedgerFailure;
import stoa.client.Network;
import stoa.client.wallet.Outcome;
import stoa.client.wallet.Wallet;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.chain.CallRequest;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.Simulated;
import stoa.types.chain.Submitted;
import stoa.types.codec.EthTx;
import stoa.types.codec.Malformed;
import stoa.types.merkle.Ics23;
import stoa.types.state.Tables;
import stoa.types.tx.Fees;
import stoa.types.tx.TxDecoder;
import stoa.types.tx.Verb;
import stoa.types.tx.ViewCall;

/// What every [Ledger] promises, as cases to run against any of them: the fake, the one behind HTTP, the chain itself.
/// It needs no test framework, so that any module's tests can run it; a broken promise is an `AssertionError`.
///
/// A case may leave transactions behind; the key must hold some coin, and blocks must come without being asked for.
public final class LedgerContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Address NOBODY = Address.parse("0x00000000000000000000000000000000000000ee");

    private final Ledger ledger;
    private final PrivateKey key;
    private final Address me;
    private final Network network;

    /// @param run throws what is wrong
    public record Case(String name, Runnable run) {}

    private LedgerContract(Ledger ledger, PrivateKey key) {
        this.ledger = ledger;
        this.key = key;
        this.me = Secp256k1.addressOf(key);
        this.network = Network.of(ledger.info());
    }

    public static List<Case> cases(Ledger ledger, PrivateKey funded) {
        var contract = new LedgerContract(ledger, funded);
        return List.of(
                new Case("blocks_link_from_the_genesis_to_the_head", contract::blocksLink),
                new Case("what_is_submitted_is_in_a_block_as_it_was", contract::submittedIsCommitted),
                new Case("the_same_bytes_twice_are_known", contract::twiceIsKnown),
                new Case("a_used_nonce_is_refused_and_so_is_garbage", contract::refusals),
                new Case("values_are_proven_present_and_absent", contract::proofs),
                new Case("heights_to_come_are_not_there_yet", contract::future),
                new Case("scans_come_in_order_page_by_page", contract::scans),
                new Case("verbs_and_views_are_tried_without_a_trace", contract::simulations),
                new Case("a_subscriber_gets_every_block_once_in_order", contract::subscription),
                new Case("a_subscriber_that_fails_gets_the_block_again", contract::failingSubscriber),
                new Case("a_closed_subscription_is_silent", contract::closedSubscription));
    }

    private void blocksLink() {
        transfer();
        var head = ledger.head();
        var blocks = new ArrayList<CommittedBlock>();
        while (blocks.size() <= head.height()) {
            var next = ledger.blocks(blocks.size(), 2);
            ensure(!next.isEmpty() && next.size() <= 2, "one or two blocks from " + blocks.size());
            blocks.addAll(next);
        }
        for (int i = 0; i < blocks.size(); i++) {
            var block = blocks.get(i);
            ensure(block.height() == i, "heights rise by one");
            ensure(block.hash().equals(block.header().hash(Digests.INSTANCE)), "the hash is the header's");
            ensure(i == 0 || block.header().parent().equals(blocks.get(i - 1).hash()), "blocks link");
            ensure(block.header().txs() == block.txs().size(), "the header counts the transactions");
        }
        ensure(ledger.blocks(ledger.head().height() + 1_000, 1).isEmpty(), "nothing beyond the head");
    }

    private void submittedIsCommitted() {
        long nonce = ledger.nextNonce(me);
        var raw = signed(nonce);
        var hash = Digests.INSTANCE.keccak256(raw);
        var submitted = ledger.submit(raw);
        ensure(submitted.equals(new Submitted.Taken(hash)), "taken, not " + submitted);
        ensure(ledger.nextNonce(me) == nonce + 1, "the nonce counts at once");
        var block = find(hash);
        var tx = block.txs().stream()
                .filter(each -> each.hash().equals(hash))
                .findFirst()
                .orElseThrow();
        ensure(Arrays.equals(tx.raw(), raw), "the bytes are those submitted");
        ensure(tx.sender().equals(me) && tx.gasUsed() == Fees.TRANSFER, "sender and gas");
        ensure(ledger.waiting(hash).isEmpty(), "it waits no longer");
        ensure(ledger.get(Tables.ACCOUNTS, me, block.height()).orElseThrow().nonce() == nonce + 1, "the nonce is used");
    }

    private void twiceIsKnown() {
        var raw = signed(ledger.nextNonce(me));
        ensure(ledger.submit(raw) instanceof Submitted.Taken, "taken");
        refused(Reason.ALREADY_KNOWN, raw);
        find(Digests.INSTANCE.keccak256(raw));
        var again = ledger.submit(raw);
        ensure(
                again instanceof Submitted.Refused refused
                        && (refused.reason() == Reason.ALREADY_KNOWN || refused.reason() == Reason.NONCE_TOO_LOW),
                "known or used, not " + again);
    }

    private void refusals() {
        transfer();
        refused(Reason.NONCE_TOO_LOW, signed(0, NOBODY));
        refused(Reason.MALFORMED, new byte[] {1, 2, 3});
    }

    private void proofs() {
        transfer();
        long height = ledger.head().height();
        var present = ledger.read(Tables.ACCOUNTS.key(me), height);
        var absent = ledger.read(Tables.HOSTS.key(NOBODY), height);
        var root = ledger.block(height).orElseThrow().header().stateRoot();
        for (var entry : List.of(present, absent))
            ensure(entry.height() == height && entry.root().equals(root), "height and root are the block's");
        var path = present.key().path(Digests.INSTANCE);
        ensure(
                Ics23.holds(Digests.INSTANCE, root, path, present.value().orElseThrow(), proof(present.proof())),
                "the proof of presence holds");
        ensure(absent.value().isEmpty(), "nobody is no host");
        ensure(
                Ics23.lacks(Digests.INSTANCE, root, absent.key().path(Digests.INSTANCE), proof(absent.proof())),
                "the proof of absence holds");
        var value = ledger.value(Tables.ACCOUNTS.key(me), height).orElseThrow();
        ensure(Arrays.equals(value, present.value().get()), "the value is the same without a proof");
        ensure(ledger.value(Tables.HOSTS.key(NOBODY), Ledger.LATEST).isEmpty(), "absent without a proof, too");
    }

    private void future() {
        long far = ledger.head().height() + 1_000;
        fails(LedgerFailure.Kind.NOT_YET, () -> ledger.read(Tables.ACCOUNTS.key(me), far));
        fails(LedgerFailure.Kind.NOT_YET, () -> ledger.value(Tables.ACCOUNTS.key(me), far));
        fails(LedgerFailure.Kind.NOT_YET, () -> ledger.simulate(transferCall(), far));
    }

    private void scans() {
        transfer();
        var all = ledger.rows(Tables.ACCOUNTS, Bytes.EMPTY, 1_000_000);
        var paged = new ArrayList<Ledger.Row>();
        var after = Bytes.EMPTY;
        while (true) {
            var page = ledger.scan(Tables.ACCOUNTS.prefix(), Bytes.EMPTY, after, 2);
            ensure(page.size() <= 2, "no more than asked for");
            if (page.isEmpty()) break;
            paged.addAll(page);
            after = page.getLast().key();
        }
        ensure(paged.size() == all.size(), "pages give what one scan gives");
        for (int i = 1; i < paged.size(); i++)
            ensure(Bytes.compare(paged.get(i - 1).key(), paged.get(i).key()) < 0, "keys rise");
        var mine = ledger.rows(Tables.ACCOUNTS, me.bytes(), 10);
        ensure(mine.size() == 1 && mine.getFirst().key().equals(me), "a prefix finds its own");
    }

    private void simulations() {
        long nonce = ledger.nextNonce(me);
        var done = ledger.simulate(transferCall(), Ledger.LATEST);
        ensure(done instanceof Simulated.Done verb && verb.gas() == Fees.TRANSFER, "a transfer's gas, not " + done);
        ensure(ledger.nextNonce(me) == nonce, "trying uses no nonce");
        var view = network.views().encode(new ViewCall.Host(NOBODY));
        var answer = ledger.simulate(call(view.to(), view.data()), Ledger.LATEST);
        ensure(answer instanceof Simulated.Done seen && seen.output().length > 0, "a view answers, not " + answer);
        var wrong = ledger.simulate(call(view.to(), new byte[] {1, 2, 3, 4}), Ledger.LATEST);
        ensure(wrong instanceof Simulated.Refused, "an unknown function is refused, not " + wrong);
        var creation =
                ledger.simulate(new CallRequest(me, Optional.empty(), Coin.ZERO, new byte[] {1}, 0), Ledger.LATEST);
        ensure(
                creation instanceof Simulated.Refused refused && refused.reason() == Reason.CONTRACT_CREATION,
                "a deployment is refused, not " + creation);
    }

    private void subscription() {
        var heights = new ConcurrentLinkedQueue<Long>();
        var enough = new CountDownLatch(1);
        long target = ledger.head().height() + 2;
        try (var _ = ledger.subscribe(0, block -> {
            heights.add(block.height());
            if (block.height() >= target) enough.countDown();
        })) {
            while (ledger.head().height() < target) transfer();
            await(enough);
        }
        long expected = 0;
        for (long height : heights) ensure(height == expected++, "heights come one by one, not " + heights);
    }

    private void failingSubscriber() {
        transfer();
        var calls = new ConcurrentLinkedQueue<Long>();
        var again = new CountDownLatch(2);
        try (var _ = ledger.subscribe(ledger.head().height(), block -> {
            calls.add(block.height());
            again.countDown();
            if (calls.size() == 1) throw new IllegalStateException("planted failure of a receiver");
        })) {
            await(again);
        }
        var first = List.copyOf(calls);
        ensure(first.get(0).equals(first.get(1)), "the same block again, not " + first);
    }

    private void closedSubscription() {
        var heights = new ConcurrentLinkedQueue<Long>();
        var subscription = ledger.subscribe(ledger.head().height() + 1, block -> heights.add(block.height()));
        subscription.close();
        int heard = heights.size();
        transfer();
        ensure(heights.size() == heard, "silence after closing");
    }

    // ── words of the cases ──

    private void transfer() {
        try (var wallet = new Wallet(ledger, key)) {
            var outcome = wallet.sendAndWait(new Verb.Transfer(NOBODY), new Coin(0, 1), PATIENCE);
            ensure(outcome instanceof Outcome.Done, "a transfer is done, not " + outcome);
        }
    }

    private CallRequest transferCall() {
        return new CallRequest(me, Optional.of(NOBODY), new Coin(0, 1), Bytes.EMPTY, 0);
    }

    private CallRequest call(Address to, byte[] data) {
        return new CallRequest(me, Optional.of(to), Coin.ZERO, data, 0);
    }

    private byte[] signed(long nonce) {
        return signed(nonce, NOBODY);
    }

    private byte[] signed(long nonce, Address to) {
        var tx = EthTx.dynamicFee(
                ledger.info().chainId(),
                nonce,
                BigInteger.ZERO,
                TxDecoder.GAS_PRICE_WEI,
                Fees.TRANSFER,
                to,
                BigInteger.ONE,
                Bytes.EMPTY);
        return tx.raw(Secp256k1.sign(tx.signingDigest(Digests.INSTANCE), key));
    }

    private void refused(Reason reason, byte[] raw) {
        var submitted = ledger.submit(raw);
        ensure(
                submitted instanceof Submitted.Refused refused && refused.reason() == reason,
                reason + " is wanted, not " + submitted);
    }

    private CommittedBlock find(Hash hash) {
        var found = new ConcurrentLinkedQueue<CommittedBlock>();
        var enough = new CountDownLatch(1);
        try (var _ = ledger.subscribe(0, block -> {
            if (block.txs().stream().noneMatch(tx -> tx.hash().equals(hash))) return;
            found.add(block);
            enough.countDown();
        })) {
            await(enough);
        }
        return found.element();
    }

    private static void await(CountDownLatch latch) {
        try {
            ensure(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "nothing came in " + PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private static Ics23.Proof proof(byte[] bytes) {
        try {
            return Ics23.parse(bytes);
        } catch (Malformed malformed) {
            throw new AssertionError("the proof cannot be read", malformed);
        }
    }

    private static void fails(LedgerFailure.Kind kind, Runnable question) {
        try {
            question.run();
        } catch (LedgerFailure failure) {
            ensure(failure.kind() == kind, kind + " is wanted, not " + failure.kind());
            return;
        }
        throw new AssertionError(kind + " is wanted, and nothing failed");
    }

    private static void ensure(boolean holds, String what) {
        if (!holds) throw new AssertionError(what);
    }
}
