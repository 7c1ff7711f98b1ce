// SPDX-License-Identifier: Apache-2.0
/// The gateway's side of the market: sessions on the ledger, lanes and their vouchers, hosts and the wire to them.
/// Read `LiveLane` for the money, `SessionDesk` for the life of sessions. Decides nothing itself: that is in
/// `rules`.
@NullMarked
package stoa.gateway.market;

import org.jspecify.annotations.NullMarked;
