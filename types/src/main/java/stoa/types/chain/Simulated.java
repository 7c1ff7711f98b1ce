// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import java.util.List;
import stoa.types.Reason;
import stoa.types.event.Event;

/// What a [CallRequest] would do on the state it was tried on.
public sealed interface Simulated {

    /// @param gas exactly what a transaction needs
    /// @param events what it would cause; empty for a view
    /// @param output ABI-encoded results of a view; empty for a verb
    record Done(long gas, List<Event> events, byte[] output) implements Simulated {
        public Done {
            events = List.copyOf(events);
        }
    }

    /// @param gas what the refused transaction would pay for; 0 when it would not enter a block
    /// @param detail what is wrong with this one, in the caller's words
    record Refused(Reason reason, long gas, String detail) implements Simulated {
        public Refused(Reason reason, long gas) {
            this(reason, gas, reason.text());
        }
    }
}
