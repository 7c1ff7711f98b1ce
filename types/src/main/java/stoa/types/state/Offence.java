// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

/// What a voter loses collateral for. The order is wire format: append only.
public enum Offence {
    /// It voted otherwise than most.
    MINORITY,
    /// It owed a vote, an outcome or a link and did not bring it.
    IDLE,
    /// Its deterministic result is nobody else's.
    VIOLATION,
    /// It agreed with a trap.
    TRAPPED,
    /// It should have set a trap and did not.
    NO_TRAP
}
