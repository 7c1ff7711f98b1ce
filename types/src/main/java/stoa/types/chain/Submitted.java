// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import stoa.types.Hash;
import stoa.types.Reason;

/// The answer to a submitted transaction.
public sealed interface Submitted {

    /// It waits for a block; it may still be refused there. What waits does not survive the process.
    record Taken(Hash hash) implements Submitted {}

    /// It never enters a block in this form.
    ///
    /// @param detail what is wrong with this one, in the sender's words; the reason's text when there is no more to
    /// say
    record Refused(Reason reason, String detail) implements Submitted {
        public Refused(Reason reason) {
            this(reason, reason.text());
        }
    }
}
