// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.fake;

/// What a fake host does with the next request instead of serving it well.
public enum Trick {
    HONEST,
    /// Signs a response hash of something else.
    WRONG_RESPONSE_HASH,
    WRONG_REQUEST_HASH,
    /// One obol more than the units cost.
    OVERCHARGE,
    /// More output units than it delivered, at their right price.
    INFLATE,
    /// Signs with a stranger's key.
    WRONG_SIGNER,
    /// Uses index 0 again.
    SAME_INDEX,
    /// Leaves an index out, which nobody ever gets.
    SKIP_INDEX,
    NO_RECEIPT,
    /// Takes the request and says nothing for long.
    STALL,
    /// Sends the head of a stream and then nothing.
    STALL_AFTER_HEAD,
    /// Breaks the connection before a byte.
    DIE_BEFORE,
    /// Breaks the connection after the first event.
    DIE_AFTER_FIRST,
    /// Serves, signs and keeps the receipt, but the answer is lost on the way.
    LOSE_ANSWER,
    /// Says that its engine failed, after the first event.
    FAIL_AFTER_FIRST,
    /// Says that its engine failed, in a stream, before the first event.
    FAIL_FIRST,
    ENGINE_DOWN,
    BAD_REQUEST,
    SATURATED,
    SATURATED_UNSIGNED,
    REFUSE_VOUCHER,
    /// Counts three times the input the gateway guesses, and wants a voucher for it.
    RECOUNT,
    RECOUNT_ABSURD,
    LANE_UNKNOWN_ONCE,
    /// Sends a whole answer as a stream of one event.
    FRAMED
}
