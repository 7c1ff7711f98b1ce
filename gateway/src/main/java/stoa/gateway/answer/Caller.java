// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Whoever asked, as far as it can go away. What runs for it registers what to do then; the last one counts.
public final class Caller {
    private static final Runnable NOTHING = () -> {};

    private final AtomicReference<@Nullable Runnable> action = new AtomicReference<>(NOTHING);

    /// The caller has gone.
    public void leave() {
        var run = action.getAndSet(null);
        if (run != null) run.run();
    }

    public boolean gone() {
        return action.get() == null;
    }

    /// What to do when the caller goes; at once when it has gone already.
    void onLeave(Runnable next) {
        while (true) {
            var now = action.get();
            if (now == null) {
                next.run();
                return;
            }
            if (action.compareAndSet(now, next)) return;
        }
    }
}
