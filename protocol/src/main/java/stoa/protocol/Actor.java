// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import stoa.types.Address;
import stoa.types.Coin;

/// Who acts, and with what: a sender for itself, or a delegate with its delegation owner's money and rights. [DEL-3]
///
/// @param account whose money and rights are used
/// @param sender who signed; differs from `account` under a delegation only
/// @param delegation the delegation acted under; 0 for none
/// @param value coin that comes along, out of the account's balance
public record Actor(Address account, Address sender, long delegation, Coin value) {
    public boolean delegated() {
        return delegation != 0;
    }
}
