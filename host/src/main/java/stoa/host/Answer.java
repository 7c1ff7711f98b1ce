// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.io.IOException;
import java.time.Duration;
import stoa.engine.EngineException;
import stoa.host.rules.Grant;
import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Usage;
import stoa.types.market.Receipt;
import stoa.types.market.Wire;

/// The money and the receipt of one answer: what is reserved for it, and the one receipt it ends in.
final class Answer {
    /// How long a caller that hung up may take to say how much it got.
    private static final Duration CANCEL_WAIT = Duration.ofMillis(500);
    /// Bytes of a request one input unit has at least, for people's prose: what is charged when nobody counted.
    private static final int BYTES_PER_UNIT = 4;

    private final HostState host;
    private final LaneServing lane;
    private final Terms terms;
    private final Grant grant;
    private final Delivery delivery;
    private final InFlight flight;
    private final Duration incrementWait;
    private volatile Runnable stop = () -> {};

    /// What is known of an answer before it begins.
    ///
    /// @param inputExact whether its input was counted, not estimated
    /// @param stream whether the caller asked for a stream
    record Terms(
            Hash requestHash, long bodyBytes, long startedMillis, boolean inputExact, boolean stream, AskHeaders ask) {}

    Answer(HostState host, LaneServing lane, Terms terms, Grant grant, Delivery delivery, Duration incrementWait) {
        this.host = host;
        this.lane = lane;
        this.terms = terms;
        this.grant = grant;
        this.delivery = delivery;
        this.incrementWait = incrementWait;
        this.flight = new InFlight(terms.ask.id(), terms.requestHash, terms.ask.most(), () -> stop.run());
    }

    /// Says how the work for it is stopped. Before the answer is admitted.
    void worksWith(Runnable stopper) {
        stop = stopper;
    }

    InFlight flight() {
        return flight;
    }

    Grant grant() {
        return grant;
    }

    /// The caller is gone, or said that it has enough.
    void cut() {
        flight.stop();
        lane.cut(flight);
    }

    /// Reserves one increment more, waiting for the voucher that allows it. [SRV-15]
    boolean more() throws IOException, InterruptedException {
        if (!lane.extend(flight, grant.nextCost(), incrementWait, this::wish)) return false;
        grant.extend();
        return true;
    }

    private void wish(Amount ceiling) throws IOException {
        delivery.ask(new Wire.Increment(flight.id(), ceiling));
    }

    /// What happened, with the host's own part in it: an answer that a stopping host cuts is its failure.
    Outcome judged(Outcome how) {
        return flight.hostStops
                ? how.failed(new EngineException(EngineException.Kind.UNAVAILABLE, "The host is stopping."))
                : how;
    }

    /// What the payer owes for it. [SRV-11] [SRV-19]
    Usage billed(Outcome how) throws InterruptedException {
        if (how.failure().isPresent()) return Usage.NONE;
        if (!how.aborted()) return grant.billed(how.plain(), how.cached(), how.output());
        if (!how.started()) return Usage.NONE;
        var cancel = lane.cancelOf(flight, CANCEL_WAIT);
        long made = Math.min(
                how.output(), cancel.map(word -> word.cancel().outputUnits()).orElse(Long.MAX_VALUE));
        if (how.inputKnown()) return grant.billed(how.plain(), how.cached(), made);
        return grant.billed(terms.inputExact ? grant.input() : terms.bodyBytes / BYTES_PER_UNIT, 0, made);
    }

    /// Signs the receipt; from then on nothing is reserved.
    LaneServing.Ended receipt(Outcome how, Usage usage, Hash responseHash) throws BooksFailure {
        int flags = terms.stream ? Receipt.FLAG_STREAMED : 0;
        if (how.failure().isPresent()) flags |= Receipt.FLAG_FAILED;
        if (how.aborted()) flags |= Receipt.FLAG_ABORTED;
        if (how.cutByBudget()) flags |= Receipt.FLAG_CUT_BY_BUDGET;
        int all = flags;
        long firstToken = Math.max(how.firstTokenMillis(), terms.startedMillis);
        long finished = Math.max(host.clock().millis(), firstToken);
        var cost = grant.cost(usage);
        var ended = lane.finish(
                flight,
                index -> new Receipt(
                        lane.key().session(),
                        lane.key().lane(),
                        index,
                        terms.requestHash,
                        responseHash,
                        usage,
                        cost,
                        terms.startedMillis,
                        firstToken,
                        finished,
                        Hash.ZERO,
                        all));
        host.metrics().answered(usage, cost, finished - terms.startedMillis);
        return ended;
    }
}
