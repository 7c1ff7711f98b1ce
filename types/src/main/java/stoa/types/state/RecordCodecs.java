// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import java.util.List;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// Values of the tables: fields in the order of their records.
final class RecordCodecs {
    private static final int MOST_SLICES = 4_096;
    private static final int BLS_KEY_BYTES = 48;
    private static final List<SessionPhase> PHASES = List.of(SessionPhase.values());

    static final Codec<One> ONE = new Codec<>((out, _) -> out.u8(1), RecordCodecs::one);
    static final Codec<Address> ADDRESS = new Codec<>(Writer::address, Reader::address);
    static final Codec<Long> NUMBER = new Codec<>(Writer::u63, Reader::u63);
    static final Codec<Amount> AMOUNT = new Codec<>(Fields::amount, Fields::amount);
    static final Codec<Account> ACCOUNT = new Codec<>(
            (out, account) -> Fields.coin(out.u63(account.nonce()), account.balance()),
            in -> new Account(in.u63(), Fields.coin(in)));
    static final Codec<Totals> TOTALS = new Codec<>(RecordCodecs::totals, RecordCodecs::totals);
    static final Codec<Model> MODEL = new Codec<>(RecordCodecs::model, RecordCodecs::model);
    static final Codec<Demand> DEMAND = new Codec<>(
            (out, demand) -> out.u63(demand.slice()).list(MOST_SLICES, demand.units(), Writer::u63),
            in -> new Demand(in.u63(), in.list(MOST_SLICES, Reader::u63)));
    static final Codec<Host> HOST = new Codec<>(RecordCodecs::host, RecordCodecs::host);
    static final Codec<Standing> STANDING = new Codec<>(
            (out, standing) ->
                    out.u63(standing.provenRate()).u63(standing.weight()).u63(standing.backed()),
            in -> new Standing(in.u63(), in.u63(), in.u63()));
    static final Codec<Session> SESSION = new Codec<>(RecordCodecs::session, RecordCodecs::session);
    static final Codec<Lane> LANE = new Codec<>(RecordCodecs::lane, RecordCodecs::lane);
    static final Codec<Pending> PENDING = new Codec<>(
            (out, pending) -> {
                Fields.model(out, pending.model());
                Fields.amount(out, pending.amount());
                out.u63(pending.dueSeconds());
            },
            in -> new Pending(Fields.model(in), Fields.amount(in), in.u63()));
    static final Codec<Delegation> DELEGATION = new Codec<>(RecordCodecs::delegation, RecordCodecs::delegation);
    static final Codec<Chance> CHANCE = new Codec<>(
            (out, chance) -> out.u63(chance.height()).hash(chance.seed()), in -> new Chance(in.u63(), in.hash()));
    static final Codec<Epoch> EPOCH = new Codec<>(
            (out, epoch) -> out.u63(epoch.index()).u63(epoch.startSeconds()).u63(epoch.endSeconds()),
            in -> new Epoch(in.u63(), in.u63(), in.u63()));
    static final Codec<Locked> LOCKED = new Codec<>(
            (out, locked) -> Fields.amount(out.u63(locked.period()), locked.amount()),
            in -> new Locked(in.u63(), Fields.amount(in)));
    static final Codec<Validator> VALIDATOR = new Codec<>(
            (out, validator) -> out.raw(blsKey(validator)).u63(validator.power()),
            in -> new Validator(in.raw(BLS_KEY_BYTES), in.u63()));

    private RecordCodecs() {}

    private static One one(Reader in) {
        if (in.u8() != 1) throw new Corrupt("a record that is not the byte 1");
        return One.ONE;
    }

    private static byte[] blsKey(Validator validator) {
        if (validator.blsKey().length != BLS_KEY_BYTES)
            throw new IllegalArgumentException("a BLS key has " + BLS_KEY_BYTES + " bytes");
        return validator.blsKey();
    }

    private static void totals(Writer out, Totals totals) {
        Fields.coin(out, totals.balances());
        Fields.amount(out, totals.deposits());
        Fields.amount(out, totals.pending());
        Fields.amount(out, totals.collateral());
        Fields.amount(out, totals.checks());
        Fields.amount(out, totals.treasury());
        Fields.amount(out, totals.supply());
        Fields.amount(out, totals.burned());
    }

    private static Totals totals(Reader in) {
        return new Totals(
                Fields.coin(in),
                Fields.amount(in),
                Fields.amount(in),
                Fields.amount(in),
                Fields.amount(in),
                Fields.amount(in),
                Fields.amount(in),
                Fields.amount(in));
    }

    private static void model(Writer out, Model model) {
        Fields.prices(out, model.prices());
        Fields.prices(out, model.hourAnchor());
        out.u63(model.anchorSeconds()).u63(model.context()).u63(model.coefficient());
        out.list(Model.MOST_ENGINE_CLASSES, model.engineClasses(), Writer::string)
                .bool(model.retired());
    }

    private static Model model(Reader in) {
        return new Model(
                Fields.prices(in),
                Fields.prices(in),
                in.u63(),
                in.u63(),
                in.u63(),
                in.list(Model.MOST_ENGINE_CLASSES, Reader::string),
                in.bool());
    }

    private static void host(Writer out, Host host) {
        out.address(host.owner()).string(host.endpoint());
        Fields.models(out, host.models());
        Fields.amount(out, host.collateral());
        Fields.amount(out, host.pending());
        out.u32(host.withdrawals()).bool(host.retired());
    }

    private static Host host(Reader in) {
        return new Host(
                in.address(),
                in.string(),
                Fields.models(in),
                Fields.amount(in),
                Fields.amount(in),
                Fields.count(in),
                in.bool());
    }

    private static void session(Writer out, Session session) {
        out.address(session.payer()).u63(session.delegation()).u63(session.period());
        Fields.model(out, session.model());
        out.address(session.sessionKey()).address(session.refundTo());
        Fields.amount(out, session.deposit());
        Fields.amount(out, session.settled());
        Fields.prices(out, session.locked());
        Fields.prices(out, session.maxima());
        out.u63(session.openedHeight()).u63(session.openedSeconds()).u63(session.lockedUntilSeconds());
        out.u63(session.closesSeconds()).u8(session.lanes());
        Fields.constant(out, session.phase());
    }

    private static Session session(Reader in) {
        return new Session(
                in.address(),
                in.u63(),
                in.u63(),
                Fields.model(in),
                in.address(),
                in.address(),
                Fields.amount(in),
                Fields.amount(in),
                Fields.prices(in),
                Fields.prices(in),
                in.u63(),
                in.u63(),
                in.u63(),
                in.u63(),
                in.u8(),
                Fields.constant(in, PHASES));
    }

    private static void lane(Writer out, Lane lane) {
        out.address(lane.host()).u8(lane.seats());
        Fields.amount(out, lane.allowance());
        out.u63(lane.count());
        Fields.amount(out, lane.earned());
        Fields.amount(out, lane.ceiling());
        Fields.amount(out, lane.posted());
        out.u63(lane.postedCount());
        Fields.amount(out, lane.released());
        out.u63(lane.settledSeconds()).u63(lane.frozenSeconds());
    }

    private static Lane lane(Reader in) {
        return new Lane(
                in.address(),
                in.u8(),
                Fields.amount(in),
                in.u63(),
                Fields.amount(in),
                Fields.amount(in),
                Fields.amount(in),
                in.u63(),
                Fields.amount(in),
                in.u63(),
                in.u63());
    }

    private static void delegation(Writer out, Delegation delegation) {
        out.address(delegation.owner()).address(delegation.granter()).u63(delegation.parent());
        terms(out, delegation.terms());
        out.u63(delegation.period());
        Fields.amount(out, delegation.spentInPeriod());
        Fields.amount(out, delegation.spent());
        out.u32(delegation.children()).bool(delegation.revoked());
    }

    private static Delegation delegation(Reader in) {
        return new Delegation(
                in.address(),
                in.address(),
                in.u63(),
                terms(in),
                in.u63(),
                Fields.amount(in),
                Fields.amount(in),
                Fields.count(in),
                in.bool());
    }

    private static void terms(Writer out, Terms terms) {
        out.address(terms.delegate()).u8(terms.scopes());
        Fields.models(out, terms.models());
        Fields.amount(out, terms.perPeriod());
        out.u63(terms.periodSeconds());
        Fields.amount(out, terms.total());
        Fields.amount(out, terms.perRequest());
        out.u63(terms.notBefore()).u63(terms.expires()).u8(terms.depth()).string(terms.label());
    }

    private static Terms terms(Reader in) {
        return new Terms(
                in.address(),
                in.u8(),
                Fields.models(in),
                Fields.amount(in),
                in.u63(),
                Fields.amount(in),
                Fields.amount(in),
                in.u63(),
                in.u63(),
                in.u8(),
                in.string());
    }
}
