// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import java.util.Optional;
import stoa.types.Address;
import stoa.types.Usage;

/// What became of a request.
public sealed interface Answered {

    /// A whole answer, paid for by its receipt.
    record Whole(byte[] body, Proof proof) implements Answered {}

    /// A stream whose first event is here.
    record Open(OpenAnswer stream, Proof proof) implements Answered {}

    /// The engine refused the request itself: an OpenAI error object and its status.
    record Refused(int status, byte[] body) implements Answered {}

    /// Where the answer comes from.
    ///
    /// @param host's address
    record Proof(String receiptId, long session, Address host) {}

    /// How an answer ended.
    ///
    /// @param usage as charged, or as reported when nothing is charged; empty when nobody knows
    record End(boolean complete, long costObol, Optional<Usage> usage) {}
}
