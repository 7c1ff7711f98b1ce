// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import java.util.List;
import stoa.protocol.accounts.Accounts;
import stoa.protocol.chance.Seeds;
import stoa.protocol.contracts.Contracts;
import stoa.protocol.court.Court;
import stoa.protocol.delegations.Delegations;
import stoa.protocol.delegations.Spending;
import stoa.protocol.epochs.Epochs;
import stoa.protocol.epochs.Standings;
import stoa.protocol.hosts.Collateral;
import stoa.protocol.hosts.Hosts;
import stoa.protocol.models.Models;
import stoa.protocol.prices.PriceSteps;
import stoa.protocol.sessions.Closing;
import stoa.protocol.sessions.Lanes;
import stoa.protocol.sessions.Opening;
import stoa.protocol.sessions.OwnReceipts;
import stoa.protocol.sessions.Payments;
import stoa.protocol.sessions.Seats;
import stoa.protocol.sessions.Settlement;
import stoa.types.event.Event;

/// Applies facts: the only writer of the state. An event means the same for ever; a changed rule decides other
/// events.
final class Evolve {
    private Evolve() {}

    /// [SUP-2] Applies all events or none.
    ///
    /// @return false when one of them does not balance, and then nothing was applied
    static boolean apply(Draft draft, World world, List<Event> events) {
        var above = new Draft(draft);
        var books = new Books();
        for (var event : events) {
            if (!books.post(above, event)) return false;
            apply(above, world, event);
        }
        books.close(above);
        above.commit();
        return true;
    }

    /// Applies what cannot fail to balance; if it does, the node stops.
    static void must(Draft draft, World world, List<Event> events) {
        var books = new Books();
        for (var event : events) {
            if (!books.post(draft, event)) throw new Halt("the block's own step does not balance: " + event);
            apply(draft, world, event);
        }
        books.close(draft);
    }

    private static void apply(Draft draft, World world, Event event) {
        switch (event) {
            case Event.Charged e -> Accounts.charged(draft, e);
            case Event.Transferred e -> Accounts.transferred(draft, e);
            case Event.Delegated e -> Delegations.delegated(draft, e);
            case Event.Revoked e -> Delegations.revoked(draft, world, e);
            case Event.DelegationSpent e -> Spending.spent(draft, e);
            case Event.DelegationReturned e -> Spending.returned(draft, e);
            case Event.ModelAdded e -> Models.added(draft, world, e);
            case Event.ModelRetired e -> Models.retired(draft, e);
            case Event.PriceStepped e -> PriceSteps.stepped(draft, world, e);
            case Event.HostRegistered e -> Hosts.registered(draft, e);
            case Event.HostUpdated e -> Hosts.updated(draft, e);
            case Event.HostRetired e -> Hosts.retired(draft, e);
            case Event.CollateralDeposited e -> Collateral.deposited(draft, e);
            case Event.CollateralUnbonding e -> Collateral.unbonding(draft, e);
            case Event.CollateralReturned e -> Collateral.returned(draft, e);
            case Event.StandingSet e -> Standings.set(draft, e);
            case Event.SessionOpened e -> Opening.opened(draft, world, e);
            case Event.SeatsDrawn e -> Seats.drawn(draft, e);
            case Event.ToppedUp e -> Lanes.toppedUp(draft, world, e);
            case Event.LaneFrozen e -> Lanes.frozen(draft, world, e);
            case Event.AllowanceMoved e -> Lanes.moved(draft, e);
            case Event.LaneSettled e -> Settlement.settled(draft, world, e);
            case Event.ReceiptsPosted e -> OwnReceipts.posted(draft, e);
            case Event.SessionStepped e -> Closing.stepped(draft, e);
            case Event.SessionReturned e -> Closing.returned(draft, e);
            case Event.PaymentReleased e -> Payments.released(draft, e);
            case Event.SeedSigned e -> Seeds.signed(draft, e);
            case Event.EpochDecided e -> Epochs.decided(draft, e);
            case Event.Court e -> Court.evolve(draft, world, e);
            case Event.Contracts e -> Contracts.evolve(draft, e);
            case Event.Acted _, Event.VoucherRefused _, Event.Incident _ -> {} // for the record only
        }
    }
}
