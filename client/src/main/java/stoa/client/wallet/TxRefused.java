// SPDX-License-Identifier: Apache-2.0
package stoa.client.wallet;

import stoa.types.Reason;

/// A refusal, for callers who would rather catch than look. Says the reason's name and number and what to do.
public final class TxRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    public TxRefused(Reason reason, String detail) {
        super(reason + " (" + reason.code() + "): " + detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
