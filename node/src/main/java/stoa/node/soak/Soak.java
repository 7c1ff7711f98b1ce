// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import java.time.Duration;

/// One long run.
public interface Soak {
    /// Runs for about `time`; everything random comes from `seed`.
    ///
    /// @param progress told a line now and then
    /// @return one line that says what was done
    /// @throws Broken when a promise did not hold
    String run(long seed, Duration time, Progress progress) throws Exception;

    /// Hears how far a run is.
    interface Progress {
        void line(String text);
    }
}
