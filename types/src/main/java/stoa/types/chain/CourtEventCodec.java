// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import static stoa.types.chain.Codecs.amount;
import static stoa.types.chain.Codecs.constant;
import static stoa.types.chain.Codecs.number;

import java.util.List;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.event.Event;
import stoa.types.state.CaseKind;
import stoa.types.state.CaseStep;
import stoa.types.state.Offence;
import stoa.types.state.Payment;
import stoa.types.state.RoundKind;
import stoa.types.state.RoundResult;
import stoa.types.state.Vote;

/// The court's events as the chain stores them; [EventCodec] is the way in. Tags and fields are append only.
final class CourtEventCodec {
    static final int FIRST = 32;
    static final int LAST = 47;
    private static final int LIST_MAX = 1 << 24;
    private static final List<CaseKind> KINDS = List.of(CaseKind.values());
    private static final List<CaseStep> STEPS = List.of(CaseStep.values());
    private static final List<RoundKind> ROUND_KINDS = List.of(RoundKind.values());
    private static final List<RoundResult> RESULTS = List.of(RoundResult.values());
    private static final List<Vote> VOTES = List.of(Vote.values());
    private static final List<Payment> PAYMENTS = List.of(Payment.values());
    private static final List<Offence> OFFENCES = List.of(Offence.values());

    private CourtEventCodec() {}

    static void write(Writer out, Event.Court event) {
        switch (event) {
            case Event.Court.HostEnlisted e -> out.u8(32).address(e.host()).hash(e.root());
            case Event.Court.CaseOpened e -> {
                out.u8(33).varint(e.caseId());
                constant(out, e.kind()).hash(e.subject()).address(e.opener());
                amount(amount(amount(out, e.paid()), e.leaderFee()), e.validatorFee())
                        .varint(e.place())
                        .varint(e.rotations())
                        .varint(e.prepaid());
            }
            case Event.Court.CaseStepped e ->
                constant(out.u8(34).varint(e.caseId()), e.step()).varint(e.untilSeconds());
            case Event.Court.PanelSeated e ->
                constant(place(out.u8(35), e.caseId(), e.round()), e.kind())
                        .varint(e.place())
                        .bool(e.led())
                        .varint(e.height())
                        .hash(e.seed())
                        .list(LIST_MAX, e.seats(), Writer::address)
                        .list(LIST_MAX, e.alternates(), Writer::address);
            case Event.Court.SeatReplaced e ->
                place(out.u8(36), e.caseId(), e.round())
                        .varint(e.seat())
                        .address(e.absent())
                        .address(e.host())
                        .varint(e.untilSeconds());
            case Event.Court.Proposed e ->
                place(out.u8(37), e.caseId(), e.round()).address(e.host()).hash(e.outcome());
            case Event.Court.VoteCommitted e ->
                place(out.u8(38), e.caseId(), e.round())
                        .varint(e.seat())
                        .address(e.host())
                        .hash(e.commitment());
            case Event.Court.VoteRevealed e ->
                constant(
                                place(out.u8(39), e.caseId(), e.round())
                                        .varint(e.seat())
                                        .address(e.host()),
                                e.vote())
                        .hash(e.result())
                        .hash(e.evidence());
            case Event.Court.LinkOpened e ->
                place(out.u8(40), e.caseId(), e.round())
                        .address(e.host())
                        .hash(e.link())
                        .bool(e.trap());
            case Event.Court.RoundDecided e ->
                constant(place(out.u8(41), e.caseId(), e.round()), e.result())
                        .bool(e.rotated())
                        .list(LIST_MAX, e.votes(), (to, votes) -> to.varint(votes));
            case Event.Court.Appealed e ->
                amount(
                        amount(
                                constant(place(out.u8(42), e.caseId(), e.round()), e.kind())
                                        .address(e.appellant()),
                                e.bond()),
                        e.extra());
            case Event.Court.CasePrepaid e ->
                amount(out.u8(43).varint(e.caseId()).address(e.from()).varint(e.appeals()), e.amount());
            case Event.Court.CasePaid e ->
                amount(constant(out.u8(44).varint(e.caseId()).address(e.to()), e.payment()), e.amount());
            case Event.Court.CaseBurned e -> amount(out.u8(45).varint(e.caseId()), e.amount());
            case Event.Court.Slashed e ->
                amount(
                        amount(constant(out.u8(46).address(e.host()).varint(e.caseId()), e.offence()), e.amount())
                                .address(e.to()),
                        e.awarded());
            case Event.Court.TrapPaid e -> amount(out.u8(47).varint(e.caseId()).address(e.to()), e.amount());
        }
    }

    static Event.Court read(int tag, Reader in) {
        return switch (tag) {
            case 32 -> new Event.Court.HostEnlisted(in.address(), in.hash());
            case 33 ->
                new Event.Court.CaseOpened(
                        in.varint(),
                        constant(in, KINDS),
                        in.hash(),
                        in.address(),
                        amount(in),
                        amount(in),
                        amount(in),
                        number(in),
                        number(in),
                        number(in));
            case 34 -> new Event.Court.CaseStepped(in.varint(), constant(in, STEPS), in.varint());
            case 35 ->
                new Event.Court.PanelSeated(
                        in.varint(),
                        number(in),
                        constant(in, ROUND_KINDS),
                        number(in),
                        in.bool(),
                        in.varint(),
                        in.hash(),
                        in.list(LIST_MAX, Reader::address),
                        in.list(LIST_MAX, Reader::address));
            case 36 ->
                new Event.Court.SeatReplaced(
                        in.varint(), number(in), number(in), in.address(), in.address(), in.varint());
            case 37 -> new Event.Court.Proposed(in.varint(), number(in), in.address(), in.hash());
            case 38 -> new Event.Court.VoteCommitted(in.varint(), number(in), number(in), in.address(), in.hash());
            case 39 ->
                new Event.Court.VoteRevealed(
                        in.varint(), number(in), number(in), in.address(), constant(in, VOTES), in.hash(), in.hash());
            case 40 -> new Event.Court.LinkOpened(in.varint(), number(in), in.address(), in.hash(), in.bool());
            case 41 ->
                new Event.Court.RoundDecided(
                        in.varint(), number(in), constant(in, RESULTS), in.bool(), in.list(LIST_MAX, Codecs::number));
            case 42 ->
                new Event.Court.Appealed(
                        in.varint(), number(in), constant(in, ROUND_KINDS), in.address(), amount(in), amount(in));
            case 43 -> new Event.Court.CasePrepaid(in.varint(), in.address(), number(in), amount(in));
            case 44 -> new Event.Court.CasePaid(in.varint(), in.address(), constant(in, PAYMENTS), amount(in));
            case 45 -> new Event.Court.CaseBurned(in.varint(), amount(in));
            case 46 ->
                new Event.Court.Slashed(
                        in.address(), in.varint(), constant(in, OFFENCES), amount(in), in.address(), amount(in));
            case 47 -> new Event.Court.TrapPaid(in.varint(), in.address(), amount(in));
            default -> throw new Corrupt("no event of the court has the tag " + tag);
        };
    }

    private static Writer place(Writer out, long caseId, int round) {
        return out.varint(caseId).varint(round);
    }
}
