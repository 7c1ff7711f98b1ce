// SPDX-License-Identifier: Apache-2.0
package stoa.client.fake;

import java.util.List;
import java.util.Optional;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Table;
import stoa.types.tx.Tx;

/// What a verb does on a fake ledger.
@FunctionalInterface
public interface Script {
    /// Accepts everything and does nothing.
    Script NOTHING = (_, _) -> new Does(List.of());

    Answer on(Tx tx, State state);

    /// What came of it.
    sealed interface Answer {}

    /// Accepted; the events are what blocks and logs show.
    record Does(List<Event> events) implements Answer {
        public Does {
            events = List.copyOf(events);
        }
    }

    /// Included but refused.
    record Refuses(Reason reason) implements Answer {}

    static Answer does(Event... events) {
        return new Does(List.of(events));
    }

    static Answer refuses(Reason reason) {
        return new Refuses(reason);
    }

    /// The rows as the block being made sees them.
    interface State {
        <K, V> Optional<V> get(Table<K, V> table, K key);

        <K, V> void put(Table<K, V> table, K key, V value);

        <K, V> void remove(Table<K, V> table, K key);

        /// Height of the block being made.
        long height();

        long timeSeconds();
    }
}
