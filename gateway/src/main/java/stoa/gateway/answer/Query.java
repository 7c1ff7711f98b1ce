// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import stoa.gateway.keys.KeyAccount;
import stoa.gateway.market.Board;
import stoa.gateway.market.SessionDesk;
import stoa.gateway.rules.Ask;

/// A request that was let in: who asks, what, and whose sessions pay.
///
/// @param body as it goes to the host
/// @param tokensTaken from the key's pace when it was let in
public record Query(Ask ask, byte[] body, KeyAccount account, SessionDesk desk, Board.Offer offer, long tokensTaken) {}
