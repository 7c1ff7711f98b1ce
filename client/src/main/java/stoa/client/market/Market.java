// SPDX-License-Identifier: Apache-2.0
package stoa.client.market;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import stoa.client.Ledger;
import stoa.client.LedgerFailure;
import stoa.client.wallet.Outcome;
import stoa.client.wallet.Sent;
import stoa.client.wallet.TxRefused;
import stoa.client.wallet.Wallet;
import stoa.kit.crypto.PrivateKey;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.market.SignedRelease;
import stoa.types.market.SignedVoucher;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.One;
import stoa.types.state.Session;
import stoa.types.state.SessionPhase;
import stoa.types.state.Tables;
import stoa.types.state.Terms;
import stoa.types.tx.Verb;

/// Sessions and delegations for one wallet, on its own account or, under a delegation, on its owner's. Every method
/// waits
/// for its block; a refusal is a [TxRefused] with the reason's number, a block that does not come a [LedgerFailure].
public final class Market {
    private static final int LANES_MOST = 256;
    /// Well below what a transaction may weigh: a voucher is 6 words, its signature 5.
    private static final int VOUCHER_BYTES = 12 * 32;

    private final Wallet wallet;
    private final Ledger ledger;
    private final long delegation;
    private final Duration patience;

    /// @param delegation acts as its owner; 0 acts for itself
    /// @param patience with a block, and then with the draw of a session's seats
    public Market(Wallet wallet, long delegation, Duration patience) {
        this.wallet = wallet;
        this.ledger = wallet.ledger();
        this.delegation = delegation;
        this.patience = patience;
    }

    /// A session whose seats are drawn.
    ///
    /// @param lanes in their order
    public record Seated(long id, Session session, List<Lane> lanes) {}

    /// What a session is opened with; `refundTo` empty returns the rest to the payer.
    public record Opening(
            ModelId model,
            Amount deposit,
            Prices maxima,
            Duration length,
            Address sessionKey,
            Optional<Address> refundTo) {}

    // ── sessions ──

    /// Opens a session and waits until its seats are drawn. A draw that found no host is refused as `NO_HOSTS`; the
    /// deposit is back then.
    public Seated open(Opening opening) {
        var opened = send(new Verb.OpenSession(
                        opening.model(),
                        opening.deposit(),
                        opening.maxima(),
                        opening.length().toSeconds(),
                        opening.sessionKey(),
                        opening.refundTo().orElseGet(this::payer)))
                .the(Event.SessionOpened.class);
        awaitDraw(opened.session());
        return seated(opened.session())
                .orElseThrow(() -> new TxRefused(Reason.NO_HOSTS, "no host could be drawn; the deposit is back"));
    }

    /// A session and its lanes as they are now; empty when it does not exist or has no lanes.
    public Optional<Seated> seated(long id) {
        return ledger.get(Tables.SESSIONS, id)
                .filter(session -> session.lanes() > 0)
                .map(session -> new Seated(id, session, lanes(id)));
    }

    public void topUp(long session, int lane, Amount amount) {
        send(new Verb.TopUp(session, lane, amount));
    }

    public void freeze(long session, int lane) {
        send(new Verb.FreezeLane(session, lane));
    }

    /// Moves unspoken allowance; without a release the lane must have been frozen for a settle window.
    public void move(long session, int from, int to, Amount amount, Optional<SignedRelease> release) {
        send(new Verb.Move(session, from, to, amount, release));
    }

    /// When the settle window ends, by which hosts bring their last vouchers; 0 when the session closed at once.
    public long close(long session) {
        return send(new Verb.CloseSession(session)).all(Event.SessionStepped.class).stream()
                .filter(step -> step.session() == session)
                .mapToLong(Event.SessionStepped::untilSeconds)
                .findFirst()
                .orElse(0);
    }

    // ── settling ──

    /// What became of one voucher.
    ///
    /// @param refused empty when it was paid
    public record Settled(SignedVoucher voucher, Optional<Reason> refused, Amount paid) {}

    /// Brings any number of vouchers, in as many transactions as they need, several of them on their way at once.
    /// Verdicts come in the order of the vouchers; of two for one lane in the same call the later must be the
    /// newer.
    public List<Settled> settle(List<SignedVoucher> vouchers) {
        var hashes = new ArrayList<Sent>();
        var batches = batches(vouchers);
        for (var batch : batches) hashes.add(wallet.send(wallet.act(delegation, new Verb.Settle(batch), Coin.ZERO)));
        var verdicts = new ArrayList<Settled>(vouchers.size());
        for (int i = 0; i < batches.size(); i++) verdicts.addAll(verdicts(batches.get(i), hashes.get(i)));
        return verdicts;
    }

    private List<Settled> verdicts(List<SignedVoucher> batch, Sent sent) {
        var outcome =
                switch (sent) {
                    case Sent.Refused refused ->
                        new Outcome.Refused(refused.reason(), refused.detail(), Optional.empty());
                    case Sent.Waiting waiting -> wallet.await(waiting.hash(), patience);
                };
        if (outcome instanceof Outcome.Refused refused && refused.reason() != Reason.NOTHING_SETTLED)
            return batch.stream()
                    .map(voucher -> new Settled(voucher, Optional.of(refused.reason()), Amount.ZERO))
                    .toList();
        if (outcome instanceof Outcome.Refused refused)
            return match(batch, refused.tx().orElseThrow().events(), Reason.NOTHING_SETTLED);
        return match(batch, outcome.orThrow().tx().events(), Reason.INTERNAL);
    }

    /// Events of one settlement come in the order of its vouchers.
    private static List<Settled> match(List<SignedVoucher> batch, List<Event> events, Reason otherwise) {
        Map<LaneKey, List<Settled>> byLane = new HashMap<>();
        for (var event : events) {
            switch (event) {
                case Event.LaneSettled paid ->
                    byLane.computeIfAbsent(new LaneKey(paid.session(), paid.lane()), _ -> new ArrayList<>())
                            .add(new Settled(batch.getFirst(), Optional.empty(), paid.paid()));
                case Event.VoucherRefused refused ->
                    byLane.computeIfAbsent(new LaneKey(refused.session(), refused.lane()), _ -> new ArrayList<>())
                            .add(new Settled(batch.getFirst(), Optional.of(refused.reason()), Amount.ZERO));
                default -> {}
            }
        }
        var verdicts = new ArrayList<Settled>(batch.size());
        for (var signed : batch) {
            var key = new LaneKey(signed.voucher().session(), signed.voucher().lane());
            var of = byLane.getOrDefault(key, new ArrayList<>());
            var verdict = of.isEmpty() ? new Settled(signed, Optional.of(otherwise), Amount.ZERO) : of.removeFirst();
            verdicts.add(new Settled(signed, verdict.refused(), verdict.paid()));
        }
        return verdicts;
    }

    private List<List<SignedVoucher>> batches(List<SignedVoucher> vouchers) {
        int byNumber = ledger.get(Tables.PARAMS, One.ONE)
                .map(Params::maxVouchersPerSettle)
                .orElse(1);
        int byBytes = ledger.info().maxTxBytes() / VOUCHER_BYTES - 1;
        int most = Math.clamp(byBytes, 1, byNumber);
        var batches = new ArrayList<List<SignedVoucher>>();
        for (int from = 0; from < vouchers.size(); from += most)
            batches.add(vouchers.subList(from, Math.min(from + most, vouchers.size())));
        return Collections.unmodifiableList(batches);
    }

    // ── delegations ──

    /// Grants, and returns the delegation's number; `parent` 0 grants the wallet's own.
    public long delegate(long parent, Terms terms) {
        return wallet.sendAndWait(new Verb.Delegate(parent, terms), Coin.ZERO, patience)
                .orThrow()
                .the(Event.Delegated.class)
                .delegation();
    }

    /// Takes effect with its block; sessions opened under it close.
    public void revoke(long granted) {
        wallet.sendAndWait(new Verb.Revoke(granted), Coin.ZERO, patience).orThrow();
    }

    /// A new key for vouchers, and the signer that uses it. Keep the key: without it nothing more can be vouched.
    public Signer sessionSigner(PrivateKey key) {
        return new Signer(wallet.network().typed(), key);
    }

    // ── inside ──

    private Outcome.Done send(Verb verb) {
        return wallet.sendAndWait(wallet.act(delegation, verb, Coin.ZERO), Coin.ZERO, patience)
                .orThrow();
    }

    private Address payer() {
        if (delegation == 0) return wallet.address();
        return ledger.get(Tables.DELEGATIONS, delegation)
                .orElseThrow(() -> new TxRefused(Reason.DELEGATION_UNKNOWN, Reason.DELEGATION_UNKNOWN.text()))
                .owner();
    }

    private List<Lane> lanes(long id) {
        return ledger.rows(Tables.LANES, Tables.lanesOf(id), LANES_MOST).stream()
                .map(Ledger.Entry::value)
                .toList();
    }

    private boolean drawn(long id) {
        return ledger.get(Tables.SESSIONS, id)
                .filter(session -> session.phase() == SessionPhase.DRAWING)
                .isEmpty();
    }

    /// Looks after every block from the head on.
    private void awaitDraw(long id) {
        var done = new CountDownLatch(1);
        var seen = new AtomicBoolean();
        try (var _ = ledger.subscribe(ledger.head().height(), _ -> {
            if (!seen.get() && drawn(id) && seen.compareAndSet(false, true)) done.countDown();
        })) {
            if (done.await(patience.toNanos(), TimeUnit.NANOSECONDS)) return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw LedgerFailure.unreachable("session " + id + " is open, but its seats were not drawn in time", null);
    }
}
