// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import stoa.protocol.court.Money;
import stoa.protocol.sessions.Payments;
import stoa.protocol.sessions.Settlement;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.event.Event;
import stoa.types.state.Account;
import stoa.types.state.LaneKey;
import stoa.types.state.One;
import stoa.types.state.Tables;
import stoa.types.state.Totals;

/// What events move between the buckets of money. What leaves a bucket is read from the state wherever the state
/// knows it, what arrives is read from the event: so a rule that pays more than there is does not balance. [SUP-2]
final class Books {
    private long balances;
    private long deposits;
    private long pending;
    private long collateral;
    private long checks;
    private long supply;
    private long burned;

    /// Adds what `event` moves. `state` is the state before it.
    ///
    /// @return whether the event balances in itself: every bucket's change adds up to the supply's, and the supply
    /// falls by what is burned
    boolean post(State state, Event event) {
        long assetsBefore = assets();
        long supplyBefore = supply;
        long burnedBefore = burned;
        boolean plausible = add(state, event);
        return plausible
                && assets() - assetsBefore == supply - supplyBefore
                && supply - supplyBefore == burnedBefore - burned;
    }

    private long assets() {
        return balances + deposits + pending + collateral + checks;
    }

    private boolean add(State state, Event event) {
        switch (event) {
            case Event.Charged e -> {
                balances -= e.fee().obol();
                burn(e.fee());
            }
            case Event.CollateralDeposited e -> {
                balances -= e.amount().obol();
                collateral += e.amount().obol();
            }
            case Event.CollateralReturned e -> {
                collateral -= withdrawn(state, e);
                balances += e.amount().obol();
            }
            case Event.SessionOpened e -> {
                balances -= e.deposit().obol();
                deposits += e.deposit().obol();
            }
            case Event.SeatsDrawn e -> {
                return !deposit(state, e.session()).below(sum(e));
            }
            case Event.ToppedUp e -> {
                balances -= e.amount().obol();
                deposits += e.amount().obol();
            }
            case Event.LaneSettled e -> {
                deposits -= growth(state, e);
                return pend(e.paid(), e.covered());
            }
            case Event.ReceiptsPosted e -> {
                deposits -= e.paid().obol();
                return pend(e.paid(), e.covered());
            }
            case Event.SessionReturned e -> {
                deposits -= state.find(Tables.SESSIONS, e.session())
                        .orElseThrow()
                        .rest()
                        .obol();
                balances += e.amount().obol();
            }
            case Event.PaymentReleased e -> {
                pending -= state.find(Tables.PENDING, Payments.key(e))
                        .orElseThrow()
                        .amount()
                        .obol();
                burn(e.burned());
                checks += e.checks().obol();
                balances += e.paid().obol();
            }
            case Event.Transferred e -> {
                return state.find(Tables.ACCOUNTS, e.from())
                        .orElse(Account.EMPTY)
                        .balance()
                        .covers(e.coin());
            }
            case Event.Court e -> {
                return court(state, e);
            }
            case Event.Contracts _,
                    Event.Delegated _,
                    Event.Revoked _,
                    Event.Acted _,
                    Event.DelegationSpent _,
                    Event.DelegationReturned _,
                    Event.ModelAdded _,
                    Event.ModelRetired _,
                    Event.PriceStepped _,
                    Event.HostRegistered _,
                    Event.HostUpdated _,
                    Event.HostRetired _,
                    Event.CollateralUnbonding _,
                    Event.StandingSet _,
                    Event.LaneFrozen _,
                    Event.AllowanceMoved _,
                    Event.VoucherRefused _,
                    Event.SessionStepped _,
                    Event.SeedSigned _,
                    Event.EpochDecided _,
                    Event.Incident _ -> {}
        }
        return true;
    }

    /// [CRT-16] The court's own account is one of the balances.
    private boolean court(State state, Event.Court event) {
        var pool = state.find(Tables.TOTALS, One.ONE).orElseThrow().checks().obol() + checks;
        boolean plausible = Money.plausible(state, event, pool);
        switch (event) {
            case Event.Court.CaseBurned e -> {
                balances -= e.amount().obol();
                burn(e.amount());
            }
            case Event.Court.Slashed e -> {
                collateral -= e.amount().obol();
                balances += e.awarded().obol();
                supply -= e.amount().obol() - e.awarded().obol();
                burned += e.amount().obol() - e.awarded().obol();
            }
            case Event.Court.TrapPaid e -> {
                checks -= e.amount().obol();
                balances += e.amount().obol();
            }
            default -> {} // from one account to another
        }
        return plausible;
    }

    private void burn(Amount amount) {
        supply -= amount.obol();
        burned += amount.obol();
    }

    private boolean pend(Amount paid, Amount covered) {
        pending += paid.obol();
        return !paid.below(covered);
    }

    private static long growth(State state, Event.LaneSettled event) {
        var lane = state.find(Tables.LANES, new LaneKey(event.session(), event.lane()));
        return Settlement.growth(lane.orElseThrow(), event.earned()).obol();
    }

    private static long withdrawn(State state, Event.CollateralReturned event) {
        return state.find(
                        Tables.WITHDRAWALS,
                        new stoa.types.state.WithdrawalKey(event.host(), event.dueSeconds(), event.number()))
                .orElseThrow()
                .obol();
    }

    private static Amount deposit(State state, long session) {
        return state.find(Tables.SESSIONS, session).orElseThrow().deposit();
    }

    private static Amount sum(Event.SeatsDrawn event) {
        var sum = Amount.ZERO;
        for (var allowance : event.allowances()) sum = sum.plus(allowance);
        return sum;
    }

    /// Writes what was posted into the totals.
    void close(Draft draft) {
        var before = draft.find(Tables.TOTALS, One.ONE).orElseThrow();
        draft.put(
                Tables.TOTALS,
                One.ONE,
                new Totals(
                        new Coin(
                                before.balances().obol() + balances,
                                before.balances().wei()),
                        moved(before.deposits(), deposits),
                        moved(before.pending(), pending),
                        moved(before.collateral(), collateral),
                        moved(before.checks(), checks),
                        before.treasury(),
                        moved(before.supply(), supply),
                        moved(before.burned(), burned)));
    }

    private static Amount moved(Amount before, long change) {
        return new Amount(before.obol() + change);
    }
}
