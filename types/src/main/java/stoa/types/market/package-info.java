// SPDX-License-Identifier: Apache-2.0
/// Promises made off the chain: receipts, vouchers, releases and cancels, and their EIP-712 digests (read `Voucher`
/// first).
@NullMarked
package stoa.types.market;

import org.jspecify.annotations.NullMarked;
