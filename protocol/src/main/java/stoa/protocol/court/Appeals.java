// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.protocol.Actor;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.protocol.accounts.Accounts;
import stoa.protocol.delegations.Spending;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Reason;
import stoa.types.court.Panels;
import stoa.types.event.Event;
import stoa.types.state.Case;
import stoa.types.state.CasePhase;
import stoa.types.state.CaseStep;
import stoa.types.state.RoundKey;
import stoa.types.state.RoundKind;
import stoa.types.state.RoundResult;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Whoever doubts a decision puts money on it.
public final class Appeals {
    private Appeals() {}

    /// What an appeal takes.
    ///
    /// @param extra what was not paid for in advance
    public record Price(Amount bond, Amount extra) {
        Amount sum() {
            return bond.plus(extra);
        }
    }

    // ── rules ──

    /// [CRT-10] Anyone appeals within the window, with the bond in the value; what exceeds the price stays with the
    /// sender.
    static Verdict appeal(State state, World world, Actor actor, KindRules kind, Verb.Court.Appeal verb) {
        var at = Cases.of(state, verb.caseId());
        var refused = refused(state, world, actor, kind, verb.caseId(), at);
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        var price = price(at);
        var paying = pays(state, world, actor, price.sum());
        if (!(paying instanceof Verdict.Accepted paid)) return paying;
        var events = new ArrayList<Event>(paid.events());
        boolean votes = at.phase() == CasePhase.ACCEPTED || at.phase() == CasePhase.VALIDATORS_TIMEOUT;
        var appeal = votes
                ? RoundKind.VALIDATOR_APPEAL
                : at.phase() == CasePhase.UNDETERMINED ? RoundKind.LEADER_APPEAL : RoundKind.LEADER_TIMEOUT_APPEAL;
        events.add(new Event.Court.Appealed(
                verb.caseId(), at.rounds(), appeal, actor.account(), price.bond(), price.extra()));
        if (!votes) events.addAll(kind.reopened(state, world, verb.caseId(), at));
        events.add(Cases.step(
                verb.caseId(), votes ? CaseStep.APPEAL_VOTES : CaseStep.APPEAL_LEADER, Deciding.drawUntil(world)));
        return Verdict.accepted(events);
    }

    private static Optional<Reason> refused(
            State state, World world, Actor actor, KindRules kind, long caseId, Case at) {
        if (at.phase() == CasePhase.READY) return Optional.of(Reason.APPEAL_TOO_LATE);
        if (!at.phase().decided()) return Optional.of(Reason.NOT_APPEALABLE);
        if (at.dueSeconds() <= world.timeSeconds()) return Optional.of(Reason.APPEAL_TOO_LATE);
        if (at.appeals() >= world.params().court().mostAppeals()) return Optional.of(Reason.APPEALS_SPENT);
        var leader = Cases.lastNormal(state, caseId)
                .filter(row -> row.value().led())
                .map(row ->
                        Cases.seats(state, caseId, row.key().round()).getFirst().host())
                .orElse(Address.ZERO);
        for (var entrant : Seating.among(state, caseId, at, kind, kind.bench(state, world)))
            if (!entrant.address().equals(leader) && !entrant.owner().equals(actor.account())) return Optional.empty();
        return Optional.of(Reason.APPEAL_NO_PANEL);
    }

    /// [CRT-12] What an appeal of the case takes now.
    public static Price price(Case at) {
        var bond = Panels.bond(at.now(), at.leaderFee(), at.validatorFee());
        boolean paid = at.appeals() < at.prepaid();
        var more = Panels.more(at.now(), at.rotations(), at.leaderFee(), at.validatorFee());
        return new Price(bond, paid ? Amount.ZERO : more);
    }

    /// [CRT-12] Appeals paid for in advance cost whoever brings them the bond alone.
    static Verdict prepay(State state, World world, Actor actor, Verb.Court.Prepay verb) {
        var at = Cases.of(state, verb.caseId());
        if (verb.appeals() < 1
                || at.prepaid() + verb.appeals() > world.params().court().mostAppeals())
            return Verdict.rejected(Reason.PREPAY_COUNT);
        var amount = Amount.ZERO;
        for (int k = 0; k < verb.appeals(); k++)
            amount = amount.plus(
                    Panels.more(at.place() + at.prepaid() + k, at.rotations(), at.leaderFee(), at.validatorFee()));
        var paying = pays(state, world, actor, amount);
        if (!(paying instanceof Verdict.Accepted paid)) return paying;
        var events = new ArrayList<Event>(paid.events());
        events.add(new Event.Court.CasePrepaid(verb.caseId(), actor.account(), verb.appeals(), amount));
        return Verdict.accepted(events);
    }

    private static Verdict pays(State state, World world, Actor actor, Amount amount) {
        if (!actor.value().isWhole()) return Verdict.rejected(Reason.VALUE_NOT_WHOLE);
        if (!actor.value().covers(amount)) return Verdict.rejected(Reason.BOND_TOO_SMALL);
        var spending = Spending.lock(state, world, actor.delegation(), amount);
        if (!(spending instanceof Verdict.Accepted spent)) return spending;
        if (!Accounts.holds(state, actor.account(), amount)) return Verdict.rejected(Reason.BALANCE_TOO_LOW);
        return Verdict.accepted(List.copyOf(spent.events()));
    }

    // ── evolve ──

    static void appealed(Draft draft, Event.Court.Appealed event) {
        var at = Cases.of(draft, event.caseId());
        var paid = event.bond().plus(event.extra());
        Accounts.debit(draft, event.appellant(), paid);
        Accounts.credit(draft, Cases.ESCROW, paid);
        draft.put(
                Tables.ROUNDS,
                new RoundKey(event.caseId(), event.round()),
                Seating.empty(event.kind(), at.now(), false, event.appellant(), event.bond()));
        draft.put(
                Tables.CASES,
                event.caseId(),
                at.withHeld(at.held().plus(paid))
                        .withAppeals(Math.max(at.prepaid(), at.appeals() + 1), at.appeals() + 1, at.failedAppeals())
                        .withRounds(at.rounds() + 1, at.rotationsLeft()));
    }

    static void prepaid(Draft draft, Event.Court.CasePrepaid event) {
        Accounts.debit(draft, event.from(), event.amount());
        Accounts.credit(draft, Cases.ESCROW, event.amount());
        var at = Cases.of(draft, event.caseId());
        draft.put(
                Tables.CASES,
                event.caseId(),
                at.withHeld(at.held().plus(event.amount()))
                        .withAppeals(at.prepaid() + event.appeals(), at.appeals(), at.failedAppeals()));
    }

    /// Whether what an appeal doubted fell.
    static boolean fell(RoundKind kind, RoundResult before, RoundResult after) {
        return switch (kind) {
            case NORMAL -> false;
            case VALIDATOR_APPEAL -> after != before;
            case LEADER_APPEAL -> after != RoundResult.NO_MAJORITY;
            case LEADER_TIMEOUT_APPEAL -> after != RoundResult.LEADER_TIMEOUT;
        };
    }
}
