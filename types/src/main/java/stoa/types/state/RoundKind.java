// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// What a round is for. The order is wire format: append only.
public enum RoundKind {
    /// A panel decides.
    NORMAL,
    /// More voters judge what was decided.
    VALIDATOR_APPEAL,
    /// A larger panel decides again because none decided.
    LEADER_APPEAL,
    /// A larger panel decides again because the leader was late.
    LEADER_TIMEOUT_APPEAL
}
