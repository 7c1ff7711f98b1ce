// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import stoa.client.wallet.Sent;
import stoa.client.wallet.Wallet;
import stoa.host.rules.Settling;
import stoa.kit.clock.Ticker;
import stoa.kit.log.Log;
import stoa.types.Amount;
import stoa.types.market.SignedVoucher;
import stoa.types.state.LaneKey;
import stoa.types.state.SessionPhase;
import stoa.types.tx.Fees;
import stoa.types.tx.Verb;

/// Brings vouchers to the ledger: growing lanes every settle period, ending ones at once. Nothing here decides what is
/// owed; the ledger judges voucher by voucher.
final class Settler implements AutoCloseable {
    private static final Log LOG = Log.of(Settler.class);
    private static final int MOST_A_BATCH = 500;
    private static final Duration LOOK = Duration.ofSeconds(1);
    /// How long before a session's end its lanes are settled as if it had ended.
    private static final Duration ENDING = Duration.ofSeconds(5);

    private final Lanes lanes;
    private final Wallet wallet;
    private final boolean free;
    private final Duration every;
    private final InstantSource clock;
    private final Map<LaneKey, Instant> settledAt = new HashMap<>();
    private final Map<LaneKey, Long> postedFor = new HashMap<>();
    private final Ticker ticker;
    private Instant tidied;

    /// @param free whether the network takes gas price 0
    Settler(Lanes lanes, Wallet wallet, boolean free, Duration every, InstantSource clock) {
        this.lanes = lanes;
        this.wallet = wallet;
        this.free = free;
        this.every = every;
        this.clock = clock;
        this.tidied = clock.instant();
        this.ticker = Ticker.start("settler", LOOK, this::look, failure -> LOG.error("settling failed", failure));
    }

    private void look() throws IOException {
        var now = clock.instant();
        var batch = new ArrayList<SignedVoucher>();
        for (var lane : lanes.all()) {
            var best = lane.best();
            if (best.isPresent() && due(lane, best.get(), now)) batch.add(best.get());
            if (lane.session().phase() == SessionPhase.CLOSING) postReceipts(lane);
        }
        for (int from = 0; from < batch.size(); from += MOST_A_BATCH)
            settle(batch.subList(from, Math.min(batch.size(), from + MOST_A_BATCH)), now);
        settledAt.keySet().removeIf(key -> lanes.all().stream().noneMatch(lane -> lane.key().equals(key)));
        if (tidied.plus(every).isBefore(now)) {
            lanes.log().tidy();
            tidied = now;
        }
    }

    private boolean due(LaneServing lane, SignedVoucher best, Instant now) {
        var onLedger = lane.lane().earned();
        var earned = best.voucher().earned();
        if (!onLedger.below(earned)) return false;
        boolean closing = lane.session().phase() == SessionPhase.CLOSING
                || now.plus(ENDING).getEpochSecond() >= lane.session().closesSeconds();
        if (!closing
                && settledAt.getOrDefault(lane.key(), Instant.EPOCH).plus(every).isAfter(now)) return false;
        if (closing && settledAt.getOrDefault(lane.key(), Instant.EPOCH).plus(LOOK).isAfter(now)) return false;
        return Settling.worth(earned.minus(onLedger), fee(new Verb.Settle(List.of(best))), closing);
    }

    private void settle(List<SignedVoucher> vouchers, Instant now) {
        for (var signed : vouchers)
            settledAt.put(new LaneKey(signed.voucher().session(), signed.voucher().lane()), now);
        switch (wallet.send(new Verb.Settle(List.copyOf(vouchers)))) {
            case Sent.Waiting(var hash, _) -> LOG.info("settling", "lanes", vouchers.size(), "tx", hash);
            case Sent.Refused(var reason, var detail) ->
                LOG.warn("settlement refused", "lanes", vouchers.size(), "reason", reason, "detail", detail);
        }
    }

    /// A payer that never vouched for the last answers: the host's own receipts, up to what the ceiling left open.
    private void postReceipts(LaneServing lane) {
        var best = lane.best();
        if (best.isEmpty() || lane.lane().earned().below(best.get().voucher().earned())) return; // settle first
        var open = lane.lane().ceiling().minus(lane.lane().earned()).minus(lane.lane().posted());
        var receipts = new ArrayList<stoa.types.market.SignedReceipt>();
        var cost = Amount.ZERO;
        for (var signed : lane.unvouched()) {
            if (signed.receipt().index() < lane.lane().count() + lane.lane().postedCount()) continue;
            if (open.below(cost.plus(signed.receipt().cost())) || receipts.size() >= MOST_A_BATCH) break;
            cost = cost.plus(signed.receipt().cost());
            receipts.add(signed);
        }
        if (cost.isZero()) return;
        long upTo = receipts.getLast().receipt().index();
        if (postedFor.getOrDefault(lane.key(), -1L) >= upTo) return;
        var verb = new Verb.PostReceipts(lane.key().session(), lane.key().lane(), List.copyOf(receipts));
        if (!Settling.worth(cost, fee(verb), true)) return;
        postedFor.put(lane.key(), upTo);
        switch (wallet.send(verb)) {
            case Sent.Waiting(var hash, _) ->
                LOG.info("posting receipts never vouched for", "session", lane.key().session(), "tx", hash);
            case Sent.Refused(var reason, var detail) ->
                LOG.warn("receipts refused", "session", lane.key().session(), "reason", reason, "detail", detail);
        }
    }

    private Amount fee(Verb verb) {
        return free ? Amount.ZERO : new Amount(Fees.gas(verb));
    }

    /// Settles what is worth it right now; used when the host stops.
    void flush() {
        ticker.wake();
    }

    @Override
    public void close() {
        ticker.close();
    }
}
