// SPDX-License-Identifier: Apache-2.0
package stoa.client.wallet;

import stoa.types.Hash;
import stoa.types.Reason;

/// What became of handing a transaction in.
public sealed interface Sent {

    /// The wallet sees to it that a block gets it, however often the ledger forgets.
    record Waiting(Hash hash, long nonce) implements Sent {}

    /// It enters no block; its nonce is free again.
    record Refused(Reason reason, String detail) implements Sent {}

    /// The hash, or a [TxRefused] that carries the reason.
    default Hash hashOrThrow() {
        return switch (this) {
            case Waiting waiting -> waiting.hash();
            case Refused(var reason, var detail) -> throw new TxRefused(reason, detail);
        };
    }
}
