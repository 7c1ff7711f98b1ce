// SPDX-License-Identifier: Apache-2.0
/// Buying and selling in few words: `Market` opens, fills and settles sessions and grants delegations; `Signer` signs
/// what is promised off the chain. Never decides what is owed.
@NullMarked
package stoa.client.market;

import org.jspecify.annotations.NullMarked;
