// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;

/// A contract's place in the ledger; its code and fields are pages of [Tables#STORAGE].
///
/// @param deployer whoever sent the deploying transaction
/// @param next place in its queue for the next transaction
/// @param turn transactions before this place have had their turn
/// @param busy whether a panel is at work on one of them
/// @param waiting transactions that are not final
public record Contract(Address deployer, long next, long turn, boolean busy, int waiting) {
    public Contract queued() {
        return new Contract(deployer, next + 1, turn, busy, waiting + 1);
    }

    public Contract turned(long turn, boolean busy) {
        return new Contract(deployer, next, turn, busy, waiting);
    }

    public Contract closed() {
        return new Contract(deployer, next, turn, busy, waiting - 1);
    }
}
