// SPDX-License-Identifier: Apache-2.0
package stoa.client;

import org.jspecify.annotations.Nullable;

/// The ledger could not answer. Refusals of a transaction are never this: they are values with a `Reason`.
public final class LedgerFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    public LedgerFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /// What went wrong, and with it whether trying again helps.
    public enum Kind {
        /// No answer came. A submitted transaction may have arrived all the same: submit the same bytes again.
        UNREACHABLE,
        /// This height is not committed yet.
        NOT_YET,
        /// The state at this height is not kept any more.
        PRUNED,
        /// The question is out of bounds.
        TOO_MUCH,
        /// The answer is not one a ledger of ours gives.
        MALFORMED,
        /// The other end runs another network than expected.
        WRONG_NETWORK,
        CLOSED
    }

    public static LedgerFailure unreachable(String message, @Nullable Throwable cause) {
        return new LedgerFailure(Kind.UNREACHABLE, message, cause);
    }

    public static LedgerFailure notYet(long height, long head) {
        return new LedgerFailure(
                Kind.NOT_YET, "block " + height + " is not committed yet; the newest is " + head, null);
    }

    public static LedgerFailure pruned(long height, long oldest) {
        return new LedgerFailure(
                Kind.PRUNED, "the state after block " + height + " is not kept; the oldest kept is " + oldest, null);
    }

    public static LedgerFailure tooMuch(String message) {
        return new LedgerFailure(Kind.TOO_MUCH, message, null);
    }

    public static LedgerFailure malformed(String message, @Nullable Throwable cause) {
        return new LedgerFailure(Kind.MALFORMED, message, cause);
    }

    public static LedgerFailure closed() {
        return new LedgerFailure(Kind.CLOSED, "the ledger is closed", null);
    }

    public Kind kind() {
        return kind;
    }
}
