// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.market;

import java.util.concurrent.locks.ReentrantLock;
import stoa.gateway.rules.HostHealth;
import stoa.gateway.rules.Router;
import stoa.types.Address;
import stoa.types.ModelId;

/// A host's health for one model, shared by all requests. The lock is held for nanoseconds.
public final class HostDesk {
    private final Address host;
    private final ModelId model;
    private final HostHealth health = new HostHealth();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long lastMillis;

    HostDesk(Address host, ModelId model) {
        this.host = host;
        this.model = model;
    }

    public Address host() {
        return host;
    }

    public ModelId model() {
        return model;
    }

    /// The lane as the router sees it.
    Router.Candidate candidate(int lane, boolean affords, long nowMillis) {
        lock.lock();
        try {
            return new Router.Candidate(
                    lane,
                    host,
                    affords && health.usable(nowMillis),
                    health.waitMillis(nowMillis),
                    health.inFlight(),
                    health.score());
        } finally {
            lock.unlock();
        }
    }

    public void begin() {
        on(HostHealth::begin);
    }

    public void spoke(long micros) {
        on(it -> it.spoke(micros));
    }

    public void served(long outputUnits, long micros) {
        on(it -> it.served(outputUnits, micros));
    }

    public void left() {
        on(HostHealth::left);
    }

    public void full(long retryAfterMillis, long nowMillis) {
        on(it -> it.full(retryAfterMillis, nowMillis));
    }

    public void failed(long nowMillis) {
        on(it -> it.failed(nowMillis));
    }

    void checked(long micros, long nowMillis) {
        on(it -> it.checked(micros, nowMillis));
    }

    void unchecked(long nowMillis) {
        on(it -> it.unchecked(nowMillis));
    }

    /// The host's average time to the first byte; 0 while unknown.
    public long firstMicros() {
        lock.lock();
        try {
            return health.firstMicros();
        } finally {
            lock.unlock();
        }
    }

    /// For `/admin/status`.
    public Snapshot snapshot(long nowMillis) {
        lock.lock();
        try {
            return new Snapshot(
                    health.breaker(nowMillis),
                    health.inFlight(),
                    health.limit(),
                    health.firstMicros(),
                    health.unitMicros());
        } finally {
            lock.unlock();
        }
    }

    public record Snapshot(HostHealth.Breaker breaker, int inFlight, int limit, long firstMicros, long unitMicros) {}

    /// When a request last said something about the host.
    long lastMillis() {
        return lastMillis;
    }

    void touch(long nowMillis) {
        lastMillis = nowMillis;
    }

    private interface Change {
        void on(HostHealth health);
    }

    private void on(Change change) {
        lock.lock();
        try {
            change.on(health);
        } finally {
            lock.unlock();
        }
    }
}
