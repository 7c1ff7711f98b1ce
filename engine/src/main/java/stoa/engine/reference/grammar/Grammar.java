// SPDX-License-Identifier: Apache-2.0
package stoa.engine.reference.grammar;

import java.util.BitSet;

/// Which tokens may come next, as an answer grows. Of one answer; not shared between threads.
public interface Grammar {
    /// The allowed tokens now, those that end the answer among them where it may end; only lent.
    BitSet allowed();

    /// Goes on behind a token that was allowed.
    void accept(int token);
}
