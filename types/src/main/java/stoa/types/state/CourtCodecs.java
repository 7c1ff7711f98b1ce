// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.List;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// Keys and values of the court's tables: fields in the order of their records.
final class CourtCodecs {
    private static final int MOST_ALTERNATES = 1 << 10;
    private static final List<CaseKind> KINDS = List.of(CaseKind.values());
    private static final List<CasePhase> PHASES = List.of(CasePhase.values());
    private static final List<RoundKind> ROUND_KINDS = List.of(RoundKind.values());
    private static final List<RoundResult> RESULTS = List.of(RoundResult.values());
    private static final List<Vote> VOTES = List.of(Vote.values());

    static final Codec<RoundKey> ROUND_KEY = new Codec<>(
            (out, key) -> out.u63(key.caseId()).u32(key.round()), in -> new RoundKey(in.u63(), Fields.count(in)));
    static final Codec<SeatKey> SEAT_KEY = new Codec<>(
            (out, key) -> out.u63(key.caseId()).u32(key.round()).u16(key.seat()),
            in -> new SeatKey(in.u63(), Fields.count(in), in.u16()));
    static final Codec<CaseDraw> CASE_DRAW =
            new Codec<>((out, key) -> out.u63(key.height()).u63(key.caseId()), in -> new CaseDraw(in.u63(), in.u63()));
    static final Codec<Case> CASE = new Codec<>(CourtCodecs::write, CourtCodecs::readCase);
    static final Codec<Round> ROUND = new Codec<>(CourtCodecs::write, CourtCodecs::readRound);
    static final Codec<Seat> SEAT = new Codec<>(
            (out, seat) -> {
                Fields.constant(out.address(seat.host()).hash(seat.commitment()), seat.vote());
                out.hash(seat.result()).hash(seat.evidence());
            },
            in -> new Seat(in.address(), in.hash(), Fields.constant(in, VOTES), in.hash(), in.hash()));
    static final Codec<Sitter> SITTER = new Codec<>(
            (out, sitter) -> out.hash(sitter.root())
                    .u32(sitter.used())
                    .u32(sitter.seats())
                    .bool(sitter.leaving()),
            in -> new Sitter(in.hash(), Fields.count(in), Fields.count(in), in.bool()));

    private CourtCodecs() {}

    private static void write(Writer out, Case at) {
        Fields.constant(out, at.kind());
        Fields.constant(out, at.phase());
        out.hash(at.subject()).address(at.opener());
        Fields.amount(out, at.held());
        Fields.amount(out, at.leaderFee());
        Fields.amount(out, at.validatorFee());
        out.u8(at.place()).u8(at.rotations()).u8(at.rotationsLeft());
        out.u8(at.prepaid()).u8(at.appeals()).u8(at.failedAppeals());
        Fields.constant(out, at.standing());
        out.u32(at.rounds()).u63(at.drawHeight()).u63(at.dueSeconds());
        out.u63(at.decidedSeconds()).u63(at.pausedSeconds()).u63(at.appealedSeconds());
    }

    private static Case readCase(Reader in) {
        return new Case(
                Fields.constant(in, KINDS),
                Fields.constant(in, PHASES),
                in.hash(),
                in.address(),
                Fields.amount(in),
                Fields.amount(in),
                Fields.amount(in),
                in.u8(),
                in.u8(),
                in.u8(),
                in.u8(),
                in.u8(),
                in.u8(),
                Fields.constant(in, RESULTS),
                Fields.count(in),
                in.u63(),
                in.u63(),
                in.u63(),
                in.u63(),
                in.u63());
    }

    private static void write(Writer out, Round round) {
        Fields.constant(out, round.kind());
        out.u8(round.place()).bool(round.led());
        Fields.constant(out, round.result());
        out.bool(round.rotated()).address(round.appellant());
        Fields.amount(out, round.bond());
        out.u63(round.height()).hash(round.seed()).u16(round.seats());
        out.list(MOST_ALTERNATES, round.alternates(), Writer::address);
        out.u16(round.committed()).u16(round.revealed());
        out.hash(round.outcome()).u32(round.leaf()).hash(round.link());
    }

    private static Round readRound(Reader in) {
        return new Round(
                Fields.constant(in, ROUND_KINDS),
                in.u8(),
                in.bool(),
                Fields.constant(in, RESULTS),
                in.bool(),
                in.address(),
                Fields.amount(in),
                in.u63(),
                in.hash(),
                in.u16(),
                in.list(MOST_ALTERNATES, Reader::address),
                in.u16(),
                in.u16(),
                in.hash(),
                Fields.count(in),
                in.hash());
    }
}
