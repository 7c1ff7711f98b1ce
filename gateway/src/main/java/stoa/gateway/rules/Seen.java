// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import java.util.Optional;
import stoa.types.Hash;
import stoa.types.Usage;

/// What the gateway itself saw of an answer: the measure for the host's receipt.
///
/// @param responseHash of what arrived; empty when nothing can be compared, because the gateway was restarted
/// meanwhile
/// @param contentBytes bytes of text, names and arguments delivered
/// @param events SSE events with content, 1 for an answer in one piece
/// @param reported the usage in the answer's own JSON
/// @param reservedObol the most this answer may cost
/// @param sentMillis when the request was sent, unix
/// @param endedMillis when the receipt was here, unix
/// @param cancelUnits output units of our signed cancel; [#NOT_CANCELLED]
/// @param complete whether the whole answer arrived
public record Seen(
        Ask ask,
        Optional<Hash> responseHash,
        long contentBytes,
        long events,
        Optional<Usage> reported,
        long reservedObol,
        long sentMillis,
        long endedMillis,
        long cancelUnits,
        boolean complete) {
    public static final long NOT_CANCELLED = -1;
    private static final int UNITS_PER_CHOICE = 64;
    private static final int BYTES_PER_UNIT_LEAST = 8;

    /// More output units than this nobody can have delivered: a token of text is at least a byte, and the rest
    /// allows for tokens that end or frame an answer.
    public long outputBound(long context) {
        long delivered = contentBytes + contentBytes / 4 + (long) UNITS_PER_CHOICE * ask.choices();
        return Math.min(delivered, ask.outputBound(context));
    }

    /// Output units that have arrived as far as one can tell from outside: an event holds at least one, a long one
    /// more.
    public static long delivered(Ask ask, long events, long contentBytes) {
        return ask.face().generates() ? Math.max(events, contentBytes / BYTES_PER_UNIT_LEAST) : 0;
    }

    /// More output units than this cannot be in so many bytes of content: a token of text is at least a byte, and
    /// the rest allows for tokens that end or frame an answer.
    public static long unitsMost(Ask ask, long contentBytes) {
        return contentBytes + contentBytes / 4 + (long) UNITS_PER_CHOICE * ask.choices();
    }
}
