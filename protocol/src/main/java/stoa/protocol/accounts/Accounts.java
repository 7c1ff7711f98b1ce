// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.accounts;

import java.util.ArrayList;
import stoa.protocol.Actor;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.protocol.delegations.Spending;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Capability;
import stoa.types.Coin;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Account;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Coin of plain accounts, exact to one wei.
public final class Accounts {
    private Accounts() {}

    // ── rules ──

    /// [ACC-1] Any wei to any account but a system's; under a delegation it counts as spent for good.
    public static Verdict transfer(State state, World world, Actor actor, Verb.Transfer verb) {
        if (nobodys(verb.to())) return Verdict.rejected(Reason.SYSTEM_ADDRESS);
        var spending = Spending.lock(state, world, actor.delegation(), roundedUp(actor.value()));
        if (!(spending instanceof Verdict.Accepted spent)) return spending;
        if (!of(state, actor.account()).balance().covers(actor.value()))
            return Verdict.rejected(Reason.BALANCE_TOO_LOW);
        var events = new ArrayList<Event>(spent.events());
        events.add(new Event.Transferred(actor.account(), verb.to(), actor.value()));
        return Verdict.accepted(events);
    }

    /// [ACC-2] Coin sent here would be lost.
    public static boolean nobodys(Address address) {
        return address.isZero() || Capability.isSystem(address);
    }

    public static boolean holds(State state, Address address, Amount amount) {
        return of(state, address).balance().covers(amount);
    }

    public static Account of(State state, Address address) {
        return state.find(Tables.ACCOUNTS, address).orElse(Account.EMPTY);
    }

    /// Budgets of delegations count whole obol, so a part of one counts as one.
    private static Amount roundedUp(Coin coin) {
        return new Amount(Math.min(Amount.CAP_OBOL, coin.obol() + (coin.isWhole() ? 0 : 1)));
    }

    // ── evolve ──

    /// [FEE-3] The nonce is used and the fee is burned, whatever becomes of the verb.
    public static void charged(Draft draft, Event.Charged event) {
        var account = of(draft, event.sender());
        draft.put(
                Tables.ACCOUNTS,
                event.sender(),
                new Account(event.nonce() + 1, account.balance().minus(event.fee())));
    }

    public static void transferred(Draft draft, Event.Transferred event) {
        var from = of(draft, event.from());
        draft.put(
                Tables.ACCOUNTS,
                event.from(),
                new Account(from.nonce(), from.balance().minus(event.coin())));
        var to = of(draft, event.to());
        draft.put(
                Tables.ACCOUNTS,
                event.to(),
                new Account(to.nonce(), to.balance().plus(event.coin())));
    }

    public static void credit(Draft draft, Address address, Amount amount) {
        var account = of(draft, address);
        draft.put(
                Tables.ACCOUNTS,
                address,
                new Account(account.nonce(), account.balance().plus(amount)));
    }

    public static void debit(Draft draft, Address address, Amount amount) {
        var account = of(draft, address);
        draft.put(
                Tables.ACCOUNTS,
                address,
                new Account(account.nonce(), account.balance().minus(amount)));
    }
}
