// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import stoa.host.rules.Increments;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Prices;
import stoa.types.Usage;
import stoa.types.market.Receipt;
import stoa.types.market.SignedCancel;
import stoa.types.market.SignedReceipt;

/// The money and the receipt of one answer: what is reserved for it, and the one receipt it ends in.
final class Answer {
    private final HostState host;
    private final LaneServing lane;
    private final Prices prices;
    private final Hash requestHash;
    private final long startedMillis;
    private final long inputUnits;
    private final InstantSource clock;
    private final LaneServing.InFlight flight;
    private Amount reserved;
    private boolean ended;

    /// @param abort stops the answer when the caller's cancel comes
    Answer(
            HostState host,
            LaneServing lane,
            Prices prices,
            Hash requestHash,
            long startedMillis,
            long inputUnits,
            Amount reserved,
            InstantSource clock,
            Runnable abort) {
        this.host = host;
        this.lane = lane;
        this.prices = prices;
        this.requestHash = requestHash;
        this.startedMillis = startedMillis;
        this.inputUnits = inputUnits;
        this.reserved = reserved;
        this.clock = clock;
        this.flight = lane.begin(requestHash, abort);
    }

    /// Reserves up to the end of the n-th increment, waiting for the voucher that allows it; false when none comes.
    ///
    /// @param outputMost the answer's own limit
    synchronized boolean extend(
            long outputMost, long increments, Duration patience, LaneServing.InterruptibleConsumer ask)
            throws IOException {
        var wanted = Increments.reservation(prices, inputUnits, outputMost, increments);
        if (wanted.compareTo(reserved) <= 0) return true;
        try {
            var more = lane.admitWaiting(wanted.minus(reserved), patience, ask);
            more.ifPresent(amount -> reserved = reserved.plus(amount));
            return more.isPresent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the host stops", e);
        }
    }

    /// The receipt of an answer that ran.
    SignedReceipt finish(AnswerRun.Outcome outcome, Hash responseHash, int flags) throws IOException {
        var usage = outcome.usage();
        int all = flags;
        if (outcome.cutByBudget()) all |= Receipt.FLAG_CUT_BY_BUDGET;
        if (outcome.failure().isPresent()) return finish(Usage.NONE, all | Receipt.FLAG_FAILED, responseHash, outcome);
        if (!outcome.aborted()) return finish(usage, all, responseHash, outcome);
        var cancel = awaitCancel();
        long delivered = cancel.map(c -> Math.min(c.cancel().outputUnits(), usage.output()))
                .orElse(usage.output());
        var cut = new Usage(usage.input(), usage.cachedInput(), delivered);
        return finish(cut, all | Receipt.FLAG_ABORTED, responseHash, outcome);
    }

    private SignedReceipt finish(Usage usage, int flags, Hash responseHash, AnswerRun.Outcome outcome)
            throws IOException {
        return finish(usage, flags, responseHash, outcome.firstTokenMillis());
    }

    SignedReceipt finish(Usage usage, int flags, Hash responseHash, long firstTokenMillis) throws IOException {
        ended = true;
        lane.end(flight);
        var cost = (flags & Receipt.FLAG_FAILED) != 0 ? Amount.ZERO : prices.cost(usage);
        long finishedMillis = Math.max(clock.millis(), firstTokenMillis);
        var signed = lane.finish(reserved, index -> host.sign(new Receipt(
                lane.key().session(),
                lane.key().lane(),
                index,
                requestHash,
                responseHash,
                usage,
                cost,
                startedMillis,
                Math.max(firstTokenMillis, startedMillis),
                Math.max(finishedMillis, startedMillis),
                Hash.ZERO,
                flags)));
        host.metrics().answered(usage, cost, finishedMillis - startedMillis);
        return signed;
    }

    /// No answer came of it and nothing was sent: no receipt, and the reservation is free again.
    void abandon() {
        if (ended) return;
        ended = true;
        lane.end(flight);
        lane.giveBack(reserved);
    }

    /// A caller that hangs up says in the same moment how much it got; its word arrives on another connection.
    private Optional<SignedCancel> awaitCancel() {
        long until = clock.millis() + 500;
        try {
            while (clock.millis() < until) {
                var cancel = lane.cancelOf(flight);
                if (cancel.isPresent()) return cancel;
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lane.cancelOf(flight);
    }
}
