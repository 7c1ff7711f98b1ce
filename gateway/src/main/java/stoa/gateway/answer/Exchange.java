// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import stoa.gateway.GatewayMetrics;
import stoa.gateway.keys.Budgets;
import stoa.gateway.market.Attempt;
import stoa.gateway.market.Board;
import stoa.gateway.market.Cashier;
import stoa.gateway.market.HostLink;
import stoa.gateway.market.LiveLane;
import stoa.gateway.market.SessionDesk;
import stoa.gateway.openai.ApiError;
import stoa.gateway.record.ReceiptIds;
import stoa.gateway.rules.Ask;
import stoa.gateway.rules.Patience;
import stoa.gateway.rules.Retries;
import stoa.gateway.rules.Seen;
import stoa.kit.crypto.RandomBytes;
import stoa.kit.http.HttpFailure;
import stoa.kit.http.HttpStream;
import stoa.kit.log.Log;
import stoa.types.Address;
import stoa.types.Prices;
import stoa.types.Usage;

/// Brings a request to a host and its answer back. Another host is tried only before the first token, and never the
/// same twice; what was not delivered costs nothing.
public final class Exchange {
    private static final Log LOG = Log.of(Exchange.class);
    private static final int NONCE_BYTES = 16;
    /// A reservation for the whole answer must leave room in its lane for so many more.
    private static final int ROOM = 8;
    private static final int STRANGER_TRIES = 20;
    private static final long STRANGER_PAUSE_MILLIS = 100;
    private static final long BUSY_PAUSE_MOST_MILLIS = 2_000;

    private final Services services;
    private final Limits limits;
    private final AtomicLong numbers;

    /// What an exchange works with.
    public record Services(
            Board board,
            Budgets budgets,
            Cashier cashier,
            HostLink link,
            Watch watch,
            GatewayMetrics metrics,
            InstantSource clock) {}

    /// @param attemptsMost hosts asked for one request
    /// @param openMost how long a request waits for a session
    public record Limits(int attemptsMost, Duration openMost, Patience patience) {}

    public Exchange(Services services, Limits limits) {
        this.services = services;
        this.limits = limits;
        // Behind every number an earlier process can have given.
        this.numbers = new AtomicLong(services.clock().millis() << 20);
    }

    /// Returns a whole answer or an open stream; refuses with an [ApiError].
    ///
    /// @param caller tells when the caller goes away
    public Answered ask(Query query, Caller caller) throws InterruptedException {
        var money = new Money(services.budgets(), query.account(), query.desk().answerObol());
        boolean handedOn = false;
        try {
            var answered = new Run(query, caller, money).run();
            handedOn = answered instanceof Answered.Open;
            return answered;
        } finally {
            if (!handedOn) money.giveBack();
        }
    }

    /// One request over all its attempts.
    private final class Run {
        private final Query query;
        private final Ask ask;
        private final Caller caller;
        private final Money money;
        private final List<Address> tried = new ArrayList<>(2);
        private final long openDeadline = System.nanoTime() + limits.openMost().toNanos();
        private long inputUnits;
        private int attempts;
        private int strangerTries;
        private long busyMillis;
        private Retries.@Nullable Failure last;
        private boolean recounted;

        Run(Query query, Caller caller, Money money) {
            this.query = query;
            this.ask = query.ask();
            this.caller = caller;
            this.money = money;
            this.inputUnits = ask.inputEstimate();
        }

        Answered run() throws InterruptedException {
            while (true) {
                if (caller.gone()) throw ApiError.badRequest("The caller went away.", null, null);
                switch (query.desk().pick(ask, inputUnits, tried)) {
                    case SessionDesk.Pick.Short(var news) -> awaitSession(news);
                    case SessionDesk.Pick.Busy(var after) -> awaitHost(after);
                    case SessionDesk.Pick.Nobody _ -> throw exhausted();
                    case SessionDesk.Pick.To(var lane, var prices, var _) -> {
                        var answered = attempt(lane, prices);
                        if (answered != null) return answered;
                    }
                }
            }
        }

        private void awaitSession(long news) throws InterruptedException {
            long need = query.offer()
                    .market()
                    .now()
                    .cost(new Usage(inputUnits, 0, ask.firstOutput()))
                    .obol();
            if (need > query.desk().answerObol()) throw tooDear(query.desk().answerObol());
            var trouble = query.desk().await(need, news, openDeadline);
            if (trouble.isEmpty()) return;
            if (trouble.get().poor())
                throw ApiError.quota(
                        "No session can be paid for: " + trouble.get().why() + ".");
            throw ApiError.overloaded(
                    "No session for this model: " + trouble.get().why() + ".", 1_000);
        }

        private void awaitHost(long afterMillis) throws InterruptedException {
            if (busyMillis + afterMillis > BUSY_PAUSE_MOST_MILLIS)
                throw ApiError.overloaded("All hosts of this model are busy.", afterMillis);
            busyMillis += afterMillis;
            Thread.sleep(afterMillis);
        }

        private ApiError exhausted() {
            if (last == null) return ApiError.overloaded("No host of this model can be reached right now.", 1_000);
            return switch (last) {
                case FULL -> ApiError.overloaded("All hosts of this model are busy.", 1_000);
                case UNAVAILABLE, STRANGER, UNCOVERED ->
                    ApiError.overloaded("No host of this model can answer right now.", 1_000);
                case BROKEN, STALLED, REFUSED ->
                    ApiError.badGateway("The hosts that were asked did not answer. Nothing was charged.");
            };
        }

        private static ApiError tooDear(long most) {
            return ApiError.quota("This request could cost more than the " + most
                    + " obol one answer may cost here. Lower max_tokens or shorten the input.");
        }

        /// Null when another lane must be tried.
        private @Nullable Answered attempt(LiveLane lane, Prices prices) throws InterruptedException {
            long first =
                    prices.cost(new Usage(inputUnits, 0, ask.firstOutput())).obol();
            switch (money.raise(first)) {
                case Money.Raise.Done _ -> {}
                case Money.Raise.Spent _ ->
                    throw ApiError.quota("This key has spent its budget. Raise it, or wait for its next period.");
                case Money.Raise.TooDear(var most) -> throw tooDear(most);
            }
            long reserved = Math.max(first, generous(lane, prices));
            var now = services.clock().millis();
            var attempt = new Attempt(
                    numbers.incrementAndGet(),
                    ReceiptIds.next(now),
                    ask,
                    query.account().key().id(),
                    now,
                    reserved);
            try {
                if (!lane.open(attempt, first, reserved)) return null; // somebody was faster: look again
            } catch (IOException failure) {
                LOG.error("a request cannot be written down, so it is not sent", failure);
                throw ApiError.overloaded("The gateway cannot write its books right now.", 5_000);
            }
            attempts++;
            var endpoint = services.board().endpoint(lane.host());
            if (endpoint.isEmpty()) {
                lane.forget(attempt);
                return again(lane, Retries.Failure.UNAVAILABLE);
            }
            return send(lane, prices, attempt, endpoint.get());
        }

        /// A key without budgets lets its answers run without asking at each increment, where the lane has room.
        private long generous(LiveLane lane, Prices prices) {
            if (!query.account().unlimited()) return 0;
            long context = query.offer().model().context();
            long full = prices.cost(new Usage(inputUnits, 0, Math.min(ask.outputBound(context), Usage.MOST)))
                    .obol();
            boolean roomy = full <= lane.free() / ROOM && full <= query.desk().answerObol();
            return roomy && money.raise(full) instanceof Money.Raise.Done ? full : 0;
        }

        private @Nullable Answered send(LiveLane lane, Prices prices, Attempt attempt, URI endpoint)
                throws InterruptedException {
            long now = services.clock().millis();
            var desk = lane.desk();
            desk.begin();
            var ride = lane.ride(now);
            var headers = HostLink.askHeaders(
                    ride.base64(),
                    HexFormat.of().formatHex(RandomBytes.next(NONCE_BYTES)),
                    attempt.receiptId(),
                    attempt.reserved());
            HttpStream stream;
            long sentNanos = System.nanoTime();
            try {
                var patience = Duration.ofMillis(limits.patience().silenceMillis());
                stream = services.link().ask(endpoint, ask.face(), query.body(), headers, patience);
            } catch (HttpFailure failure) {
                return failed(lane, attempt, failure);
            }
            var sent = new Sent(query, caller, money, lane, prices, attempt, endpoint, ride, inputUnits, sentNanos);
            return switch (new HostReply(services, limits.patience(), sent).read(stream)) {
                case HostReply.Outcome.Done(var answered) -> answered;
                case HostReply.Outcome.Failed(var failure) -> again(lane, failure);
                case HostReply.Outcome.Counted(var units) -> recount(lane, units);
                case HostReply.Outcome.Stranger _ -> stranger(lane);
            };
        }

        private @Nullable Answered failed(LiveLane lane, Attempt attempt, HttpFailure failure) {
            long now = services.clock().millis();
            if (failure.kind().maybeSent()) lane.abandon(attempt, Seen.NOT_CANCELLED, null, now);
            else lane.forget(attempt);
            lane.desk().failed(now);
            LOG.debug("a host did not answer", "host", lane.host(), "why", failure.getMessage());
            return again(
                    lane,
                    failure.kind() == HttpFailure.Kind.TIMEOUT ? Retries.Failure.STALLED : Retries.Failure.BROKEN);
        }

        /// Null when another host may be tried; otherwise refuses.
        private @Nullable Answered again(LiveLane lane, Retries.Failure failure) {
            last = failure;
            tried.add(lane.host());
            services.metrics().retried(failure.name());
            if (Retries.again(failure, attempts, limits.attemptsMost(), caller.gone())) return null;
            throw exhausted();
        }

        /// The voucher did not cover what the host counts. Once more, with its count of the input and a voucher of
        /// this moment; if that does not help either, it reckons with receipts we do not know.
        private @Nullable Answered recount(LiveLane lane, long units) {
            if (recounted || units > ask.inputBound()) {
                lane.catchUpSoon(services.clock().millis());
                return again(lane, Retries.Failure.UNCOVERED);
            }
            recounted = true;
            attempts--;
            inputUnits = Math.max(inputUnits, units);
            lane.renew();
            return null;
        }

        /// A host that is a block behind does not know a fresh session: a moment later it does.
        private @Nullable Answered stranger(LiveLane lane) throws InterruptedException {
            if (++strangerTries > STRANGER_TRIES) return again(lane, Retries.Failure.STRANGER);
            attempts--;
            Thread.sleep(STRANGER_PAUSE_MILLIS);
            return null;
        }
    }
}
