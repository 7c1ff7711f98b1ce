// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import stoa.gateway.GatewayMetrics;
import stoa.gateway.keys.Budgets;
import stoa.gateway.record.Records;
import stoa.gateway.rules.HostHealth;
import stoa.gateway.rules.Seen;
import stoa.kit.clock.Ticker;
import stoa.kit.http.Headers;
import stoa.kit.http.HttpFailure;
import stoa.kit.log.Log;
import stoa.types.codec.Malformed;

/// What must be done beside the requests: post vouchers that found nothing to ride on, ask hosts for receipts that
/// are missing, look after hosts nobody asks, take money over into the books, put away sessions that are over.
public final class Care implements AutoCloseable {
    private static final Log LOG = Log.of(Care.class);
    private static final Duration VOUCHER_PERIOD = Duration.ofMillis(20);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final long CATCH_UP_AGAIN_MILLIS = 3_000;
    private static final long CHECK_MILLIS = 5_000;
    private static final long OVER_MILLIS = 5_000;
    /// A session whose end the ledger does not tell is over this long after its last second.
    private static final long OVER_UNTOLD_MILLIS = 3_600_000;
    private static final int ROUNDS_MOST = 100;

    private final Sessions sessions;
    private final Cashier cashier;
    private final HostLink link;
    private final Budgets budgets;
    private final Records records;
    private final GatewayMetrics metrics;
    private final InstantSource clock;
    private final Ticker vouchers;
    private final Ticker rest;

    public Care(
            Sessions sessions,
            Cashier cashier,
            HostLink link,
            Budgets budgets,
            Records records,
            GatewayMetrics metrics,
            InstantSource clock) {
        this.sessions = sessions;
        this.cashier = cashier;
        this.link = link;
        this.budgets = budgets;
        this.records = records;
        this.metrics = metrics;
        this.clock = clock;
        this.vouchers = Ticker.start("vouchers", VOUCHER_PERIOD, this::post, Care::report);
        this.rest = Ticker.start("care", PERIOD, this::look, Care::report);
    }

    // ── vouchers ──

    private void post() {
        long now = clock.millis();
        for (var session : sessions.all())
            for (var lane : session.lanes())
                if (lane.due(now)) {
                    lane.posting(true);
                    Thread.ofVirtual().name("voucher").start(() -> post(lane));
                }
    }

    private void post(LiveLane lane) {
        try {
            var endpoint = sessions.board().endpoint(lane.host());
            if (endpoint.isEmpty()) return;
            var ride = lane.ride(clock.millis());
            metrics.voucherPosted();
            if (link.voucher(endpoint.get(), ride.bytes(), Headers.NONE)) lane.delivered(ride, clock.millis());
            else refused(lane);
        } catch (HttpFailure failure) {
            lane.postponed(clock.millis());
        } finally {
            lane.posting(false);
        }
    }

    /// The host does not believe our count: its own receipts will tell who is right.
    private void refused(LiveLane lane) {
        long now = clock.millis();
        lane.postponed(now);
        lane.catchUpSoon(now);
    }

    /// Delivers every voucher that is owed, as far as `patience` allows.
    public void flush(Duration patience) throws InterruptedException {
        var owing = new ArrayList<LiveLane>();
        for (var session : sessions.all()) for (var lane : session.lanes()) if (lane.owes()) owing.add(lane);
        var done = new CountDownLatch(owing.size());
        for (var lane : owing)
            Thread.ofVirtual().name("voucher").start(() -> {
                try {
                    lane.renew(); // also for receipts of this very moment
                    post(lane);
                } finally {
                    done.countDown();
                }
            });
        if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS))
            LOG.warn("some hosts did not take their last voucher; they get it after the next start");
    }

    // ── everything slower ──

    private void look() {
        long now = clock.millis();
        var over = new ArrayList<LiveSession>();
        for (var session : sessions.all()) {
            for (var lane : session.lanes()) {
                lane.hopeless(over(session, now), now).forEach(attempt -> giveUp(lane, attempt));
                if (lane.takeCatchUp(now)) Thread.ofVirtual().name("catch-up").start(() -> catchUp(lane));
            }
            sync(session);
            if (over(session, now) && idle(session)) over.add(session);
        }
        check(now);
        budgets.post(false);
        records.flush();
        over.forEach(sessions::forget); // only now: until here their logs were the only place that knew
    }

    private static boolean over(LiveSession session, long now) {
        long overMillis = session.overMillis();
        boolean told = overMillis != Long.MAX_VALUE && now > overMillis + OVER_MILLIS;
        boolean untold = session.closesMillis() != Long.MAX_VALUE && now > session.closesMillis() + OVER_UNTOLD_MILLIS;
        return session.closed() || told || untold;
    }

    private static boolean idle(LiveSession session) {
        for (var lane : session.lanes()) if (lane.state().inFlight() > 0) return false;
        return true;
    }

    private void giveUp(LiveLane lane, Attempt attempt) {
        attempt.stake().ifPresent(stake -> budgets.release(stake.account(), stake.held()));
        lane.abandon(attempt, Seen.NOT_CANCELLED, null, clock.millis());
    }

    private static void sync(LiveSession session) {
        try {
            session.log().sync();
        } catch (IOException failure) {
            LOG.error("a session's log cannot be synced", failure, "session", session.id());
        }
    }

    /// Asks the host for receipts we lack, and judges them.
    private void catchUp(LiveLane lane) {
        try {
            var endpoint = sessions.board().endpoint(lane.host());
            if (endpoint.isEmpty()) return;
            for (int round = 0; round < ROUNDS_MOST; round++) {
                long from = lane.counted();
                var receipts = link.receipts(endpoint.get(), lane, from, clock.millis() / 1_000);
                for (var receipt : receipts) cashier.late(lane, receipt);
                if (receipts.isEmpty() || lane.counted() == from) break;
            }
        } catch (HttpFailure failure) {
            LOG.debug("a host could not be asked for receipts", "host", lane.host(), "why", failure.getMessage());
        } catch (Malformed malformed) {
            LOG.warn("a host's receipts cannot be read", "host", lane.host(), "why", malformed.getMessage());
        }
        lane.again(clock.millis(), CATCH_UP_AGAIN_MILLIS);
    }

    /// Hosts that rest, or of which nothing was heard lately, are asked whether they live.
    private void check(long now) {
        for (var host : sessions.hosts()) {
            boolean ill = host.snapshot(now).breaker() != HostHealth.Breaker.CLOSED;
            if (now - host.lastMillis() < (ill ? PERIOD.toMillis() : CHECK_MILLIS)) continue;
            if (!sessions.inUse(host)) continue;
            host.touch(now);
            Thread.ofVirtual().name("host-check").start(() -> check(host));
        }
    }

    private void check(HostDesk host) {
        var endpoint = sessions.board().endpoint(host.host());
        long began = System.nanoTime();
        boolean alive = endpoint.isPresent() && link.alive(endpoint.get());
        long now = clock.millis();
        if (alive) host.checked((System.nanoTime() - began) / 1_000, now);
        else host.unchecked(now);
    }

    private static void report(Throwable failure) {
        LOG.warn("the gateway's housekeeping was interrupted; it goes on", "why", failure.getMessage());
    }

    @Override
    public void close() {
        vouchers.close();
        rest.close();
    }
}
