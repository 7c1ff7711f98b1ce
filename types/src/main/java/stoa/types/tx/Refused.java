// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import stoa.types.Reason;

/// A transaction that cannot be read into a [Tx] and so never enters a block. The message adds to the reason's text
/// what is wrong with this one. Without a stack trace, for strangers can cause it as often as they like.
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    public Refused(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public Refused(Reason reason) {
        this(reason, reason.text());
    }

    public Reason reason() {
        return reason;
    }
}
