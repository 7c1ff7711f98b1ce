// SPDX-License-Identifier: Apache-2.0
package stoa.client.wallet;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stoa.client.Ledger;
import stoa.client.LedgerFailure;
import stoa.client.Network;
import stoa.kit.clock.Ticker;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.kit.log.Log;
import stoa.types.Address;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.Submitted;
import stoa.types.codec.EthTx;
import stoa.types.tx.Fees;
import stoa.types.tx.TxDecoder;
import stoa.types.tx.Verb;

/// One key that sends transactions: any number at once, from any thread. Nonces are given out in the order in which
/// transactions are handed in, and a transaction is submitted again until a block holds it or the ledger refuses it, so
/// a
/// node that restarts with an empty pool loses nothing. What is in flight is forgotten with the process: whoever starts
/// again looks at the ledger first.
///
/// Other wallets may use the same key; the one that loses a nonce takes the next. On a sandbox it offers gas price 0,
/// so that a key needs no coin to act there; elsewhere the one price there is.
public final class Wallet implements AutoCloseable {
    private static final Log LOG = Log.of(Wallet.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration RESEND_EVERY = Duration.ofSeconds(2);
    /// A block may need a moment, and only what took longer is submitted again.
    private static final long RESEND_AFTER_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int NONCE_TRIES = 5;
    private static final int FULL_TRIES = 6;
    private static final long FULL_PAUSE_MILLIS = 50;

    private final Ledger ledger;
    private final Network network;
    private final PrivateKey key;
    private final Address address;
    /// Held from the choice of a nonce until the ledger has answered, so that nonces arrive in order.
    private final ReentrantLock sending = new ReentrantLock();
    private final InFlight inFlight = new InFlight();
    private Ledger.@Nullable Subscription blocks;
    private @Nullable Ticker resender;
    /// The ledger's next nonce when it last contradicted ours.
    private long floor;

    private boolean closed;

    public Wallet(Ledger ledger, PrivateKey key) {
        this.ledger = ledger;
        this.network = Network.of(ledger.info());
        this.key = key;
        this.address = Secp256k1.addressOf(key);
    }

    public Address address() {
        return address;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Network network() {
        return network;
    }

    /// Transactions no block holds yet.
    public int inFlight() {
        return inFlight.size();
    }

    // ── sending ──

    public Sent send(Verb verb) {
        return send(verb, Coin.ZERO);
    }

    /// Hands a transaction in and returns when the ledger has taken or refused it.
    ///
    /// @param value the coin it takes along, for a transfer or a deposit of collateral; otherwise zero
    public Sent send(Verb verb, Coin value) {
        sending.lock();
        try {
            start();
            return hand(verb, value);
        } finally {
            sending.unlock();
        }
    }

    public Outcome sendAndWait(Verb verb) {
        return sendAndWait(verb, Coin.ZERO, PATIENCE);
    }

    public Outcome sendAndWait(Verb verb, Coin value) {
        return sendAndWait(verb, value, PATIENCE);
    }

    /// Sends, and waits until a block holds it. A nonce lost to another wallet with this key is no outcome: it tries
    /// with the next.
    public Outcome sendAndWait(Verb verb, Coin value, Duration patience) {
        for (int tries = 1; ; tries++) {
            switch (send(verb, value)) {
                case Sent.Refused(var reason, var detail) -> {
                    return new Outcome.Refused(reason, detail, Optional.empty());
                }
                case Sent.Waiting waiting -> {
                    var outcome = await(waiting.hash(), patience);
                    boolean overtaken = outcome instanceof Outcome.Refused refused && InFlight.overtaken(refused);
                    if (!overtaken || tries == NONCE_TRIES) return outcome;
                }
            }
        }
    }

    /// Does `verb` as the owner of a delegation that this key was given.
    public Outcome actAndWait(long delegation, Verb verb, Coin value) {
        return sendAndWait(act(delegation, verb, value));
    }

    /// `verb` as it is written under a delegation; under 0 as it is.
    public Verb act(long delegation, Verb verb, Coin value) {
        if (delegation == 0) return verb;
        return new Verb.Act(delegation, network.verbs().encode(verb).to(), value, verb);
    }

    /// Waits for a transaction that this wallet sent.
    public Outcome await(Hash hash, Duration patience) {
        return inFlight.await(hash, patience);
    }

    /// Submits everything in flight again, lowest nonce first. The wallet does this by itself; call it when the ledger
    /// is known to have forgotten.
    public void resend() {
        sending.lock();
        try {
            resendOlderThan(0);
        } finally {
            sending.unlock();
        }
    }

    /// Stops resending; what is in flight may still enter a block.
    @Override
    public void close() {
        sending.lock();
        try {
            closed = true;
        } finally {
            sending.unlock();
        }
        if (resender != null) resender.close();
        if (blocks != null) blocks.close();
        inFlight.giveUp();
    }

    // ── inside; all under `sending` ──

    private void start() {
        if (closed) throw new IllegalStateException("the wallet is closed");
        if (blocks != null) return;
        blocks = ledger.subscribe(ledger.head().height() + 1, this::look);
        resender = Ticker.start("wallet-resend", RESEND_EVERY, this::resendOld, Wallet::report);
    }

    private Sent hand(Verb verb, Coin value) {
        int nonceTries = 0;
        for (int fullTries = 0; ; ) {
            long nonce = inFlight.next().map(next -> Math.max(next, floor)).orElseGet(() -> ledger.nextNonce(address));
            var raw = sign(verb, value, nonce);
            var hash = Digests.INSTANCE.keccak256(raw);
            inFlight.add(nonce, hash, raw); // before it is submitted: its block may be faster than the answer
            switch (submit(raw)) {
                case Submitted.Taken _ -> {
                    return new Sent.Waiting(hash, nonce);
                }
                case Submitted.Refused refused
                when refused.reason() == Reason.ALREADY_KNOWN -> {
                    return new Sent.Waiting(hash, nonce);
                }
                case Submitted.Refused(var reason, var detail) -> {
                    inFlight.drop(hash);
                    boolean again =
                            switch (reason) {
                                case NONCE_TOO_LOW, NONCE_TOO_HIGH -> ++nonceTries < NONCE_TRIES && catchUp();
                                case MEMPOOL_FULL -> ++fullTries < FULL_TRIES && pause(FULL_PAUSE_MILLIS << fullTries);
                                default -> false;
                            };
                    if (!again) return new Sent.Refused(reason, detail);
                }
            }
        }
    }

    /// An answer that got lost counts as taken: resending finds out.
    private Submitted submit(byte[] raw) {
        try {
            return ledger.submit(raw);
        } catch (LedgerFailure failure) {
            if (failure.kind() != LedgerFailure.Kind.UNREACHABLE) throw failure;
            LOG.warn("no answer to a transaction; it will be sent again", "why", failure.getMessage());
            return new Submitted.Taken(Digests.INSTANCE.keccak256(raw));
        }
    }

    /// The ledger's idea of the next nonce and ours differ: it forgot what waited, or somebody else used the key.
    private boolean catchUp() {
        resendOlderThan(0);
        floor = ledger.nextNonce(address);
        return true;
    }

    private void resendOld() {
        sending.lock();
        try {
            if (!closed) resendOlderThan(RESEND_AFTER_NANOS);
        } finally {
            sending.unlock();
        }
    }

    private void resendOlderThan(long ageNanos) {
        for (var each : inFlight.olderThan(ageNanos)) {
            var submitted = submit(each.raw());
            if (!(submitted instanceof Submitted.Refused(var reason, var detail))) continue;
            switch (reason) {
                case ALREADY_KNOWN, NONCE_TOO_LOW, MEMPOOL_FULL -> {} // the blocks, or the next round, tell
                case NONCE_TOO_HIGH -> {
                    return; // those before it are still missing there
                }
                default -> {
                    inFlight.refuse(each.hash(), reason, detail);
                    inFlight.refuseAbove(each.nonce());
                    return;
                }
            }
        }
    }

    private byte[] sign(Verb verb, Coin value, long nonce) {
        var call = network.verbs().encode(verb);
        var tx = EthTx.dynamicFee(
                network.info().chainId(),
                nonce,
                BigInteger.ZERO,
                network.info().sandbox() ? BigInteger.ZERO : TxDecoder.GAS_PRICE_WEI,
                Fees.gas(verb),
                call.to(),
                value.toWei(),
                call.data());
        return tx.raw(Secp256k1.sign(tx.signingDigest(Digests.INSTANCE), key));
    }

    /// On the subscription's thread.
    private void look(CommittedBlock block) {
        for (var tx : block.txs()) if (tx.sender().equals(address)) inFlight.committed(block.height(), tx);
    }

    private static boolean pause(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void report(Throwable failure) {
        LOG.warn("transactions could not be sent again; trying later", "why", failure.getMessage());
    }
}
