// SPDX-License-Identifier: Apache-2.0
/// The Java SDK over one port: read `Ledger` first, then `wallet.Wallet` for sending and `market.Market` for sessions.
/// Never knows whether the ledger is in this process or behind a wire, and never decides a rule: it asks and sends.
@NullMarked
package stoa.client;

import org.jspecify.annotations.NullMarked;
