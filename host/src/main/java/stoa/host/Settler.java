// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.client.LedgerFailure;
import stoa.client.wallet.Outcome;
import stoa.client.wallet.Sent;
import stoa.client.wallet.Wallet;
import stoa.host.rules.Settling;
import stoa.kit.clock.Ticker;
import stoa.kit.log.Log;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.event.Event;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Voucher;
import stoa.types.state.LaneKey;
import stoa.types.state.SessionPhase;
import stoa.types.tx.Fees;
import stoa.types.tx.Verb;

/// Brings vouchers to the ledger when [Settling] says so. Nothing here decides what is owed: the ledger judges
/// voucher by voucher. A settlement that fails is tried again; serving never waits for it. [SRV-26] [SRV-27]
final class Settler implements AutoCloseable {
    private static final Log LOG = Log.of(Settler.class);
    private static final int MOST_A_BATCH = 500;
    private static final Duration LOOK_MOST = Duration.ofSeconds(1);
    private static final Duration LOOK_LEAST = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /// How soon a try that failed is made again.
    private static final long AGAIN_MILLIS = 5_000;
    /// Refusals in blocks, each of which costs a fee, after which a voucher is not brought again; a newer one is.
    private static final int REFUSALS_MOST = 3;

    private final Lanes lanes;
    private final Wallet wallet;
    private final HostConfig config;
    private final boolean free;
    private final InstantSource clock;
    /// When a lane was last tried, or when it first had something to settle.
    private final Map<LaneKey, Long> since = new HashMap<>();
    /// Half of what was left of a session's settle window when it was first seen to close.
    private final Map<LaneKey, Long> halfMillis = new HashMap<>();
    private final Map<LaneKey, Refusals> refused = new HashMap<>();
    private final Ticker ticker;

    private record Refusals(Voucher voucher, int times) {}

    /// @param free whether the network takes gas price 0
    Settler(Lanes lanes, Wallet wallet, HostConfig config, boolean free, InstantSource clock) {
        this.lanes = lanes;
        this.wallet = wallet;
        this.config = config;
        this.free = free;
        this.clock = clock;
        var look = config.settleEvery().dividedBy(10);
        if (look.compareTo(LOOK_MOST) > 0) look = LOOK_MOST;
        if (look.compareTo(LOOK_LEAST) < 0) look = LOOK_LEAST;
        this.ticker = Ticker.start("settler", look, this::settleDue, failure -> LOG.error("settling failed", failure));
    }

    /// A block changed something: looks now.
    void wake() {
        ticker.wake();
    }

    private void settleDue() {
        long now = clock.millis();
        var batch = new ArrayList<LaneServing>();
        var known = new ArrayList<LaneKey>();
        for (var lane : lanes.all()) {
            known.add(lane.key());
            switch (Settling.next(situation(lane, now))) {
                case SETTLE -> {
                    if (!hopeless(lane)) batch.add(lane);
                }
                case POST -> post(lane, now);
                case NOTHING -> {}
            }
        }
        since.keySet().retainAll(known);
        halfMillis.keySet().retainAll(known);
        refused.keySet().retainAll(known);
        for (int from = 0; from < batch.size(); from += MOST_A_BATCH)
            settle(batch.subList(from, Math.min(batch.size(), from + MOST_A_BATCH)), now);
    }

    private Settling.Situation situation(LaneServing lane, long now) {
        var row = lane.lane();
        var session = lane.session();
        var best = lane.best().map(SignedVoucher::voucher);
        boolean closing = session.phase() == SessionPhase.CLOSING;
        boolean grows =
                closing || best.isPresent() && row.paid().below(best.get().earned());
        if (!grows) since.remove(lane.key());
        long begun = grows ? since.computeIfAbsent(lane.key(), _ -> closing || row.frozen() ? 0 : now) : now;
        long half = !closing
                ? Long.MAX_VALUE
                : halfMillis.computeIfAbsent(lane.key(), _ -> now + (session.closesSeconds() * 1_000 - now) / 2);
        var own = closing ? own(lane) : List.<SignedReceipt>of();
        return new Settling.Situation(
                session.phase(),
                row,
                best,
                cost(own),
                now - begun,
                config.settleEvery().toMillis(),
                now >= half,
                best.isEmpty()
                        ? Amount.ZERO
                        : fee(new Verb.Settle(List.of(lane.best().orElseThrow()))),
                own.isEmpty() ? Amount.ZERO : fee(posting(lane, own)));
    }

    // ── vouchers ──

    private void settle(List<LaneServing> due, long now) {
        var vouchers = new ArrayList<SignedVoucher>();
        for (var lane : due) {
            lane.best().ifPresent(vouchers::add);
            since.put(lane.key(), now);
        }
        switch (send(new Verb.Settle(vouchers), "lanes", vouchers.size())) {
            case Outcome.Done done -> {
                for (var event : done.all(Event.VoucherRefused.class)) {
                    LOG.warn(
                            "the ledger refused a voucher",
                            "session",
                            event.session(),
                            "lane",
                            event.lane(),
                            "reason",
                            event.reason());
                    var key = new LaneKey(event.session(), event.lane());
                    vouchers.stream()
                            .map(SignedVoucher::voucher)
                            .filter(it -> key.equals(laneOf(it)))
                            .forEach(this::count);
                }
            }
            case Outcome.Refused(var _, var _, var tx) -> {
                if (tx.isPresent()) vouchers.forEach(signed -> count(signed.voucher()));
                for (var lane : due) soon(lane, now);
            }
            case Outcome.Late _ -> {} // the wallet goes on sending it
            case null -> {
                for (var lane : due) soon(lane, now);
            }
        }
    }

    private void count(Voucher voucher) {
        refused.merge(
                laneOf(voucher),
                new Refusals(voucher, 1),
                (old, fresh) -> old.voucher.equals(voucher) ? new Refusals(voucher, old.times + 1) : fresh);
    }

    private boolean hopeless(LaneServing lane) {
        var known = refused.get(lane.key());
        return known != null
                && known.times >= REFUSALS_MOST
                && lane.best()
                        .map(SignedVoucher::voucher)
                        .filter(known.voucher::equals)
                        .isPresent();
    }

    private static LaneKey laneOf(Voucher voucher) {
        return new LaneKey(voucher.session(), voucher.lane());
    }

    // ── own receipts ──

    /// What no voucher counts and the ledger has not paid, oldest first.
    private static List<SignedReceipt> own(LaneServing lane) {
        long paid = lane.lane().nextIndex();
        return lane.unvouched().stream()
                .filter(signed -> signed.receipt().index() >= paid)
                .limit(MOST_A_BATCH)
                .toList();
    }

    private void post(LaneServing lane, long now) {
        since.put(lane.key(), now);
        var open = lane.lane().ceiling().minus(lane.lane().paid());
        var receipts = new ArrayList<SignedReceipt>();
        for (var signed : own(lane)) {
            if (open.below(signed.receipt().cost())) break;
            open = open.minus(signed.receipt().cost());
            receipts.add(signed);
        }
        if (cost(receipts).isZero()) return;
        var outcome = send(posting(lane, receipts), "receipts", receipts.size());
        if (outcome == null || outcome instanceof Outcome.Refused) soon(lane, now);
    }

    private static Verb posting(LaneServing lane, List<SignedReceipt> receipts) {
        return new Verb.PostReceipts(lane.key().session(), lane.key().lane(), receipts);
    }

    private static Amount cost(List<SignedReceipt> receipts) {
        var cost = Amount.ZERO;
        for (var signed : receipts) cost = cost.plus(signed.receipt().cost());
        return cost;
    }

    // ── sending ──

    /// Null when it could not be handed in.
    private @Nullable Outcome send(Verb verb, String what, int number) {
        try {
            var outcome = wallet.sendAndWait(verb, Coin.ZERO, PATIENCE);
            switch (outcome) {
                case Outcome.Done done -> LOG.debug("settled", what, number, "height", done.height());
                case Outcome.Refused(var reason, var detail, var _) ->
                    LOG.warn("the ledger refused a settlement", what, number, "reason", reason, "detail", detail);
                case Outcome.Late(var hash) -> LOG.warn("a settlement waits for a block", what, number, "tx", hash);
            }
            return outcome;
        } catch (LedgerFailure | IllegalStateException e) {
            LOG.warn("a settlement could not be sent; it will be tried again", what, number, "why", e.getMessage());
            return null;
        }
    }

    private void soon(LaneServing lane, long now) {
        long every = config.settleEvery().toMillis();
        since.put(lane.key(), now - Math.max(0, every - AGAIN_MILLIS));
    }

    private Amount fee(Verb verb) {
        return free ? Amount.ZERO : new Amount(Fees.gas(verb));
    }

    /// Stops, after handing in what is worth it: nobody waits for its block any more.
    @Override
    public void close() {
        ticker.close();
        var vouchers = new ArrayList<SignedVoucher>();
        for (var lane : lanes.all()) {
            var best = lane.best();
            if (best.isEmpty()) continue;
            var growth = best.get()
                    .voucher()
                    .earned()
                    .max(lane.lane().paid())
                    .minus(lane.lane().paid());
            if (fee(new Verb.Settle(List.of(best.get()))).below(growth)) vouchers.add(best.get());
        }
        for (int from = 0; from < vouchers.size(); from += MOST_A_BATCH) {
            var part = vouchers.subList(from, Math.min(vouchers.size(), from + MOST_A_BATCH));
            try {
                if (wallet.send(new Verb.Settle(part)) instanceof Sent.Refused(var reason, var detail))
                    LOG.warn("the last settlement was refused", "reason", reason, "detail", detail);
            } catch (LedgerFailure | IllegalStateException e) {
                LOG.warn(
                        "the last settlement could not be sent; the next start makes up for it", "why", e.getMessage());
            }
        }
    }
}
