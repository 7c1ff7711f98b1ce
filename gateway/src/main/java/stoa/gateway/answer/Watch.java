// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import stoa.kit.clock.Ticker;
import stoa.kit.http.HttpStream;
import stoa.kit.log.Log;

/// Closes the streams of hosts that are silent for too long, so that whoever reads them is freed. One thread looks
/// at all of them; a read costs its stream one volatile write.
public final class Watch implements AutoCloseable {
    private static final Log LOG = Log.of(Watch.class);
    private static final Duration PERIOD = Duration.ofMillis(50);

    private final Set<Guard> guards = ConcurrentHashMap.newKeySet();
    private final Ticker ticker;

    public Watch() {
        ticker = Ticker.start(
                "host-watch", PERIOD, this::look, failure -> LOG.warn("watching failed", "why", failure.getMessage()));
    }

    Guard over(HttpStream stream) {
        var guard = new Guard(stream);
        guards.add(guard);
        return guard;
    }

    private void look() {
        long now = System.nanoTime();
        for (var guard : guards) if (now - guard.deadline > 0) guard.expire();
    }

    @Override
    public void close() {
        ticker.close();
    }

    /// One stream's deadlines.
    final class Guard implements AutoCloseable {
        private final HttpStream stream;
        private volatile long deadline =
                System.nanoTime() + Duration.ofDays(365).toNanos();
        private volatile boolean expired;

        private Guard(HttpStream stream) {
            this.stream = stream;
        }

        /// From now on the stream may live until then.
        void until(long deadlineNanos) {
            deadline = deadlineNanos;
        }

        /// Whether it was closed for being late.
        boolean expired() {
            return expired;
        }

        private void expire() {
            expired = true;
            guards.remove(this);
            stream.close();
        }

        @Override
        public void close() {
            guards.remove(this);
        }
    }
}
