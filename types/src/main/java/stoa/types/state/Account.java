// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.Coin;

/// @param nonce of the next transaction
public record Account(long nonce, Coin balance) {
    public static final Account EMPTY = new Account(0, Coin.ZERO);
}
