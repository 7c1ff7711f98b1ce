// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// What the court is asked. The order is wire format: append only.
public enum CaseKind {
    /// What a contract's transaction comes to.
    CONTRACT,
    /// Whether an answer is what was sold.
    ANSWER,
    /// Whether a claim of compute holds.
    CLAIM
}
