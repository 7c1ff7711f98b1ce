// SPDX-License-Identifier: Apache-2.0
package stoa.host;

import org.jspecify.annotations.Nullable;

/// Lets another thread interrupt an engine's call, and nothing else its thread does: an interrupt that strikes a
/// write to the caller would close the connection.
final class Leash {
    private @Nullable Thread held;
    private boolean pulled;

    /// The calling thread enters the engine, or returns to it; false when the leash is pulled: then it is
    /// interrupted.
    synchronized boolean enter() {
        held = Thread.currentThread();
        if (pulled) held.interrupt();
        return !pulled;
    }

    /// It has left; an interrupt that was meant for the engine goes no further.
    synchronized void leave() {
        held = null;
        if (pulled) Thread.interrupted();
    }

    /// Ends the engine's call, now or as soon as one is entered.
    synchronized void pull() {
        pulled = true;
        if (held != null) held.interrupt();
    }
}
