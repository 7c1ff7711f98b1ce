// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stoa.gateway.GatewayMetrics;
import stoa.gateway.keys.Budgets;
import stoa.gateway.record.ReceiptRecord;
import stoa.gateway.rules.Affinity;
import stoa.gateway.rules.Ask;
import stoa.gateway.rules.Face;
import stoa.gateway.rules.ReceiptCheck;
import stoa.gateway.rules.ReceiptCheck.Judgement;
import stoa.gateway.rules.Seen;
import stoa.gateway.rules.Tariff;
import stoa.kit.log.Log;
import stoa.types.Hash;
import stoa.types.Prices;
import stoa.types.market.SignedReceipt;

/// What becomes of a receipt: judged, written down, charged to the key, counted in the lane. In this order, so that a
/// process that dies in between finds the judgement again and never vouches twice for different things.
public final class Cashier {
    private static final Log LOG = Log.of(Cashier.class);
    private static final long UNBOUNDED_CONTEXT = 1L << 40;

    private static final Ask NO_ASK = new Ask(Face.CHAT, Hash.ZERO, 0, 0, 1, false, Affinity.NONE);

    private final Board board;
    private final Budgets budgets;
    private final Consumer<ReceiptRecord> records;
    private final GatewayMetrics metrics;
    private final InstantSource clock;

    public Cashier(
            Board board,
            Budgets budgets,
            Consumer<ReceiptRecord> records,
            GatewayMetrics metrics,
            InstantSource clock) {
        this.board = board;
        this.budgets = budgets;
        this.records = records;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// What an answer came to.
    ///
    /// @param cause why the receipt is not paid; null when it is
    public record Settled(long costObol, ReceiptCheck.@Nullable Cause cause) {}

    /// Settles an answer with the receipt that came with it. The stake's money is given back except the cost.
    public Settled settle(LiveLane lane, Attempt attempt, Attempt.Stake stake, SignedReceipt signed, Seen seen) {
        var receipt = signed.receipt();
        var judgement = judge(lane, attempt, signed, seen);
        // An index the host used before: whatever it says, the lane cannot hold two receipts in one place.
        if (judgement instanceof Judgement.Unusable || lane.has(receipt.index()))
            return unusable(lane, attempt, stake, judgement);
        var cause = judgement instanceof Judgement.Disputed(var why) ? why : null;
        long cost = cause == null ? receipt.cost().obol() : 0;
        long now = clock.millis();
        budgets.settle(stake.account(), stake.held(), cost, () -> lane.session()
                .log()
                .settled(lane.number(), attempt.number(), attempt.keyId(), signed, cause, now));
        count(lane, attempt, signed, cause, now);
        return new Settled(cost, cause);
    }

    /// A receipt found when asking the host for what it has: of an answer nobody reads any more.
    void late(LiveLane lane, SignedReceipt signed) {
        var receipt = signed.receipt();
        if (lane.has(receipt.index()) || lane.flying(receipt.requestHash())) return;
        var claimant = lane.claimant(receipt.requestHash());
        if (claimant.isEmpty()) {
            unknown(lane, signed);
            return;
        }
        var attempt = claimant.get();
        var stake = attempt.stake();
        if (stake.isPresent()) {
            settle(lane, attempt, stake.get(), signed, attempt.seen(clock.millis()));
            return;
        }
        var judgement = judge(lane, attempt, signed, attempt.seen(clock.millis()));
        if (judgement instanceof Judgement.Unusable) {
            lane.leave();
            return;
        }
        var cause = judgement instanceof Judgement.Disputed(var why) ? why : null;
        write(lane, attempt, signed, cause);
    }

    private void unknown(LiveLane lane, SignedReceipt signed) {
        if (!signed.signer().equals(lane.host())) {
            lane.leave();
            return;
        }
        var nobody = new Attempt(0, "", NO_ASK, 0, clock.millis(), 0);
        write(lane, nobody, signed, signed.receipt().cost().isZero() ? null : ReceiptCheck.Cause.UNKNOWN);
    }

    private void write(LiveLane lane, Attempt attempt, SignedReceipt signed, ReceiptCheck.@Nullable Cause cause) {
        long now = clock.millis();
        lane.session().log().settled(lane.number(), attempt.number(), attempt.keyId(), signed, cause, now);
        count(lane, attempt, signed, cause, now);
    }

    private void count(
            LiveLane lane, Attempt attempt, SignedReceipt signed, ReceiptCheck.@Nullable Cause cause, long now) {
        lane.count(attempt, signed, cause != null, now);
        var receipt = signed.receipt();
        if (cause == null) {
            metrics.paid(lane.session().model(), receipt.usage(), receipt.cost().obol());
        } else {
            metrics.disputed(cause.name());
            LOG.warn(
                    "a receipt is not paid",
                    "why",
                    cause.text(),
                    "host",
                    lane.host(),
                    "session",
                    receipt.session(),
                    "lane",
                    receipt.lane(),
                    "index",
                    receipt.index());
        }
        if (!attempt.receiptId().isEmpty())
            records.accept(new ReceiptRecord(
                    attempt.receiptId(),
                    attempt.keyId(),
                    lane.session().model(),
                    lane.host(),
                    signed,
                    Optional.ofNullable(cause).map(Enum::name),
                    now));
    }

    private Settled unusable(LiveLane lane, Attempt attempt, Attempt.Stake stake, Judgement judgement) {
        var cause = judgement instanceof Judgement.Unusable(var why) ? why : ReceiptCheck.Cause.PLACE;
        LOG.warn("a host's receipt cannot be used; its lane is left", "why", cause.text(), "host", lane.host());
        metrics.disputed(cause.name());
        budgets.release(stake.account(), stake.held());
        lane.abandon(attempt, Seen.NOT_CANCELLED, null, clock.millis());
        lane.leave();
        lane.catchUpSoon(clock.millis());
        return new Settled(0, cause);
    }

    private Judgement judge(LiveLane lane, Attempt attempt, SignedReceipt signed, Seen seen) {
        var session = lane.session();
        var offer = board.offer(session.model());
        var market = offer.map(Board.Offer::market)
                .orElseGet(() -> Tariff.Market.steady(session.tariff().locked()));
        List<Prices> honest = session.tariff().honest(attempt.sentMillis() / 1_000, market);
        long context = offer.map(it -> it.model().context()).orElse(UNBOUNDED_CONTEXT);
        return ReceiptCheck.judge(signed, session.id(), lane.number(), lane.host(), seen, honest, context);
    }
}
