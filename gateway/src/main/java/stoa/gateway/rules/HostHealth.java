// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import java.util.OptionalLong;

/// What the gateway has learned of a host for one model: how fast, how near, how full, and whether it works at all.
/// Averages move an eighth of the way to each new value. One thread at a time.
public final class HostHealth {
    /// Failures in a row after which the host rests.
    private static final int FAILURES_MOST = 3;
    private static final long REST_LEAST_MILLIS = 1_000;
    private static final long REST_MOST_MILLIS = 60_000;
    private static final int LIMIT_LEAST = 1;
    private static final int LIMIT_MOST = 4_096;
    private static final int LIMIT_FIRST = 256;
    private static final int SHARE = 8;
    /// Output units of the answer on whose time hosts are compared.
    private static final long TYPICAL_OUTPUT = 200;

    private Breaker breaker = Breaker.CLOSED;
    private int failures;
    private int rests;
    private long restUntilMillis;
    private boolean trying;
    private long fullUntilMillis;
    private int inFlight;
    private int limit = LIMIT_FIRST;
    private long sinceShrink;
    private long firstMicros;
    private long unitMicros;
    private long roundTripMicros;

    /// Whether requests are let through. `docs/generated/breaker-life.md` is printed from [BreakerStep].
    public enum Breaker {
        CLOSED,
        /// The host rests.
        OPEN,
        /// One request, or one check, may show that it works again.
        HALF_OPEN
    }

    public enum BreakerStep {
        TRIP(Breaker.CLOSED, Breaker.OPEN),
        REST_OVER(Breaker.OPEN, Breaker.HALF_OPEN),
        TRIP_AGAIN(Breaker.HALF_OPEN, Breaker.OPEN),
        RECOVER(Breaker.HALF_OPEN, Breaker.CLOSED);

        private final Breaker from;
        private final Breaker to;

        BreakerStep(Breaker from, Breaker to) {
            this.from = from;
            this.to = to;
        }

        public Breaker from() {
            return from;
        }

        public Breaker to() {
            return to;
        }
    }

    // ── what happened ──

    /// A request is about to be sent.
    public void begin() {
        inFlight++;
        if (breaker == Breaker.HALF_OPEN) trying = true;
    }

    /// The first byte of the answer came.
    public void spoke(long micros) {
        firstMicros = firstMicros == 0 ? Math.max(1, micros) : firstMicros + (micros - firstMicros) / SHARE;
    }

    /// A request ended well.
    ///
    /// @param micros from the first byte to the last
    public void served(long outputUnits, long micros) {
        ended();
        if (outputUnits > 1 && micros > 0) {
            long each = Math.max(1, micros / (outputUnits - 1));
            unitMicros = unitMicros == 0 ? each : unitMicros + (each - unitMicros) / SHARE;
        }
        works();
        if (++sinceShrink >= limit) {
            sinceShrink = 0;
            limit = Math.min(LIMIT_MOST, limit + 1 + limit / SHARE);
        }
    }

    /// A request ended without telling anything about the host: refused with 400, or cut by the caller.
    public void left() {
        ended();
        trying = false;
    }

    /// The host said, signed, that it is full: no failure, but it is spared until then.
    public void full(long retryAfterMillis, long nowMillis) {
        limit = Math.max(LIMIT_LEAST, Math.min(limit, inFlight) * 3 / 4);
        sinceShrink = 0;
        fullUntilMillis = Math.max(fullUntilMillis, nowMillis + Math.clamp(retryAfterMillis, 50, REST_MOST_MILLIS));
        ended();
        trying = false;
    }

    /// A request failed by the host's fault.
    public void failed(long nowMillis) {
        ended();
        broke(nowMillis);
    }

    /// An active check was answered.
    public void checked(long micros, long nowMillis) {
        roundTripMicros =
                roundTripMicros == 0 ? Math.max(1, micros) : roundTripMicros + (micros - roundTripMicros) / SHARE;
        turn(nowMillis);
        if (breaker != Breaker.CLOSED) works();
    }

    /// An active check was not answered.
    public void unchecked(long nowMillis) {
        broke(nowMillis);
    }

    // ── what follows ──

    /// Whether a new request may go there now.
    public boolean usable(long nowMillis) {
        turn(nowMillis);
        if (nowMillis < fullUntilMillis || inFlight >= limit) return false;
        return breaker == Breaker.CLOSED || breaker == Breaker.HALF_OPEN && !trying;
    }

    /// How long until it may be usable, if nothing else happens; 0 when it is, or when an answer in flight must end
    /// first.
    public long waitMillis(long nowMillis) {
        long until = Math.max(fullUntilMillis, breaker == Breaker.OPEN ? restUntilMillis : 0);
        return Math.max(0, until - nowMillis);
    }

    /// Expected time of a typical answer with one more in flight: the less the better. Empty until the host has
    /// answered.
    public OptionalLong score() {
        if (firstMicros == 0 || unitMicros == 0) return OptionalLong.empty();
        return OptionalLong.of(
                (firstMicros + roundTripMicros + unitMicros * TYPICAL_OUTPUT) / SHARE * (SHARE + inFlight));
    }

    /// Average time to the first byte; 0 while unknown.
    public long firstMicros() {
        return firstMicros;
    }

    /// Average time between units; 0 while unknown.
    public long unitMicros() {
        return unitMicros;
    }

    public int inFlight() {
        return inFlight;
    }

    public int limit() {
        return limit;
    }

    public Breaker breaker(long nowMillis) {
        turn(nowMillis);
        return breaker;
    }

    private void ended() {
        if (inFlight > 0) inFlight--;
    }

    private void works() {
        failures = 0;
        rests = 0;
        trying = false;
        if (breaker == Breaker.HALF_OPEN) step(BreakerStep.RECOVER);
    }

    private void broke(long nowMillis) {
        turn(nowMillis);
        trying = false;
        failures++;
        if (breaker == Breaker.HALF_OPEN) rest(BreakerStep.TRIP_AGAIN, nowMillis);
        else if (breaker == Breaker.CLOSED && failures >= FAILURES_MOST) rest(BreakerStep.TRIP, nowMillis);
    }

    private void rest(BreakerStep step, long nowMillis) {
        step(step);
        restUntilMillis = nowMillis + Math.min(REST_MOST_MILLIS, REST_LEAST_MILLIS << Math.min(rests, 16));
        rests++;
    }

    private void turn(long nowMillis) {
        if (breaker == Breaker.OPEN && nowMillis >= restUntilMillis) step(BreakerStep.REST_OVER);
    }

    private void step(BreakerStep step) {
        if (breaker != step.from) throw new IllegalStateException(step + " in state " + breaker);
        breaker = step.to;
    }
}
