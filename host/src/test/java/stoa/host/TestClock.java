// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The system's clock, which a test may put forward.
final class TestClock implements InstantSource {
    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }

    void forward(Duration by) {
        ahead = ahead.plus(by);
    }

    long seconds() {
        return instant().getEpochSecond();
    }
}
