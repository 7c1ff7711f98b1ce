// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// What a case pays somebody for. The order is wire format: append only.
public enum Payment {
    LEADER,
    VOTER,
    APPELLANT,
    /// What is left goes back to whoever paid in advance.
    REFUND
}
