// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.protocol.Draft;
import stoa.protocol.Halt;
import stoa.protocol.State;
import stoa.protocol.World;
import stoa.protocol.accounts.Accounts;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Hash;
import stoa.types.event.Event;
import stoa.types.state.Case;
import stoa.types.state.CaseDraw;
import stoa.types.state.CaseKind;
import stoa.types.state.CasePhase;
import stoa.types.state.CaseStep;
import stoa.types.state.Counter;
import stoa.types.state.Due;
import stoa.types.state.One;
import stoa.types.state.Round;
import stoa.types.state.RoundKey;
import stoa.types.state.RoundKind;
import stoa.types.state.RoundResult;
import stoa.types.state.Seat;
import stoa.types.state.Tables;

/// Cases, their rounds and seats, and the steps of their life.
public final class Cases {
    /// Holds the money of all cases: advances and bonds.
    public static final Address ESCROW = Capability.COURT.address();

    private static final int MOST_ROUNDS = 1_000;
    private static final int MOST_SEATS = 1 << 16;

    private Cases() {}

    // ── reading ──

    public static Optional<Case> find(State state, long caseId) {
        return state.find(Tables.CASES, caseId);
    }

    public static Case of(State state, long caseId) {
        return find(state, caseId).orElseThrow();
    }

    /// The number of the next case.
    public static long next(State state) {
        return state.find(Tables.COUNTERS, Counter.CASES).orElse(0L) + 1;
    }

    static Round round(State state, long caseId, int round) {
        return state.find(Tables.ROUNDS, new RoundKey(caseId, round)).orElseThrow();
    }

    /// All rounds since the case began, or since it was rolled back, in order.
    static List<State.Row<RoundKey, Round>> rounds(State state, long caseId) {
        return state.scan(Tables.ROUNDS, Bytes.EMPTY, Tables.roundsOf(caseId), MOST_ROUNDS);
    }

    /// The seats of a round, in order.
    static List<Seat> seats(State state, long caseId, int round) {
        var seats = new ArrayList<Seat>();
        for (var row : state.scan(Tables.CASE_SEATS, Bytes.EMPTY, Tables.seatsOf(caseId, round), MOST_SEATS))
            seats.add(row.value());
        return seats;
    }

    /// The newest round in which a panel was to execute; empty before the first.
    static Optional<State.Row<RoundKey, Round>> lastNormal(State state, long caseId) {
        Optional<State.Row<RoundKey, Round>> last = Optional.empty();
        for (var row : rounds(state, caseId)) if (row.value().kind() == RoundKind.NORMAL) last = Optional.of(row);
        return last;
    }

    // ── events ──

    /// [CRT-1] A new case, paid for by its opener; it waits for its turn.
    public static Event open(State state, CaseKind kind, Hash subject, Address opener, Amount paid, Terms terms) {
        return new Event.Court.CaseOpened(
                next(state),
                kind,
                subject,
                opener,
                paid,
                terms.leaderFee(),
                terms.validatorFee(),
                terms.place(),
                terms.rotations(),
                terms.prepaid());
    }

    /// What a case is opened with.
    ///
    /// @param place of the first panel's size
    /// @param rotations further leaders a panel may try
    /// @param prepaid appeals paid for
    public record Terms(Amount leaderFee, Amount validatorFee, int place, int rotations, int prepaid) {}

    /// [CRT-2] Its turn has come.
    public static Event activate(World world, long caseId) {
        return step(
                caseId,
                CaseStep.ACTIVATE,
                world.timeSeconds() + world.params().court().executeSeconds());
    }

    /// [CRT-14] Thrown back to the queue because something before it was overturned: bonds return, nobody is paid for
    /// what is decided again.
    public static List<Event> rollBack(State state, long caseId) {
        var events = new ArrayList<Event>();
        for (var row : rounds(state, caseId)) returnBond(caseId, row.value(), events);
        events.add(step(caseId, CaseStep.ROLL_BACK, 0));
        return events;
    }

    static void returnBond(long caseId, Round round, List<Event> events) {
        if (!round.bond().isZero())
            events.add(new Event.Court.CasePaid(
                    caseId, round.appellant(), stoa.types.state.Payment.APPELLANT, round.bond()));
    }

    static Event step(long caseId, CaseStep step, long untilSeconds) {
        return new Event.Court.CaseStepped(caseId, step, untilSeconds);
    }

    // ── evolve ──

    static void opened(Draft draft, Event.Court.CaseOpened event) {
        Accounts.debit(draft, event.opener(), event.paid());
        Accounts.credit(draft, ESCROW, event.paid());
        draft.put(Tables.COUNTERS, Counter.CASES, event.caseId());
        draft.put(
                Tables.CASES,
                event.caseId(),
                new Case(
                        event.kind(),
                        CasePhase.QUEUED,
                        event.subject(),
                        event.opener(),
                        event.paid(),
                        event.leaderFee(),
                        event.validatorFee(),
                        event.place(),
                        event.rotations(),
                        event.rotations(),
                        event.prepaid(),
                        0,
                        0,
                        RoundResult.OPEN,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0));
    }

    /// [CRT-2] Only the steps of the table are possible.
    static void stepped(Draft draft, World world, Event.Court.CaseStepped event) {
        long id = event.caseId();
        var before = of(draft, id);
        var step = event.step();
        if (!step.from().contains(before.phase()))
            throw new Halt("case " + id + " is " + before.phase() + " and cannot take the step " + step);
        if (before.dueSeconds() != 0) draft.remove(Tables.DUE, new Due.CaseTurn(before.dueSeconds(), id));
        if (before.drawHeight() != 0) draft.remove(Tables.CASE_DRAWS, new CaseDraw(before.drawHeight(), id));
        if (step == CaseStep.ROLL_BACK || step.to().ended()) forget(draft, id);
        if (step.to().ended()) {
            draft.remove(Tables.CASES, id);
            return;
        }
        boolean draws = step.to() == CasePhase.DRAWING || step.to() == CasePhase.APPEAL_DRAWING;
        if (draws) draft.put(Tables.CASE_DRAWS, new CaseDraw(world.height(), id), One.ONE);
        if (event.untilSeconds() != 0) draft.put(Tables.DUE, new Due.CaseTurn(event.untilSeconds(), id), One.ONE);
        var after = marked(before, world, step).stepped(step.to(), draws ? world.height() : 0, event.untilSeconds());
        draft.put(Tables.CASES, id, after);
    }

    private static Case marked(Case before, World world, CaseStep step) {
        long now = world.timeSeconds();
        return switch (step) {
            case ACTIVATE -> before.withRounds(before.rounds(), before.rotations());
            case ACCEPT, TIME_OUT, LEAVE_OPEN, GIVE_UP -> before.withWindow(now, 0, 0);
            case APPEAL_VOTES -> before.withWindow(before.decidedSeconds(), before.pausedSeconds(), now);
            case APPEAL_LEADER ->
                before.withRounds(before.rounds(), before.rotations()).withWindow(0, 0, now);
            case UPHOLD, UPHOLD_TIMEOUT ->
                before.withAppeals(before.prepaid(), before.appeals(), before.failedAppeals() + 1)
                        .withWindow(
                                before.decidedSeconds(), before.pausedSeconds() + now - before.appealedSeconds(), 0);
            case ROLL_BACK ->
                before.withAppeals(before.prepaid(), 0, 0)
                        .withStanding(RoundResult.OPEN)
                        .withWindow(0, 0, 0);
            default -> before;
        };
    }

    /// Rounds and seats of a case are needed no more; whoever sat is free.
    private static void forget(Draft draft, long caseId) {
        for (var row : draft.scan(Tables.CASE_SEATS, Bytes.EMPTY, Tables.seatsOf(caseId), MOST_SEATS)) {
            Bench.rise(draft, row.value().host());
            draft.remove(Tables.CASE_SEATS, row.key());
        }
        for (var row : rounds(draft, caseId)) draft.remove(Tables.ROUNDS, row.key());
    }

    static void paid(Draft draft, Event.Court.CasePaid event) {
        held(draft, event.caseId(), event.amount());
        Accounts.debit(draft, ESCROW, event.amount());
        Accounts.credit(draft, event.to(), event.amount());
    }

    static void burned(Draft draft, Event.Court.CaseBurned event) {
        held(draft, event.caseId(), event.amount());
        Accounts.debit(draft, ESCROW, event.amount());
    }

    private static void held(Draft draft, long caseId, Amount less) {
        var at = of(draft, caseId);
        draft.put(Tables.CASES, caseId, at.withHeld(at.held().minus(less)));
    }
}
