// SPDX-License-Identifier: Apache-2.0
package stoa.types.event;

import java.util.ArrayList;
import java.util.List;
import stoa.types.Address;
import stoa.types.codec.AbiValues;
import stoa.types.codec.Malformed;
import stoa.types.state.AbiFields;
import stoa.types.state.CaseKind;
import stoa.types.state.CaseStep;
import stoa.types.state.Offence;
import stoa.types.state.Payment;
import stoa.types.state.RoundKind;
import stoa.types.state.RoundResult;
import stoa.types.state.Vote;

/// The court's events as Ethereum logs; [EventTable] is the way in.
final class CourtLogs {
    private static final List<CaseKind> KINDS = List.of(CaseKind.values());
    private static final List<CaseStep> STEPS = List.of(CaseStep.values());
    private static final List<RoundKind> ROUND_KINDS = List.of(RoundKind.values());
    private static final List<RoundResult> RESULTS = List.of(RoundResult.values());
    private static final List<Vote> VOTES = List.of(Vote.values());
    private static final List<Payment> PAYMENTS = List.of(Payment.values());
    private static final List<Offence> OFFENCES = List.of(Offence.values());

    private CourtLogs() {}

    static EventKind kind(Event.Court event) {
        return switch (event) {
            case Event.Court.HostEnlisted _ -> EventKind.HOST_ENLISTED;
            case Event.Court.CaseOpened _ -> EventKind.CASE_OPENED;
            case Event.Court.CaseStepped _ -> EventKind.CASE_STEPPED;
            case Event.Court.PanelSeated _ -> EventKind.PANEL_SEATED;
            case Event.Court.SeatReplaced _ -> EventKind.SEAT_REPLACED;
            case Event.Court.Proposed _ -> EventKind.PROPOSED;
            case Event.Court.VoteCommitted _ -> EventKind.VOTE_COMMITTED;
            case Event.Court.VoteRevealed _ -> EventKind.VOTE_REVEALED;
            case Event.Court.LinkOpened _ -> EventKind.LINK_OPENED;
            case Event.Court.RoundDecided _ -> EventKind.ROUND_DECIDED;
            case Event.Court.Appealed _ -> EventKind.APPEALED;
            case Event.Court.CasePrepaid _ -> EventKind.CASE_PREPAID;
            case Event.Court.CasePaid _ -> EventKind.CASE_PAID;
            case Event.Court.CaseBurned _ -> EventKind.CASE_BURNED;
            case Event.Court.Slashed _ -> EventKind.SLASHED;
            case Event.Court.TrapPaid _ -> EventKind.TRAP_PAID;
        };
    }

    static Object[] values(Event.Court event) {
        return switch (event) {
            case Event.Court.HostEnlisted e -> of(e.host(), e.root());
            case Event.Court.CaseOpened e ->
                of(
                        e.caseId(),
                        e.kind().ordinal(),
                        e.subject(),
                        e.opener(),
                        e.paid().obol(),
                        e.leaderFee().obol(),
                        e.validatorFee().obol(),
                        e.place(),
                        e.rotations(),
                        e.prepaid());
            case Event.Court.CaseStepped e -> of(e.caseId(), e.step().ordinal(), e.untilSeconds());
            case Event.Court.PanelSeated e ->
                of(
                        e.caseId(),
                        e.round(),
                        e.kind().ordinal(),
                        e.place(),
                        e.led(),
                        e.height(),
                        e.seed(),
                        e.seats(),
                        e.alternates());
            case Event.Court.SeatReplaced e ->
                of(e.caseId(), e.round(), e.seat(), e.absent(), e.host(), e.untilSeconds());
            case Event.Court.Proposed e -> of(e.caseId(), e.round(), e.host(), e.outcome());
            case Event.Court.VoteCommitted e -> of(e.caseId(), e.round(), e.seat(), e.host(), e.commitment());
            case Event.Court.VoteRevealed e ->
                of(e.caseId(), e.round(), e.seat(), e.host(), e.vote().ordinal(), e.result(), e.evidence());
            case Event.Court.LinkOpened e -> of(e.caseId(), e.round(), e.host(), e.link(), e.trap());
            case Event.Court.RoundDecided e ->
                of(e.caseId(), e.round(), e.result().ordinal(), e.rotated(), e.votes());
            case Event.Court.Appealed e ->
                of(
                        e.caseId(),
                        e.round(),
                        e.kind().ordinal(),
                        e.appellant(),
                        e.bond().obol(),
                        e.extra().obol());
            case Event.Court.CasePrepaid e ->
                of(e.caseId(), e.from(), e.appeals(), e.amount().obol());
            case Event.Court.CasePaid e ->
                of(e.caseId(), e.to(), e.payment().ordinal(), e.amount().obol());
            case Event.Court.CaseBurned e -> of(e.caseId(), e.amount().obol());
            case Event.Court.Slashed e ->
                of(
                        e.host(),
                        e.caseId(),
                        e.offence().ordinal(),
                        e.amount().obol(),
                        e.to(),
                        e.awarded().obol());
            case Event.Court.TrapPaid e -> of(e.caseId(), e.to(), e.amount().obol());
        };
    }

    private static Object[] of(Object... values) {
        return values;
    }

    static Event.Court read(EventKind kind, AbiValues in) throws Malformed {
        return switch (kind) {
            case HOST_ENLISTED -> new Event.Court.HostEnlisted(in.address(0), in.hash(1));
            case CASE_OPENED ->
                new Event.Court.CaseOpened(
                        in.u63(0),
                        AbiFields.constant(in, 1, KINDS),
                        in.hash(2),
                        in.address(3),
                        AbiFields.amount(in, 4),
                        AbiFields.amount(in, 5),
                        AbiFields.amount(in, 6),
                        AbiFields.small(in, 7),
                        AbiFields.small(in, 8),
                        AbiFields.small(in, 9));
            case CASE_STEPPED -> new Event.Court.CaseStepped(in.u63(0), AbiFields.constant(in, 1, STEPS), in.u63(2));
            case PANEL_SEATED ->
                new Event.Court.PanelSeated(
                        in.u63(0),
                        AbiFields.small(in, 1),
                        AbiFields.constant(in, 2, ROUND_KINDS),
                        AbiFields.small(in, 3),
                        in.bool(4),
                        in.u63(5),
                        in.hash(6),
                        addresses(in.list(7)),
                        addresses(in.list(8)));
            case SEAT_REPLACED ->
                new Event.Court.SeatReplaced(
                        in.u63(0),
                        AbiFields.small(in, 1),
                        AbiFields.small(in, 2),
                        in.address(3),
                        in.address(4),
                        in.u63(5));
            case PROPOSED -> new Event.Court.Proposed(in.u63(0), AbiFields.small(in, 1), in.address(2), in.hash(3));
            case VOTE_COMMITTED ->
                new Event.Court.VoteCommitted(
                        in.u63(0), AbiFields.small(in, 1), AbiFields.small(in, 2), in.address(3), in.hash(4));
            case VOTE_REVEALED ->
                new Event.Court.VoteRevealed(
                        in.u63(0),
                        AbiFields.small(in, 1),
                        AbiFields.small(in, 2),
                        in.address(3),
                        AbiFields.constant(in, 4, VOTES),
                        in.hash(5),
                        in.hash(6));
            case LINK_OPENED ->
                new Event.Court.LinkOpened(in.u63(0), AbiFields.small(in, 1), in.address(2), in.hash(3), in.bool(4));
            case ROUND_DECIDED ->
                new Event.Court.RoundDecided(
                        in.u63(0),
                        AbiFields.small(in, 1),
                        AbiFields.constant(in, 2, RESULTS),
                        in.bool(3),
                        counts(in.list(4)));
            case APPEALED ->
                new Event.Court.Appealed(
                        in.u63(0),
                        AbiFields.small(in, 1),
                        AbiFields.constant(in, 2, ROUND_KINDS),
                        in.address(3),
                        AbiFields.amount(in, 4),
                        AbiFields.amount(in, 5));
            case CASE_PREPAID ->
                new Event.Court.CasePrepaid(in.u63(0), in.address(1), AbiFields.small(in, 2), AbiFields.amount(in, 3));
            case CASE_PAID ->
                new Event.Court.CasePaid(
                        in.u63(0), in.address(1), AbiFields.constant(in, 2, PAYMENTS), AbiFields.amount(in, 3));
            case CASE_BURNED -> new Event.Court.CaseBurned(in.u63(0), AbiFields.amount(in, 1));
            case SLASHED ->
                new Event.Court.Slashed(
                        in.address(0),
                        in.u63(1),
                        AbiFields.constant(in, 2, OFFENCES),
                        AbiFields.amount(in, 3),
                        in.address(4),
                        AbiFields.amount(in, 5));
            case TRAP_PAID -> new Event.Court.TrapPaid(in.u63(0), in.address(1), AbiFields.amount(in, 2));
            default -> throw new Malformed("no event of the court: " + kind);
        };
    }

    static List<Address> addresses(AbiValues in) throws Malformed {
        var addresses = new ArrayList<Address>(in.size());
        for (int i = 0; i < in.size(); i++) addresses.add(in.address(i));
        return List.copyOf(addresses);
    }

    private static List<Integer> counts(AbiValues in) throws Malformed {
        var counts = new ArrayList<Integer>(in.size());
        for (int i = 0; i < in.size(); i++) counts.add(AbiFields.small(in, i));
        return List.copyOf(counts);
    }
}
