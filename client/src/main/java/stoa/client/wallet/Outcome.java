// SPDX-License-Identifier: Apache-2.0
package stoa.client.wallet;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import stoa.client.LedgerFailure;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.chain.CommittedTx;
import stoa.types.event.Event;

/// What became of a transaction in the end.
public sealed interface Outcome {

    /// A block has it and it did what it should.
    record Done(long height, CommittedTx tx) implements Outcome {
        /// The events of one kind that it caused.
        public <E extends Event> List<E> all(Class<E> kind) {
            return Stream.of(tx)
                    .flatMap(each -> each.events().stream())
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .toList();
        }

        /// The one event of a kind that the verb always causes; a ledger that left it out is at fault.
        public <E extends Event> E the(Class<E> kind) {
            return all(kind).stream()
                    .findFirst()
                    .orElseThrow(() -> LedgerFailure.malformed(
                            "transaction " + tx.hash() + " has no event " + kind.getSimpleName(), null));
        }
    }

    /// It did nothing.
    ///
    /// @param tx what a block holds of it, when it paid its fee; empty when no block has it
    record Refused(Reason reason, String detail, Optional<CommittedTx> tx) implements Outcome {}

    /// No block had it in the time allowed; the wallet goes on trying.
    record Late(Hash hash) implements Outcome {}

    /// The transaction that was done; otherwise a [TxRefused], or a [LedgerFailure] when it is late.
    default Done orThrow() {
        return switch (this) {
            case Done done -> done;
            case Refused refused -> throw new TxRefused(refused.reason(), refused.detail());
            case Late(var hash) ->
                throw LedgerFailure.unreachable(
                        "transaction " + hash + " is in no block yet; it is being sent on", null);
        };
    }
}
