// SPDX-License-Identifier: Apache-2.0
package stoa.types.market;

import stoa.types.Amount;
import stoa.types.Hash;
import stoa.types.Usage;

/// What a host signs per answer (EIP-712, `Typed.receipt`). Rule MKT-4.
///
/// @param lane 0 to 15, the lane's place in the session
/// @param index this answer's number in the lane, from 0, in the order in which answers finish
/// @param requestHash SHA-256 of the request body as the host received it
/// @param responseHash SHA-256 of the response body, or of all SSE data payloads one after the other without `[DONE]`
/// @param evidenceRoot Merkle root of the log-probability commitment; zero when the engine gives none
/// @param flags a sum of the FLAG constants
public record Receipt(
        long session,
        int lane,
        long index,
        Hash requestHash,
        Hash responseHash,
        Usage usage,
        Amount cost,
        long startedMillis,
        long firstTokenMillis,
        long finishedMillis,
        Hash evidenceRoot,
        int flags) {
    /// The caller cut the answer; the units are those of its signed `cancel`.
    public static final int FLAG_ABORTED = 1;
    public static final int FLAG_STREAMED = 2;
    /// The engine samples with the canonical sampler.
    public static final int FLAG_CANONICAL = 4;
    /// The host or its engine failed; the cost is 0.
    public static final int FLAG_FAILED = 8;
    /// The answer ended because budget or allowance ended.
    public static final int FLAG_CUT_BY_BUDGET = 16;

    public Receipt {
        if (session < 0 || lane < 0 || lane > 255 || index < 0 || flags < 0 || flags > 255)
            throw new ArithmeticException("a receipt's numbers are out of range");
        if (startedMillis < 0 || firstTokenMillis < 0 || finishedMillis < 0)
            throw new ArithmeticException("a receipt's times are out of range");
    }
}
