// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeMap;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.Genesis;
import stoa.types.state.One;
import stoa.types.state.SessionPhase;
import stoa.types.state.Table;
import stoa.types.state.Tables;
import stoa.types.state.Totals;

/// The books counted from scratch, to compare with what the totals say.
final class FullScan {
    private FullScan() {}

    static void balances(State state, Genesis genesis) {
        var said = state.find(Tables.TOTALS, One.ONE).orElseThrow();
        assertEquals(count(state, said), said, "the totals equal a full scan");
        assertEquals(genesis.supply(), said.supply().plus(said.burned()), "what is gone from the supply was burned");
        for (var row : all(state, Tables.SESSIONS))
            if (row.value().phase() == SessionPhase.CLOSED)
                assertEquals(Amount.ZERO, row.value().rest(), "a closed session holds nothing");
        var pending = new TreeMap<Address, Long>();
        for (var row : all(state, Tables.PENDING))
            pending.merge(row.key().host(), row.value().amount().obol(), Long::sum);
        for (var row : all(state, Tables.HOSTS))
            assertEquals(
                    pending.getOrDefault(row.key(), 0L),
                    row.value().pending().obol(),
                    "a host's pending is the sum of its buckets");
        budgets(state);
        cases(state);
        for (var row : all(state, Tables.SESSIONS)) lanes(state, row);
    }

    /// The court's account is what its cases hold, and seats are counted right.
    private static void cases(State state) {
        long held = 0;
        for (var row : all(state, Tables.CASES)) held += row.value().held().obol();
        var escrow = state.find(Tables.ACCOUNTS, stoa.protocol.court.Cases.ESCROW)
                .map(account -> account.balance())
                .orElse(Coin.ZERO);
        assertEquals(Coin.of(new Amount(held)), escrow, "the court's account is what its cases hold");
        var values = Coin.ZERO;
        for (var row : all(state, Tables.CONTRACT_CALLS))
            if (!row.value().credited()) values = values.plus(row.value().value());
        var between = state.find(Tables.ACCOUNTS, stoa.protocol.contracts.Queue.ESCROW)
                .map(account -> account.balance())
                .orElse(Coin.ZERO);
        assertEquals(values, between, "the contracts' account is what is on its way to them");
        var seats = new TreeMap<Address, Integer>();
        for (var row : all(state, Tables.CASE_SEATS)) seats.merge(row.value().host(), 1, Integer::sum);
        for (var row : all(state, Tables.BENCH))
            assertEquals(seats.getOrDefault(row.key(), 0), row.value().seats(), "a sitter's seats");
    }

    private static void budgets(State state) {
        var children = new TreeMap<Long, Long>();
        for (var row : all(state, Tables.DELEGATIONS)) {
            var delegation = row.value();
            var terms = delegation.terms();
            assertTrue(delegation.spent().obol() <= terms.total().obol(), "a total holds");
            assertTrue(delegation.spentInPeriod().obol() <= terms.perPeriod().obol(), "a period's budget holds");
            if (delegation.parent() != 0)
                children.merge(delegation.parent(), delegation.spent().obol(), Long::sum);
        }
        children.forEach((parent, spent) -> assertTrue(
                spent
                        <= state.find(Tables.DELEGATIONS, parent)
                                .orElseThrow()
                                .spent()
                                .obol(),
                "children spend their parent's budget"));
    }

    private static void lanes(State state, State.Row<Long, stoa.types.state.Session> session) {
        long allowances = 0;
        long paid = 0;
        for (var lane : state.scan(Tables.LANES, Bytes.EMPTY, Tables.lanesOf(session.key()), 64)) {
            allowances += lane.value().allowance().obol();
            paid += lane.value().paid().obol();
        }
        assertEquals(paid, session.value().settled().obol(), "settled is the sum over lanes");
        if (session.value().phase() != SessionPhase.CLOSED && session.value().lanes() > 0)
            assertEquals(
                    0,
                    Math.max(0, allowances - session.value().deposit().obol()),
                    "allowances stay within the deposit");
    }

    private static Totals count(State state, Totals said) {
        var balances = Coin.ZERO;
        for (var row : all(state, Tables.ACCOUNTS))
            balances = balances.plus(row.value().balance());
        var deposits = Amount.ZERO;
        for (var row : all(state, Tables.SESSIONS))
            deposits = deposits.plus(row.value().rest());
        var pending = Amount.ZERO;
        for (var row : all(state, Tables.PENDING))
            pending = pending.plus(row.value().amount());
        var collateral = Amount.ZERO;
        for (var row : all(state, Tables.HOSTS))
            collateral = collateral.plus(row.value().collateral());
        for (var row : all(state, Tables.WITHDRAWALS)) collateral = collateral.plus(row.value());
        var sum = balances.plus(deposits)
                .plus(pending)
                .plus(collateral)
                .plus(said.checks())
                .plus(said.treasury());
        var supply = new Amount(sum.obol());
        assertEquals(Coin.of(supply), sum, "the supply is whole obol");
        return new Totals(
                balances, deposits, pending, collateral, said.checks(), said.treasury(), supply, said.burned());
    }

    static <K, V> java.util.List<State.Row<K, V>> all(State state, Table<K, V> table) {
        return state.scan(table, Bytes.EMPTY, Bytes.EMPTY, Integer.MAX_VALUE);
    }
}
