// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.contracts;

import stoa.protocol.Draft;
import stoa.types.event.Event;

/// Contracts' events, applied.
public final class Contracts {
    private Contracts() {}

    public static void evolve(Draft draft, Event.Contracts event) {
        switch (event) {
            case Event.Contracts.TransactionQueued e -> Queue.queued(draft, e);
            case Event.Contracts.TransactionCredited e -> Queue.credited(draft, e);
            case Event.Contracts.ContractTurned e -> Queue.turned(draft, e);
            case Event.Contracts.OutcomePosted e -> Storage.posted(draft, e);
            case Event.Contracts.OutcomeAccepted e -> Storage.accepted(draft, e);
            case Event.Contracts.OutcomeFinalized e -> Storage.finalized(draft, e);
            case Event.Contracts.StorageRolledBack e -> Storage.rolledBack(draft, e);
            case Event.Contracts.TransactionClosed e -> Queue.closed(draft, e);
            case Event.Contracts.NewTransaction _ -> {} // for clients that look for this very log
        }
    }
}
