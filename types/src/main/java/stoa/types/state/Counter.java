// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// Numbers that only grow: the last one given. The order is wire format: append only.
public enum Counter {
    DELEGATIONS,
    SESSIONS,
    WITHDRAWALS,
    CASES
}
