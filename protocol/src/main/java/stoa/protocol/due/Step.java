// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.due;

import java.util.List;
import java.util.Optional;
import stoa.types.event.Event;
import stoa.types.state.Due;

/// What one item of due work comes to.
///
/// @param events empty when the item has no work to do any more
/// @param next the item that takes this one's place, for work that comes again
public record Step(List<Event> events, Optional<Due> next) {
    public static final Step NOTHING = new Step(List.of(), Optional.empty());

    public Step {
        events = List.copyOf(events);
    }

    public static Step of(Event... events) {
        return new Step(List.of(events), Optional.empty());
    }

    public static Step of(List<Event> events) {
        return new Step(events, Optional.empty());
    }

    /// The same, and `due` later.
    public Step andThen(Due due) {
        return new Step(events, Optional.of(due));
    }
}
