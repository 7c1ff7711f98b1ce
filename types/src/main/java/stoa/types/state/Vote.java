// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// What a seat said. The order is wire format, and upstream's numbers.
public enum Vote {
    /// Nothing yet.
    NONE,
    AGREE,
    DISAGREE,
    /// The voter's own run took too long.
    TIMEOUT,
    /// What must be the same on every machine was not.
    VIOLATION,
    /// It owed a vote and gave none.
    IDLE
}
