// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.court;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.World;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Draw;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.court.Panels;
import stoa.types.event.Event;
import stoa.types.state.Case;
import stoa.types.state.CasePhase;
import stoa.types.state.CaseStep;
import stoa.types.state.Due;
import stoa.types.state.One;
import stoa.types.state.Round;
import stoa.types.state.RoundKey;
import stoa.types.state.RoundKind;
import stoa.types.state.RoundResult;
import stoa.types.state.Seat;
import stoa.types.state.SeatKey;
import stoa.types.state.Tables;

/// Who sits on a round.
final class Seating {
    private static final String TAG = "panel";

    private Seating() {}

    // ── rules ──

    /// [CRT-5] The panel that a case waits for, drawn with the seed of this height; nothing when nobody may sit, and
    /// then the case waits on.
    ///
    /// @param bench of the case's kind
    static List<Event> seat(
            Hashing hashing, State state, World world, KindRules kind, long caseId, List<Draw.Entrant> bench) {
        var at = Cases.of(state, caseId);
        boolean appeal = at.phase() == CasePhase.APPEAL_DRAWING;
        var round = appeal ? at.rounds() - 1 : at.rounds();
        int size = Math.min(
                world.params().court().panelMost(), appeal ? Panels.appeal(at.now() - 1) : Panels.normal(at.now()));
        int most = size + world.params().court().alternates();
        var order = order(hashing, state, world, caseId, at, appeal, most, among(state, caseId, at, kind, bench));
        int seats = Math.min(size, order.size());
        if (seats == 0) return List.of();
        int rest = Math.min(order.size() - seats, world.params().court().alternates());
        boolean led = kind.led() && !appeal;
        var events = new ArrayList<Event>();
        if (Cases.rounds(state, caseId).isEmpty()) events.addAll(kind.seated(state, world, caseId, at));
        events.add(new Event.Court.PanelSeated(
                caseId,
                round,
                appeal ? RoundKind.VALIDATOR_APPEAL : RoundKind.NORMAL,
                appeal ? at.now() - 1 : at.now(),
                led,
                world.height(),
                world.seed(),
                List.copyOf(order.subList(0, seats)),
                List.copyOf(order.subList(seats, seats + rest))));
        var step = appeal ? CaseStep.APPEAL_DRAW : led ? CaseStep.DRAW_LED : CaseStep.DRAW;
        events.add(Cases.step(caseId, step, world.timeSeconds() + kind.voteSeconds(world)));
        return events;
    }

    /// [CRT-5] The bench without the parties and without whoever brought the present appeal.
    static List<Draw.Entrant> among(State state, long caseId, Case at, KindRules kind, List<Draw.Entrant> bench) {
        var out = kind.parties(state, caseId, at);
        for (var row : Cases.rounds(state, caseId))
            if (row.value().kind() != RoundKind.NORMAL) out.add(row.value().appellant());
        var left = new ArrayList<Draw.Entrant>();
        for (var entrant : bench)
            if (!out.contains(entrant.owner()) && !out.contains(entrant.address())) left.add(entrant);
        return left;
    }

    /// [CRT-5] Everybody who may sit, in the order in which they are asked. A panel that decides again is made of those
    /// who sat on the case but the leader it replaces, then others; an appeal asks those who did not sit first, and
    /// never the leader whose outcome is judged.
    private static List<Address> order(
            Hashing hashing,
            State state,
            World world,
            long caseId,
            Case at,
            boolean appeal,
            int most,
            List<Draw.Entrant> entrants) {
        var sat = new TreeSet<Address>();
        var leader = Address.ZERO;
        for (var row : Cases.rounds(state, caseId)) {
            if (row.value().result() == RoundResult.TRAPPED) continue;
            var seats = Cases.seats(state, caseId, row.key().round());
            for (var seat : seats) sat.add(seat.host());
            if (row.value().led() && !seats.isEmpty()) leader = seats.getFirst().host();
        }
        var before = new ArrayList<Draw.Entrant>();
        var others = new ArrayList<Draw.Entrant>();
        var last = new ArrayList<Draw.Entrant>();
        for (var entrant : entrants) {
            if (entrant.address().equals(leader)) last.add(entrant);
            else if (sat.contains(entrant.address())) before.add(entrant);
            else others.add(entrant);
        }
        var order = new ArrayList<Address>();
        var groups = appeal ? List.of(others, before) : List.of(before, others);
        for (int i = 0; i < groups.size(); i++)
            order.addAll(drawn(hashing, world, caseId, at.rounds(), i, most - order.size(), groups.get(i)));
        if (order.isEmpty() && !appeal) order.addAll(drawn(hashing, world, caseId, at.rounds(), 2, most, last));
        return order;
    }

    private static List<Address> drawn(
            Hashing hashing, World world, long caseId, int round, int group, int count, List<Draw.Entrant> entrants) {
        var subject = new byte[13];
        Bytes.putLong(subject, 0, caseId);
        Bytes.putInt(subject, 8, round);
        subject[12] = (byte) group;
        return Draw.draw(hashing, world.seed(), TAG, subject, Math.min(count, entrants.size()), 1, entrants);
    }

    // ── evolve ──

    static void seated(Draft draft, Event.Court.PanelSeated event) {
        var key = new RoundKey(event.caseId(), event.round());
        var at = Cases.of(draft, event.caseId());
        var round = draft.find(Tables.ROUNDS, key)
                .orElseGet(() -> empty(event.kind(), event.place(), event.led(), Address.ZERO, Amount.ZERO))
                .seated(event.height(), event.seed(), event.seats().size(), event.alternates());
        for (int i = 0; i < event.seats().size(); i++) {
            var host = event.seats().get(i);
            draft.put(Tables.CASE_SEATS, new SeatKey(event.caseId(), event.round(), i), Seat.empty(host));
            Bench.sit(draft, host);
        }
        if (event.led()) round = round.ledBy(Bench.lead(draft, event.seats().getFirst()));
        draft.put(Tables.ROUNDS, key, round);
        if (event.round() == at.rounds())
            draft.put(Tables.CASES, event.caseId(), at.withRounds(at.rounds() + 1, at.rotationsLeft()));
    }

    static void replaced(Draft draft, Event.Court.SeatReplaced event) {
        var key = new RoundKey(event.caseId(), event.round());
        var round = draft.find(Tables.ROUNDS, key).orElseThrow();
        var left = new ArrayList<>(round.alternates());
        left.remove(event.host());
        round = round.withAlternates(left);
        draft.put(
                Tables.CASE_SEATS, new SeatKey(event.caseId(), event.round(), event.seat()), Seat.empty(event.host()));
        Bench.rise(draft, event.absent());
        Bench.sit(draft, event.host());
        if (round.led() && event.seat() == 0) round = round.ledBy(Bench.lead(draft, event.host()));
        draft.put(Tables.ROUNDS, key, round);
        var at = Cases.of(draft, event.caseId());
        draft.remove(Tables.DUE, new Due.CaseTurn(at.dueSeconds(), event.caseId()));
        draft.put(Tables.DUE, new Due.CaseTurn(event.untilSeconds(), event.caseId()), One.ONE);
        draft.put(Tables.CASES, event.caseId(), at.stepped(at.phase(), at.drawHeight(), event.untilSeconds()));
    }

    static Round empty(RoundKind kind, int place, boolean led, Address appellant, Amount bond) {
        return new Round(
                kind,
                place,
                led,
                RoundResult.OPEN,
                false,
                appellant,
                bond,
                0,
                Hash.ZERO,
                0,
                List.of(),
                0,
                0,
                Hash.ZERO,
                0,
                Hash.ZERO);
    }
}
