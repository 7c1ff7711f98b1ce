// SPDX-License-Identifier: Apache-2.0
package stoa.types.event;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.Reason;
import stoa.types.codec.AbiValues;
import stoa.types.codec.Malformed;
import stoa.types.state.AbiFields;
import stoa.types.state.SessionStep;

/// Events to Ethereum logs and back.
public final class EventTable {
    private static final BigInteger CAP_WEI =
            Coin.of(new Amount(Amount.CAP_OBOL)).toWei();
    private static final List<SessionStep> STEPS = List.of(SessionStep.values());

    private final Hashing hashing;
    private final TreeMap<Hash, EventKind> byTopic = new TreeMap<>();

    public EventTable(Hashing hashing) {
        this.hashing = hashing;
        for (var kind : EventKind.values()) byTopic.put(kind.event().topic0(hashing), kind);
    }

    // ── writing ──

    public Log encode(Event event) {
        return switch (event) {
            case Event.Charged(var sender, long nonce, var fee) -> log(EventKind.CHARGED, sender, nonce, fee.obol());
            case Event.Transferred(var from, var to, var coin) -> log(EventKind.TRANSFERRED, from, to, coin.toWei());
            case Event.Delegated(long delegation, var owner, var granter, long parent, var terms) ->
                log(EventKind.DELEGATED, delegation, owner, terms.delegate(), granter, parent, AbiFields.of(terms));
            case Event.Revoked(long delegation, var by) -> log(EventKind.REVOKED, delegation, by);
            case Event.Acted(long delegation, var owner, var delegate, var capability) ->
                log(EventKind.ACTED, delegation, owner, delegate, capability);
            case Event.DelegationSpent(long delegation, long period, var amount) ->
                log(EventKind.DELEGATION_SPENT, delegation, period, amount.obol());
            case Event.DelegationReturned(long delegation, long period, var amount) ->
                log(EventKind.DELEGATION_RETURNED, delegation, period, amount.obol());
            case Event.ModelAdded(var model, var prices, long context, long coefficient, var engineClasses) ->
                log(EventKind.MODEL_ADDED, model.name(), AbiFields.of(prices), context, coefficient, engineClasses);
            case Event.ModelRetired(var model) -> log(EventKind.MODEL_RETIRED, model.name());
            case Event.PriceStepped(var model, var prices, long utilisation, boolean newHour, long next) ->
                log(EventKind.PRICE_STEPPED, model.name(), AbiFields.of(prices), utilisation, newHour, next);
            case Event.HostRegistered(var host, var owner, var endpoint, var models) ->
                log(EventKind.HOST_REGISTERED, host, owner, endpoint, AbiFields.names(models));
            case Event.HostUpdated(var host, var endpoint, var models) ->
                log(EventKind.HOST_UPDATED, host, endpoint, AbiFields.names(models));
            case Event.HostRetired(var host) -> log(EventKind.HOST_RETIRED, host);
            case Event.CollateralDeposited(var host, var from, var amount) ->
                log(EventKind.COLLATERAL_DEPOSITED, host, from, amount.obol());
            case Event.CollateralUnbonding(var host, long number, var amount, long due) ->
                log(EventKind.COLLATERAL_UNBONDING, host, number, amount.obol(), due);
            case Event.CollateralReturned(var host, long number, var owner, var amount, long due) ->
                log(EventKind.COLLATERAL_RETURNED, host, number, owner, amount.obol(), due);
            case Event.StandingSet(var model, var host, long rate, long weight, long backed) ->
                log(EventKind.STANDING_SET, model.name(), host, rate, weight, backed);
            case Event.SessionOpened opened -> log(opened);
            case Event.SeatsDrawn(long session, var seed, var hosts, var seats, var allowances) ->
                log(EventKind.SEATS_DRAWN, session, seed, hosts, seats, obols(allowances));
            case Event.ToppedUp(long session, int lane, var payer, var amount, long delegation, long period) ->
                log(EventKind.TOPPED_UP, session, lane, payer, amount.obol(), delegation, period);
            case Event.LaneFrozen(long session, int lane, var host) -> log(EventKind.LANE_FROZEN, session, lane, host);
            case Event.AllowanceMoved(long session, int from, int to, var amount, boolean released) ->
                log(EventKind.ALLOWANCE_MOVED, session, from, to, amount.obol(), released);
            case Event.LaneSettled settled -> log(settled);
            case Event.VoucherRefused(long session, int lane, var reason) ->
                log(EventKind.VOUCHER_REFUSED, session, lane, reason.code());
            case Event.ReceiptsPosted posted -> log(posted);
            case Event.SessionStepped(long session, var step, long until) ->
                log(EventKind.SESSION_STEPPED, session, step.ordinal(), until);
            case Event.SessionReturned(long session, var to, var amount) ->
                log(EventKind.SESSION_RETURNED, session, to, amount.obol());
            case Event.PaymentReleased released -> log(released);
            case Event.SeedSigned(long height, var seed, var proposer) ->
                log(EventKind.SEED_SIGNED, height, seed, proposer);
            case Event.EpochDecided(long epoch, long start, long end, long weight) ->
                log(EventKind.EPOCH_DECIDED, epoch, start, end, weight);
            case Event.Incident(long height, var what) -> log(EventKind.INCIDENT, height, what);
            case Event.Court court -> log(CourtLogs.kind(court), CourtLogs.values(court));
            case Event.Contracts contracts -> log(ContractLogs.kind(contracts), ContractLogs.values(contracts));
        };
    }

    private Log log(Event.SessionOpened opened) {
        return log(
                EventKind.SESSION_OPENED,
                opened.session(),
                opened.payer(),
                opened.model().name(),
                opened.deposit().obol(),
                AbiFields.of(opened.locked()),
                AbiFields.of(opened.maxima()),
                opened.expiresSeconds(),
                opened.sessionKey(),
                opened.refundTo(),
                opened.delegation(),
                opened.period());
    }

    private Log log(Event.LaneSettled settled) {
        return log(
                EventKind.LANE_SETTLED,
                settled.session(),
                settled.lane(),
                settled.host(),
                settled.count(),
                settled.earned().obol(),
                settled.ceiling().obol(),
                settled.paid().obol(),
                settled.covered().obol(),
                settled.bucket(),
                settled.coveredDueSeconds(),
                settled.uncoveredDueSeconds(),
                settled.units());
    }

    private Log log(Event.ReceiptsPosted posted) {
        return log(
                EventKind.RECEIPTS_POSTED,
                posted.session(),
                posted.lane(),
                posted.host(),
                posted.receipts(),
                posted.paid().obol(),
                posted.covered().obol(),
                posted.bucket(),
                posted.coveredDueSeconds(),
                posted.uncoveredDueSeconds());
    }

    private Log log(Event.PaymentReleased released) {
        return log(
                EventKind.PAYMENT_RELEASED,
                released.host(),
                released.session(),
                released.bucket(),
                released.uncovered(),
                released.owner(),
                released.burned().obol(),
                released.checks().obol(),
                released.paid().obol());
    }

    private Log log(EventKind kind, Object... values) {
        var log = kind.event().encodeLog(hashing, List.of(values));
        return new Log(kind.capability().address(), log.topics(), log.data());
    }

    private static List<Long> obols(List<Amount> amounts) {
        var obols = new ArrayList<Long>(amounts.size());
        for (var amount : amounts) obols.add(amount.obol());
        return obols;
    }

    // ── reading ──

    /// The kind whose logs begin with this topic, if any.
    public Optional<EventKind> find(Hash topic) {
        return Optional.ofNullable(byTopic.get(topic));
    }

    public Event decode(Log log) throws Malformed {
        var kind = log.topics().isEmpty() ? null : byTopic.get(log.topics().getFirst());
        if (kind == null || !kind.capability().address().equals(log.address()))
            throw new Malformed("a log of no event of this network");
        var in = kind.event().decodeLog(hashing, log.topics(), log.data());
        return switch (kind) {
            case CHARGED -> new Event.Charged(in.address(0), in.u63(1), amount(in, 2));
            case TRANSFERRED -> new Event.Transferred(in.address(0), in.address(1), coin(in.integer(2)));
            case DELEGATED -> delegated(in);
            case REVOKED -> new Event.Revoked(in.u63(0), in.address(1));
            case ACTED -> new Event.Acted(in.u63(0), in.address(1), in.address(2), in.address(3));
            case DELEGATION_SPENT -> new Event.DelegationSpent(in.u63(0), in.u63(1), amount(in, 2));
            case DELEGATION_RETURNED -> new Event.DelegationReturned(in.u63(0), in.u63(1), amount(in, 2));
            case MODEL_ADDED ->
                new Event.ModelAdded(
                        AbiFields.model(in, 0),
                        AbiFields.prices(in.list(1), 0),
                        in.u63(2),
                        in.u63(3),
                        AbiFields.texts(in, 4));
            case MODEL_RETIRED -> new Event.ModelRetired(AbiFields.model(in, 0));
            case PRICE_STEPPED ->
                new Event.PriceStepped(
                        AbiFields.model(in, 0), AbiFields.prices(in.list(1), 0), in.u63(2), in.bool(3), in.u63(4));
            case HOST_REGISTERED ->
                new Event.HostRegistered(in.address(0), in.address(1), in.text(2), AbiFields.models(in, 3));
            case HOST_UPDATED -> new Event.HostUpdated(in.address(0), in.text(1), AbiFields.models(in, 2));
            case HOST_RETIRED -> new Event.HostRetired(in.address(0));
            case COLLATERAL_DEPOSITED -> new Event.CollateralDeposited(in.address(0), in.address(1), amount(in, 2));
            case COLLATERAL_UNBONDING ->
                new Event.CollateralUnbonding(in.address(0), in.u63(1), amount(in, 2), in.u63(3));
            case COLLATERAL_RETURNED ->
                new Event.CollateralReturned(in.address(0), in.u63(1), in.address(2), amount(in, 3), in.u63(4));
            case STANDING_SET ->
                new Event.StandingSet(AbiFields.model(in, 0), in.address(1), in.u63(2), in.u63(3), in.u63(4));
            case SESSION_OPENED -> sessionOpened(in);
            case SEATS_DRAWN -> seatsDrawn(in);
            case TOPPED_UP ->
                new Event.ToppedUp(in.u63(0), small(in, 1), in.address(2), amount(in, 3), in.u63(4), in.u63(5));
            case LANE_FROZEN -> new Event.LaneFrozen(in.u63(0), small(in, 1), in.address(2));
            case ALLOWANCE_MOVED ->
                new Event.AllowanceMoved(in.u63(0), small(in, 1), small(in, 2), amount(in, 3), in.bool(4));
            case LANE_SETTLED -> laneSettled(in);
            case VOUCHER_REFUSED -> new Event.VoucherRefused(in.u63(0), small(in, 1), reason(small(in, 2)));
            case RECEIPTS_POSTED -> receiptsPosted(in);
            case SESSION_STEPPED -> new Event.SessionStepped(in.u63(0), step(small(in, 1)), in.u63(2));
            case SESSION_RETURNED -> new Event.SessionReturned(in.u63(0), in.address(1), amount(in, 2));
            case PAYMENT_RELEASED -> paymentReleased(in);
            case SEED_SIGNED -> new Event.SeedSigned(in.u63(0), in.hash(1), in.address(2));
            case EPOCH_DECIDED -> new Event.EpochDecided(in.u63(0), in.u63(1), in.u63(2), in.u63(3));
            case INCIDENT -> new Event.Incident(in.u63(0), in.text(1));
            case HOST_ENLISTED,
                    CASE_OPENED,
                    CASE_STEPPED,
                    PANEL_SEATED,
                    SEAT_REPLACED,
                    PROPOSED,
                    VOTE_COMMITTED,
                    VOTE_REVEALED,
                    LINK_OPENED,
                    ROUND_DECIDED,
                    APPEALED,
                    CASE_PREPAID,
                    CASE_PAID,
                    CASE_BURNED,
                    SLASHED,
                    TRAP_PAID -> CourtLogs.read(kind, in);
            case NEW_TRANSACTION,
                    TRANSACTION_QUEUED,
                    TRANSACTION_CREDITED,
                    CONTRACT_TURNED,
                    OUTCOME_POSTED,
                    OUTCOME_ACCEPTED,
                    OUTCOME_FINALIZED,
                    STORAGE_ROLLED_BACK,
                    TRANSACTION_CLOSED -> ContractLogs.read(kind, in);
        };
    }

    private static Event delegated(AbiValues in) throws Malformed {
        var terms = AbiFields.terms(in.list(5));
        if (!terms.delegate().equals(in.address(2))) throw new Malformed("the log names two delegates");
        return new Event.Delegated(in.u63(0), in.address(1), in.address(3), in.u63(4), terms);
    }

    private static Event sessionOpened(AbiValues in) throws Malformed {
        return new Event.SessionOpened(
                in.u63(0),
                in.address(1),
                AbiFields.model(in, 2),
                amount(in, 3),
                AbiFields.prices(in.list(4), 0),
                AbiFields.prices(in.list(5), 0),
                in.u63(6),
                in.address(7),
                in.address(8),
                in.u63(9),
                in.u63(10));
    }

    private static Event seatsDrawn(AbiValues in) throws Malformed {
        var hosts = new ArrayList<Address>();
        for (int i = 0; i < in.list(2).size(); i++) hosts.add(in.list(2).address(i));
        var seats = new ArrayList<Integer>();
        for (int i = 0; i < in.list(3).size(); i++) seats.add(small(in.list(3), i));
        var allowances = new ArrayList<Amount>();
        for (int i = 0; i < in.list(4).size(); i++) allowances.add(amount(in.list(4), i));
        return new Event.SeatsDrawn(
                in.u63(0), in.hash(1), List.copyOf(hosts), List.copyOf(seats), List.copyOf(allowances));
    }

    private static Event laneSettled(AbiValues in) throws Malformed {
        return new Event.LaneSettled(
                in.u63(0),
                small(in, 1),
                in.address(2),
                in.u63(3),
                amount(in, 4),
                amount(in, 5),
                amount(in, 6),
                amount(in, 7),
                in.u63(8),
                in.u63(9),
                in.u63(10),
                in.u63(11));
    }

    private static Event receiptsPosted(AbiValues in) throws Malformed {
        return new Event.ReceiptsPosted(
                in.u63(0),
                small(in, 1),
                in.address(2),
                small(in, 3),
                amount(in, 4),
                amount(in, 5),
                in.u63(6),
                in.u63(7),
                in.u63(8));
    }

    private static Event paymentReleased(AbiValues in) throws Malformed {
        return new Event.PaymentReleased(
                in.address(0),
                in.u63(1),
                in.u63(2),
                in.bool(3),
                in.address(4),
                amount(in, 5),
                amount(in, 6),
                amount(in, 7));
    }

    private static Amount amount(AbiValues in, int place) throws Malformed {
        return AbiFields.amount(in, place);
    }

    private static int small(AbiValues in, int place) throws Malformed {
        return AbiFields.small(in, place);
    }

    static Coin coin(BigInteger wei) throws Malformed {
        if (wei.compareTo(CAP_WEI) > 0) throw new Malformed("more wei than there are");
        return Coin.ofWei(wei);
    }

    private static SessionStep step(int place) throws Malformed {
        if (place >= STEPS.size()) throw new Malformed("no step of a session's life has the number " + place);
        return STEPS.get(place);
    }

    private static Reason reason(int code) throws Malformed {
        for (var reason : Reason.values()) if (reason.code() == code) return reason;
        throw new Malformed("no reason has the number " + code);
    }
}
