// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import stoa.types.Hash;

/// What the gateway knows of a request before anybody counted its tokens.
///
/// @param bodyBytes size of the JSON body
/// @param tokensMost the caller's limit on output tokens of one choice; [#UNLIMITED] when it gave none
/// @param choices how many answers it wants (`n`), at least 1
/// @param affinity the same for all turns of a conversation of one key; 0 when there is nothing to go by
public record Ask(
        Face face, Hash requestHash, long bodyBytes, long tokensMost, int choices, boolean stream, long affinity) {
    public static final long UNLIMITED = Long.MAX_VALUE;
    /// Output units between two vouchers of one answer. Rule SRV-15.
    public static final long INCREMENT = 1_024;
    private static final int BYTES_PER_UNIT = 3;
    private static final long TEMPLATE_UNITS = 64;
    private static final long BOUND_SLACK = 256;

    public Ask {
        if (bodyBytes < 0 || tokensMost < 0 || choices < 1)
            throw new IllegalArgumentException("a request has a size, a limit of 0 or more and at least one choice");
    }

    /// A guess that is seldom too low; the host counts and says so when it was.
    public long inputEstimate() {
        return Math.ceilDiv(bodyBytes, (long) BYTES_PER_UNIT) + TEMPLATE_UNITS;
    }

    /// More input units than this nobody can have found in the body: a token is at least a byte, and templates are
    /// shorter than the JSON they replace.
    public long inputBound() {
        return bodyBytes + BOUND_SLACK;
    }

    /// Output units that must be covered before the host begins.
    public long firstOutput() {
        return Math.min(INCREMENT, outputBound(INCREMENT));
    }

    /// Most output units of all choices together.
    ///
    /// @param context the model's, in tokens
    public long outputBound(long context) {
        if (!face.generates()) return 0;
        long each = Math.min(tokensMost, context);
        return each > Long.MAX_VALUE / choices ? Long.MAX_VALUE : each * choices;
    }
}
