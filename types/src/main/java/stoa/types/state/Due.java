// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;
import stoa.types.ModelId;

/// One item of due work. The queue is ordered by (seconds, kind, id), which is the order of the keys' bytes and so the
/// same on every node. Rule DUE-1.
public sealed interface Due extends Comparable<Due> {
    /// When it falls due, unix seconds.
    long seconds();

    /// The kind's number: wire format, and its place among works of one second.
    int kind();

    /// The order within one second and kind.
    int compareId(Due other);

    @Override
    default int compareTo(Due other) {
        int order = Long.compare(seconds(), other.seconds());
        if (order == 0) order = Integer.compare(kind(), other.kind());
        return order != 0 ? order : compareId(other);
    }

    /// The epoch ends: `decide`.
    record Decide(long seconds) implements Due {
        @Override
        public int kind() {
            return 1;
        }

        @Override
        public int compareId(Due other) {
            return 0;
        }
    }

    /// A model's price may step.
    record PriceStep(long seconds, ModelId model) implements Due {
        @Override
        public int kind() {
            return 2;
        }

        @Override
        public int compareId(Due other) {
            return model.compareTo(((PriceStep) other).model);
        }
    }

    /// A session expires (while open) or its settle window ends (while closing).
    record SessionTurn(long seconds, long session) implements Due {
        @Override
        public int kind() {
            return 3;
        }

        @Override
        public int compareId(Due other) {
            return Long.compare(session, ((SessionTurn) other).session);
        }
    }

    record Release(long seconds, PendingKey key) implements Due {
        @Override
        public int kind() {
            return 4;
        }

        @Override
        public int compareId(Due other) {
            return key.compareTo(((Release) other).key);
        }
    }

    /// Unbonding ends; `number` tells withdrawals of one host and second apart.
    record Unbond(long seconds, Address host, long number) implements Due {
        @Override
        public int kind() {
            return 5;
        }

        @Override
        public int compareId(Due other) {
            int order = host.compareTo(((Unbond) other).host);
            return order != 0 ? order : Long.compare(number, ((Unbond) other).number);
        }
    }

    /// The next open session under a revoked delegation is closed.
    ///
    /// @param after sessions up to this one are done
    record Revocation(long seconds, long delegation, long after) implements Due {
        @Override
        public int kind() {
            return 6;
        }

        @Override
        public int compareId(Due other) {
            int order = Long.compare(delegation, ((Revocation) other).delegation);
            return order != 0 ? order : Long.compare(after, ((Revocation) other).after);
        }
    }

    /// A case's phase ends.
    record CaseTurn(long seconds, long caseId) implements Due {
        @Override
        public int kind() {
            return 7;
        }

        @Override
        public int compareId(Due other) {
            return Long.compare(caseId, ((CaseTurn) other).caseId);
        }
    }
}
