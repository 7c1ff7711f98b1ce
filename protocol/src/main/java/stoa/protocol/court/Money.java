// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.accounts.Accounts;
import stoa.types.event.Event;
import stoa.types.state.Tables;

/// What the court's events move.
public final class Money {
    private Money() {}

    // ── books ──

    /// [CRT-16] Whether there is as much as the event takes.
    ///
    /// @param checks left in the pool of checks
    public static boolean plausible(State state, Event.Court event, long checks) {
        return switch (event) {
            case Event.Court.CaseOpened e -> Accounts.holds(state, e.opener(), e.paid());
            case Event.Court.Appealed e ->
                Accounts.holds(state, e.appellant(), e.bond().plus(e.extra()));
            case Event.Court.CasePrepaid e -> Accounts.holds(state, e.from(), e.amount());
            case Event.Court.CasePaid e -> !Cases.of(state, e.caseId()).held().below(e.amount());
            case Event.Court.CaseBurned e -> !Cases.of(state, e.caseId()).held().below(e.amount());
            case Event.Court.Slashed e ->
                !e.amount().below(e.awarded())
                        && !state.find(Tables.HOSTS, e.host())
                                .orElseThrow()
                                .collateral()
                                .below(e.amount());
            case Event.Court.TrapPaid e -> e.amount().obol() <= checks;
            default -> true;
        };
    }

    // ── evolve ──

    static void slashed(Draft draft, Event.Court.Slashed event) {
        var host = draft.find(Tables.HOSTS, event.host()).orElseThrow();
        draft.put(
                Tables.HOSTS,
                event.host(),
                host.withCollateral(host.collateral().minus(event.amount()), host.withdrawals()));
        if (!event.awarded().isZero()) Accounts.credit(draft, event.to(), event.awarded());
    }

    static void trapPaid(Draft draft, Event.Court.TrapPaid event) {
        Accounts.credit(draft, event.to(), event.amount());
    }
}
