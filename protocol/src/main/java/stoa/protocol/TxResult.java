// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.List;
import java.util.Optional;
import stoa.types.Amount;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.tx.Tx;

/// What came of an included transaction.
///
/// @param refused why it did nothing but pay its fee; empty when it was accepted
/// @param fee what was burned: 0 for a free one in a sandbox
/// @param events the fee's first, then what the verb did
public record TxResult(Tx tx, Optional<Reason> refused, long gasUsed, Amount fee, List<Event> events) {
    public TxResult {
        events = List.copyOf(events);
    }
}
