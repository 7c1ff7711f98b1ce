// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.List;
import stoa.types.Reason;
import stoa.types.event.Event;

/// What a rule answers: the facts that follow, or why nothing does.
public sealed interface Verdict {
    record Accepted(List<Event> events) implements Verdict {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    record Rejected(Reason reason) implements Verdict {}

    static Verdict accepted(Event... events) {
        return new Accepted(List.of(events));
    }

    static Verdict accepted(List<Event> events) {
        return new Accepted(events);
    }

    static Verdict rejected(Reason reason) {
        return new Rejected(reason);
    }
}
