// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import stoa.kit.clock.Ticker;
import stoa.kit.log.Log;
import stoa.types.market.Wire;

/// Lets no answer be silent for longer than [Wire#ALIVE_SECONDS]. [SRV-16] An answer that takes less costs no thread.
final class Heartbeat implements AutoCloseable {
    private static final Log LOG = Log.of(Heartbeat.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final long SILENT_NANOS =
            Duration.ofSeconds(Wire.ALIVE_SECONDS).minus(LOOK.multipliedBy(2)).toNanos();

    private final Set<Delivery> running = ConcurrentHashMap.newKeySet();
    private final Ticker ticker =
            Ticker.start("heartbeat", LOOK, this::look, failure -> LOG.error("the heartbeat failed", failure));

    void begin(Delivery delivery) {
        running.add(delivery);
    }

    void end(Delivery delivery) {
        running.remove(delivery);
    }

    /// Each beat has a thread of its own, for a caller that does not read makes it wait.
    private void look() {
        long now = System.nanoTime();
        for (var delivery : running)
            if (delivery.silentNanos(now) > SILENT_NANOS)
                Thread.ofVirtual().name("heartbeat").start(delivery::alive);
    }

    @Override
    public void close() {
        ticker.close();
    }
}
