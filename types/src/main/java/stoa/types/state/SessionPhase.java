// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// A session's life; the legal steps are `SessionStep`. The order is wire format: append only.
public enum SessionPhase {
    /// Paid in, waiting for the draw of its seats.
    DRAWING,
    OPEN,
    /// No new increments; hosts bring their last vouchers.
    CLOSING,
    CLOSED
}
