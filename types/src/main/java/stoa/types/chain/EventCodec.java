// SPDX-License-Identifier: Apache-2.0
package stoa.types.chain;

import static stoa.types.chain.Codecs.amount;
import static stoa.types.chain.Codecs.coin;
import static stoa.types.chain.Codecs.model;
import static stoa.types.chain.Codecs.models;
import static stoa.types.chain.Codecs.number;
import static stoa.types.chain.Codecs.prices;
import static stoa.types.chain.Codecs.reason;
import static stoa.types.chain.Codecs.strings;
import static stoa.types.chain.Codecs.terms;

import java.util.List;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;
import stoa.types.event.Event;
import stoa.types.state.SessionStep;

/// Events as the chain stores them: a tag, then the record's fields in their order. Tags and fields are a wire format:
/// append only. Ethereum logs are another spelling of the same facts (`EventTable`), too wide to store.
public final class EventCodec {
    private static final int LIST_MAX = 1 << 24;

    private EventCodec() {}

    public static byte[] encodeAll(List<Event> events) {
        var out = new Writer(16 + events.size() * 96);
        writeAll(out, events);
        return out.toBytes();
    }

    public static void writeAll(Writer out, List<Event> events) {
        out.list(LIST_MAX, events, EventCodec::write);
    }

    public static List<Event> readAll(Reader in) {
        return in.list(LIST_MAX, EventCodec::read);
    }

    public static void write(Writer out, Event event) {
        switch (event) {
            case Event.Charged e -> amount(out.u8(1).address(e.sender()).varint(e.nonce()), e.fee());
            case Event.Transferred e -> coin(out.u8(2).address(e.from()).address(e.to()), e.coin());
            case Event.Delegated e ->
                terms(
                        out.u8(3)
                                .varint(e.delegation())
                                .address(e.owner())
                                .address(e.granter())
                                .varint(e.parent()),
                        e.terms());
            case Event.Revoked e -> out.u8(4).varint(e.delegation()).address(e.by());
            case Event.Acted e ->
                out.u8(5)
                        .varint(e.delegation())
                        .address(e.owner())
                        .address(e.delegate())
                        .address(e.capability());
            case Event.DelegationSpent e ->
                amount(out.u8(6).varint(e.delegation()).varint(e.period()), e.amount());
            case Event.DelegationReturned e ->
                amount(out.u8(7).varint(e.delegation()).varint(e.period()), e.amount());
            case Event.ModelAdded e ->
                strings(
                        prices(model(out.u8(8), e.model()), e.prices())
                                .varint(e.context())
                                .varint(e.coefficient()),
                        e.engineClasses());
            case Event.ModelRetired e -> model(out.u8(9), e.model());
            case Event.PriceStepped e ->
                prices(model(out.u8(10), e.model()), e.prices())
                        .varint(e.utilisationPpm())
                        .bool(e.newHour())
                        .varint(e.nextSeconds());
            case Event.HostRegistered e ->
                models(out.u8(11).address(e.host()).address(e.owner()).string(e.endpoint()), e.models());
            case Event.HostUpdated e -> models(out.u8(12).address(e.host()).string(e.endpoint()), e.models());
            case Event.HostRetired e -> out.u8(13).address(e.host());
            case Event.CollateralDeposited e ->
                amount(out.u8(14).address(e.host()).address(e.from()), e.amount());
            case Event.CollateralUnbonding e ->
                amount(out.u8(15).address(e.host()).varint(e.number()), e.amount())
                        .varint(e.dueSeconds());
            case Event.CollateralReturned e ->
                amount(out.u8(16).address(e.host()).varint(e.number()).address(e.owner()), e.amount())
                        .varint(e.dueSeconds());
            case Event.StandingSet e ->
                model(out.u8(17), e.model())
                        .address(e.host())
                        .varint(e.provenRate())
                        .varint(e.weight())
                        .varint(e.backed());
            case Event.SessionOpened e -> writeOpened(out.u8(18), e);
            case Event.SeatsDrawn e ->
                out.u8(19)
                        .varint(e.session())
                        .hash(e.seed())
                        .list(LIST_MAX, e.hosts(), Writer::address)
                        .list(LIST_MAX, e.seats(), (to, seats) -> to.varint(seats))
                        .list(LIST_MAX, e.allowances(), Codecs::amount);
            case Event.ToppedUp e ->
                amount(out.u8(20).varint(e.session()).varint(e.lane()).address(e.payer()), e.amount())
                        .varint(e.delegation())
                        .varint(e.period());
            case Event.LaneFrozen e ->
                out.u8(21).varint(e.session()).varint(e.lane()).address(e.host());
            case Event.AllowanceMoved e ->
                amount(out.u8(22).varint(e.session()).varint(e.from()).varint(e.to()), e.amount())
                        .bool(e.released());
            case Event.LaneSettled e -> writeSettled(out.u8(23), e);
            case Event.VoucherRefused e ->
                out.u8(24).varint(e.session()).varint(e.lane()).u16(e.reason().code());
            case Event.ReceiptsPosted e ->
                amount(
                                amount(
                                        out.u8(25)
                                                .varint(e.session())
                                                .varint(e.lane())
                                                .address(e.host())
                                                .varint(e.receipts()),
                                        e.paid()),
                                e.covered())
                        .varint(e.bucket())
                        .varint(e.coveredDueSeconds())
                        .varint(e.uncoveredDueSeconds());
            case Event.SessionStepped e ->
                out.u8(26).varint(e.session()).u8(code(e.step())).varint(e.untilSeconds());
            case Event.SessionReturned e ->
                amount(out.u8(27).varint(e.session()).address(e.to()), e.amount());
            case Event.PaymentReleased e ->
                amount(
                        amount(
                                amount(
                                        out.u8(28)
                                                .address(e.host())
                                                .varint(e.session())
                                                .varint(e.bucket())
                                                .bool(e.uncovered())
                                                .address(e.owner()),
                                        e.burned()),
                                e.checks()),
                        e.paid());
            case Event.SeedSigned e ->
                out.u8(29).varint(e.height()).hash(e.seed()).address(e.proposer());
            case Event.EpochDecided e ->
                out.u8(30)
                        .varint(e.epoch())
                        .varint(e.startSeconds())
                        .varint(e.endSeconds())
                        .varint(e.totalWeight());
            case Event.Incident e -> out.u8(31).varint(e.height()).string(e.what());
            case Event.Court e -> CourtEventCodec.write(out, e);
            case Event.Contracts e -> ContractEventCodec.write(out, e);
        }
    }

    public static Event read(Reader in) {
        int tag = in.u8();
        return switch (tag) {
            case 1 -> new Event.Charged(in.address(), in.varint(), amount(in));
            case 2 -> new Event.Transferred(in.address(), in.address(), coin(in));
            case 3 -> new Event.Delegated(in.varint(), in.address(), in.address(), in.varint(), terms(in));
            case 4 -> new Event.Revoked(in.varint(), in.address());
            case 5 -> new Event.Acted(in.varint(), in.address(), in.address(), in.address());
            case 6 -> new Event.DelegationSpent(in.varint(), in.varint(), amount(in));
            case 7 -> new Event.DelegationReturned(in.varint(), in.varint(), amount(in));
            case 8 -> new Event.ModelAdded(model(in), prices(in), in.varint(), in.varint(), strings(in));
            case 9 -> new Event.ModelRetired(model(in));
            case 10 -> new Event.PriceStepped(model(in), prices(in), in.varint(), in.bool(), in.varint());
            case 11 -> new Event.HostRegistered(in.address(), in.address(), in.string(), models(in));
            case 12 -> new Event.HostUpdated(in.address(), in.string(), models(in));
            case 13 -> new Event.HostRetired(in.address());
            case 14 -> new Event.CollateralDeposited(in.address(), in.address(), amount(in));
            case 15 -> new Event.CollateralUnbonding(in.address(), in.varint(), amount(in), in.varint());
            case 16 -> new Event.CollateralReturned(in.address(), in.varint(), in.address(), amount(in), in.varint());
            case 17 -> new Event.StandingSet(model(in), in.address(), in.varint(), in.varint(), in.varint());
            case 18 -> readOpened(in);
            case 19 ->
                new Event.SeatsDrawn(
                        in.varint(),
                        in.hash(),
                        in.list(LIST_MAX, Reader::address),
                        in.list(LIST_MAX, Codecs::number),
                        in.list(LIST_MAX, Codecs::amount));
            case 20 -> new Event.ToppedUp(in.varint(), number(in), in.address(), amount(in), in.varint(), in.varint());
            case 21 -> new Event.LaneFrozen(in.varint(), number(in), in.address());
            case 22 -> new Event.AllowanceMoved(in.varint(), number(in), number(in), amount(in), in.bool());
            case 23 -> readSettled(in);
            case 24 -> new Event.VoucherRefused(in.varint(), number(in), reason(in));
            case 25 ->
                new Event.ReceiptsPosted(
                        in.varint(),
                        number(in),
                        in.address(),
                        number(in),
                        amount(in),
                        amount(in),
                        in.varint(),
                        in.varint(),
                        in.varint());
            case 26 -> new Event.SessionStepped(in.varint(), step(in.u8()), in.varint());
            case 27 -> new Event.SessionReturned(in.varint(), in.address(), amount(in));
            case 28 ->
                new Event.PaymentReleased(
                        in.address(),
                        in.varint(),
                        in.varint(),
                        in.bool(),
                        in.address(),
                        amount(in),
                        amount(in),
                        amount(in));
            case 29 -> new Event.SeedSigned(in.varint(), in.hash(), in.address());
            case 30 -> new Event.EpochDecided(in.varint(), in.varint(), in.varint(), in.varint());
            case 31 -> new Event.Incident(in.varint(), in.string());
            default -> {
                if (tag >= CourtEventCodec.FIRST && tag <= CourtEventCodec.LAST) yield CourtEventCodec.read(tag, in);
                if (tag >= ContractEventCodec.FIRST && tag <= ContractEventCodec.LAST)
                    yield ContractEventCodec.read(tag, in);
                throw new Corrupt("no event has the tag " + tag);
            }
        };
    }

    private static void writeOpened(Writer out, Event.SessionOpened e) {
        amount(model(out.varint(e.session()).address(e.payer()), e.model()), e.deposit());
        prices(prices(out, e.locked()), e.maxima())
                .varint(e.expiresSeconds())
                .address(e.sessionKey())
                .address(e.refundTo())
                .varint(e.delegation())
                .varint(e.period());
    }

    private static Event readOpened(Reader in) {
        return new Event.SessionOpened(
                in.varint(),
                in.address(),
                model(in),
                amount(in),
                prices(in),
                prices(in),
                in.varint(),
                in.address(),
                in.address(),
                in.varint(),
                in.varint());
    }

    private static void writeSettled(Writer out, Event.LaneSettled e) {
        out.varint(e.session()).varint(e.lane()).address(e.host()).varint(e.count());
        amount(out, e.earned());
        amount(out, e.ceiling());
        amount(out, e.paid());
        amount(out, e.covered())
                .varint(e.bucket())
                .varint(e.coveredDueSeconds())
                .varint(e.uncoveredDueSeconds())
                .varint(e.units());
    }

    private static Event readSettled(Reader in) {
        return new Event.LaneSettled(
                in.varint(),
                number(in),
                in.address(),
                in.varint(),
                amount(in),
                amount(in),
                amount(in),
                amount(in),
                in.varint(),
                in.varint(),
                in.varint(),
                in.varint());
    }

    /// Not the ordinal: the enum may be rearranged for reading, the stored number may not.
    private static int code(SessionStep step) {
        return switch (step) {
            case DRAW -> 1;
            case DRAW_EMPTY -> 2;
            case CANCEL -> 3;
            case CLOSE -> 4;
            case EXPIRE -> 5;
            case REVOKE -> 6;
            case FINISH -> 7;
        };
    }

    private static SessionStep step(int code) {
        for (var step : SessionStep.values()) if (code(step) == code) return step;
        throw new Corrupt("no session step has the number " + code);
    }
}
