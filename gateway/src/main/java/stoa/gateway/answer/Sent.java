// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.answer;

import java.net.URI;
import stoa.gateway.market.Attempt;
import stoa.gateway.market.HostDesk;
import stoa.gateway.market.LiveLane;
import stoa.gateway.rules.Ask;
import stoa.types.Prices;

/// A request on its way to one host.
///
/// @param ride the voucher it took along
/// @param inputUnits reckoned with
/// @param sentNanos on the nano clock
record Sent(
        Query query,
        Caller caller,
        Money money,
        LiveLane lane,
        Prices prices,
        Attempt attempt,
        URI endpoint,
        LiveLane.Ride ride,
        long inputUnits,
        long sentNanos) {
    Ask ask() {
        return query.ask();
    }

    HostDesk desk() {
        return lane.desk();
    }

    Answered.Proof proof() {
        return new Answered.Proof(attempt.receiptId(), lane.session().id(), lane.host());
    }

    long micros() {
        return (System.nanoTime() - sentNanos) / 1_000;
    }
}
