// SPDX-License-Identifier: Apache-2.0
/// The ledger: an authenticated store, and the driver that makes blocks of transactions and hands their events out
/// (read [Chain] first). It decides nothing about money or rights, that is the core's; and it never acts on what it
/// reads.
@NullMarked
package stoa.chain;

import org.jspecify.annotations.NullMarked;
