// SPDX-License-Identifier: Apache-2.0
/// Sending transactions: read `Wallet`. One key, its nonces, and what waits until a block holds it.
/// Never shows the key, and never gives up a nonce it may have used.
@NullMarked
package stoa.client.wallet;

import org.jspecify.annotations.NullMarked;
