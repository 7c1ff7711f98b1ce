// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import stoa.protocol.State;
import stoa.protocol.World;
import stoa.protocol.due.Step;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.event.Event;
import stoa.types.state.Case;
import stoa.types.state.CasePhase;
import stoa.types.state.CaseStep;
import stoa.types.state.Due;
import stoa.types.state.One;
import stoa.types.state.Payment;
import stoa.types.state.Tables;

/// A case ends: everybody is paid, and what is left goes back.
final class Ending {
    private Ending() {}

    /// [CRT-13] [CRT-15] It is final, and the next that waited for it comes at once.
    static Step finalize(State state, World world, KindRules kind, long caseId, Case at) {
        var events = new ArrayList<Event>();
        if (at.phase() != CasePhase.READY) events.add(Cases.step(caseId, CaseStep.CLOSE, 0));
        if (!kind.finalizable(state, caseId, at)) return Step.of(events);
        events.addAll(kind.finalized(state, world, caseId, at));
        events.addAll(paid(state, world, caseId, at));
        events.add(Cases.step(caseId, CaseStep.FINALIZE, 0));
        var next = kind.next(state, caseId, at);
        var due = next.isPresent()
                ? Optional.<Due>of(new Due.CaseTurn(world.timeSeconds(), next.getAsLong()))
                : Optional.<Due>empty();
        return new Step(events, due);
    }

    /// [CRT-15] It ends undecided.
    static List<Event> cancel(State state, World world, KindRules kind, long caseId, Case at) {
        var events = new ArrayList<Event>(kind.canceled(state, world, caseId, at));
        events.addAll(paid(state, world, caseId, at));
        events.add(Cases.step(caseId, CaseStep.CANCEL, 0));
        return events;
    }

    /// The flows of the payout as events: one for each account and kind of payment.
    private static List<Event> paid(State state, World world, long caseId, Case at) {
        var rounds = new ArrayList<Payout.Sat>();
        for (var row : Cases.rounds(state, caseId))
            rounds.add(new Payout.Sat(
                    row.value(), Cases.seats(state, caseId, row.key().round())));
        var sums = new Sums(state, world, caseId);
        for (var flow : Payout.of(at, rounds, world.params().court())) sums.add(flow);
        return sums.events(at);
    }

    private static final class Sums {
        private final State state;
        private final long caseId;
        private final TreeMap<Payment, TreeMap<Address, Long>> payments = new TreeMap<>();
        private final TreeMap<Address, Long> consoled = new TreeMap<>();
        private final Deciding.Slashes slashes;
        private long checks;
        private long paid;
        private long burned;

        Sums(State state, World world, long caseId) {
            this.state = state;
            this.caseId = caseId;
            this.slashes = new Deciding.Slashes(state, caseId);
            this.checks =
                    state.find(Tables.TOTALS, One.ONE).orElseThrow().checks().obol();
        }

        void add(Flow flow) {
            switch (flow) {
                case Flow.Earned(int _, var host, var payment, var amount) -> pay(owner(host), payment, amount);
                case Flow.Returned(int _, var account, var payment, var amount) -> pay(account, payment, amount);
                case Flow.Lost(int _, var host, var offence, var amount, var to) ->
                    slashes.take(host, offence, amount.obol(), to.isZero() ? to : owner(to));
                case Flow.LostPart(int _, var host, var offence, int ppm) -> slashes.part(host, offence, ppm);
                case Flow.Burned(int _, var amount) -> burned += amount.obol();
                case Flow.Consoled(int _, var host, var amount) -> {
                    if (checks < amount.obol()) return;
                    checks -= amount.obol();
                    if (!amount.isZero()) consoled.merge(owner(host), amount.obol(), Long::sum);
                }
            }
        }

        private void pay(Address account, Payment payment, Amount amount) {
            payments.computeIfAbsent(payment, _ -> new TreeMap<>()).merge(account, amount.obol(), Long::sum);
            paid += amount.obol();
        }

        private Address owner(Address host) {
            return state.find(Tables.HOSTS, host).orElseThrow().owner();
        }

        List<Event> events(Case at) {
            long rest = at.held().obol() - paid - burned;
            if (rest > 0) pay(at.opener(), Payment.REFUND, new Amount(rest));
            var events = new ArrayList<Event>(slashes.events());
            payments.forEach((payment, accounts) -> accounts.forEach((account, obol) ->
                    events.add(new Event.Court.CasePaid(caseId, account, payment, new Amount(obol)))));
            if (burned > 0) events.add(new Event.Court.CaseBurned(caseId, new Amount(burned)));
            consoled.forEach(
                    (account, obol) -> events.add(new Event.Court.TrapPaid(caseId, account, new Amount(obol))));
            return events;
        }
    }
}
