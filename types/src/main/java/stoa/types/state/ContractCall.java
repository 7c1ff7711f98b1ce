// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Address;
import stoa.types.Coin;
import stoa.types.Hash;

/// A contract's transaction before the court.
///
/// @param tx its id
/// @param deploys whether it makes the contract
/// @param sender an account, or the contract that sent it
/// @param origin the account at the beginning of the chain of messages
/// @param place in the contract's queue
/// @param credited whether the contract has the value
/// @param accepted whether what it wrote is in the accepted state
/// @param free whether nobody paid, as a sandbox allows; so are its messages
public record ContractCall(
        Hash tx,
        boolean deploys,
        Address contract,
        Address sender,
        Address origin,
        long place,
        Coin value,
        boolean credited,
        boolean accepted,
        boolean free) {
    public ContractCall asCredited() {
        return new ContractCall(tx, deploys, contract, sender, origin, place, value, true, accepted, free);
    }

    public ContractCall asAccepted(boolean accepted) {
        return new ContractCall(tx, deploys, contract, sender, origin, place, value, credited, accepted, free);
    }
}
