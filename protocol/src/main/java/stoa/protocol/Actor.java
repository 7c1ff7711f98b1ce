// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import stoa.types.Address;
import stoa.types.Coin;
import stoa.types.Hash;

/// Who acts, and with what: a sender for itself, or a delegate with its delegation owner's money and rights. [DEL-3]
///
/// @param account whose money and rights are used
/// @param sender who signed; differs from `account` under a delegation only
/// @param delegation the delegation acted under; 0 for none
/// @param value coin that comes along, out of the account's balance
/// @param tx hash of the transaction
/// @param free whether the transaction pays nothing for gas
public record Actor(Address account, Address sender, long delegation, Coin value, Hash tx, boolean free) {
    public boolean delegated() {
        return delegation != 0;
    }

    /// The same transaction, done for the owner of a delegation.
    public Actor under(long delegation, Address owner, Coin value) {
        return new Actor(owner, sender, delegation, value, tx, free);
    }
}
