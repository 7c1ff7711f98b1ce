// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import stoa.types.Address;
import stoa.types.Coin;
import stoa.types.Hash;

/// A transaction as the core sees it: decoded once, its sender recovered. The core never sees bytes.
///
/// @param gasLimit gas the sender allows; the verb's row in `Fees` must fit
/// @param free whether it offered gas price 0, which only a sandbox takes
/// @param to the address it was sent to
/// @param size bytes of the raw transaction
public record Tx(
        Hash hash,
        Address sender,
        long nonce,
        long gasLimit,
        boolean free,
        Address to,
        Coin value,
        Verb verb,
        int size) {}
