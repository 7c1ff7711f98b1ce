// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;

/// One item of due work. The queue is ordered by (seconds, kind, id): the same on every node. Rule DUE-1.
public sealed interface Due extends Comparable<Due> {
    /// When it falls due, unix seconds.
    long seconds();

    /// The epoch ends: `decide`.
    record Decide(long seconds) implements Due {}

    /// A model's price may step.
    record PriceStep(long seconds, stoa.types.ModelId model) implements Due {}

    /// A session expires (while open) or its settle window ends (while closing).
    record SessionTurn(long seconds, long session) implements Due {}

    record Release(long seconds, PendingKey key) implements Due {}

    /// Unbonding ends; `number` tells withdrawals of one host and second apart.
    record Unbond(long seconds, Address host, long number) implements Due {}

    /// The next open session under a revoked delegation is closed.
    ///
    /// @param after sessions up to this one are done
    record Revocation(long seconds, long delegation, long after) implements Due {}

    /// The kind's number: wire format, and its place among works of one second.
    default int kind() {
        return switch (this) {
            case Decide _ -> 1;
            case PriceStep _ -> 2;
            case SessionTurn _ -> 3;
            case Release _ -> 4;
            case Unbond _ -> 5;
            case Revocation _ -> 6;
        };
    }

    /// The order of the queue, which is that of the keys' bytes.
    @Override
    default int compareTo(Due other) {
        return DueOrder.compare(this, other);
    }
}
