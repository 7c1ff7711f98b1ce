// SPDX-License-Identifier: Apache-2.0
package stoa.views;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.kit.sql.Sql;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Hashing;
import stoa.types.ModelId;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.CommittedTx;
import stoa.types.codec.EthTx;
import stoa.types.codec.Malformed;
import stoa.types.event.Event;
import stoa.types.state.SessionPhase;
import stoa.types.tx.VerbTable;
import stoa.views.Rows.Write;

/// What blocks do to the tables: one switch over all events. One instance folds one batch, in one transaction, and
/// writes whenever it has gathered enough: a block of any size fits into memory.
final class Fold {
    private static final int ROWS_AT_ONCE = 20_000;
    private static final int INCIDENT_CHARS = 4_000;
    private static final BigInteger CAP_WEI =
            Coin.of(new Amount(Amount.CAP_OBOL)).toWei();

    private final BlockLogs logs;
    private final VerbTable verbs;
    private final Sql.Transaction transaction;
    private Rows rows = new Rows();

    /// Where an event stands.
    private record Place(long height, int number, long timeSeconds, Hash tx) {}

    Fold(BlockLogs logs, Hashing hashing, Sql.Transaction transaction) {
        this.logs = logs;
        this.transaction = transaction;
        this.verbs = new VerbTable(hashing);
    }

    void add(CommittedBlock block) {
        var header = block.header();
        rows.add(
                Write.BLOCK,
                header.height(),
                block.hash().bytes(),
                logs.blockTx(header.height()).bytes(),
                header.timeSeconds(),
                header.txs(),
                header.gasUsed(),
                header.proposer().bytes());
        for (var tx : block.txs()) add(header.height(), tx);
        logs.forEach(block, entry -> {
            add(header.height(), entry);
            event(entry.event(), new Place(header.height(), entry.number(), header.timeSeconds(), entry.tx()));
            if (rows.size() >= ROWS_AT_ONCE) write();
        });
    }

    /// Writes what was gathered; the last call of a batch.
    void write() {
        rows.write(transaction);
        rows = new Rows();
    }

    private void add(long height, CommittedTx tx) {
        EthTx read;
        try {
            read = EthTx.decodeAnyChain(tx.raw(), tx.raw().length).tx();
        } catch (Malformed malformed) {
            throw new IllegalStateException("a committed transaction cannot be read: " + tx.hash(), malformed);
        }
        var to = read.to().orElse(Address.ZERO);
        var value = Coin.ofWei(read.valueWei().min(CAP_WEI)); // a refused one may name any value
        rows.add(
                Write.TX,
                tx.hash().bytes(),
                height,
                tx.index(),
                tx.sender().bytes(),
                to.bytes(),
                read.nonce(),
                verbs.find(to, read.data()).map(row -> row.function().name()).orElse(""),
                value.obol(),
                value.wei(),
                tx.refused().map(reason -> reason.code()).orElse(0),
                tx.fee().obol());
    }

    private void add(long height, BlockLogs.Entry entry) {
        var log = entry.log();
        rows.add(
                Write.LOG,
                height,
                entry.number(),
                entry.place(),
                log.address().bytes(),
                topic(log.topics(), 0),
                topic(log.topics(), 1),
                topic(log.topics(), 2),
                topic(log.topics(), 3),
                log.data());
    }

    private static byte @Nullable [] topic(List<Hash> topics, int place) {
        return place < topics.size() ? topics.get(place).bytes() : null;
    }

    /// No default: a new event is decided on here, even if the decision is to ignore it.
    private void event(Event event, Place at) {
        switch (event) {
            case Event.Charged _,
                    Event.Transferred _,
                    Event.SeedSigned _ -> {} // the ledger's state and logs tell it all
            case Event.Delegated e -> delegated(e, at);
            case Event.Revoked e -> rows.add(Write.DELEGATION_REVOKED, at.height, e.delegation());
            case Event.Acted(long id, var owner, var delegate, var capability) ->
                rows.add(
                        Write.ACT,
                        at.height,
                        at.number,
                        at.timeSeconds,
                        at.tx.bytes(),
                        id,
                        owner.bytes(),
                        delegate.bytes(),
                        capability.bytes());
            case Event.DelegationSpent e ->
                rows.sum(Write.DELEGATION_SPENT, e.amount().obol(), e.delegation());
            case Event.DelegationReturned e ->
                rows.sum(Write.DELEGATION_SPENT, -e.amount().obol(), e.delegation());
            case Event.ModelAdded e -> modelAdded(e, at);
            case Event.ModelRetired(var model) -> rows.add(Write.MODEL_RETIRED, model.name());
            case Event.PriceStepped e -> priceStepped(e, at);
            case Event.HostRegistered(var host, var owner, var endpoint, var models) ->
                rows.add(Write.HOST, host.bytes(), owner.bytes(), endpoint, names(models), at.height, at.timeSeconds);
            case Event.HostUpdated(var host, var endpoint, var models) ->
                rows.add(Write.HOST_UPDATED, endpoint, names(models), host.bytes());
            case Event.HostRetired(var host) -> rows.add(Write.HOST_RETIRED, host.bytes());
            case Event.CollateralDeposited e ->
                rows.sum(Write.HOST_COLLATERAL, e.amount().obol(), e.host());
            case Event.CollateralUnbonding e ->
                rows.sum(Write.HOST_COLLATERAL, -e.amount().obol(), e.host());
            case Event.CollateralReturned _ -> {} // it left the collateral when it began to unbond
            case Event.StandingSet e -> standingSet(e, at);
            case Event.SessionOpened e -> sessionOpened(e, at);
            case Event.SeatsDrawn e -> seatsDrawn(e);
            case Event.ToppedUp e -> {
                rows.sum(Write.SESSION_DEPOSIT, e.amount().obol(), e.session());
                rows.sum(Write.LANE_ALLOWANCE, e.amount().obol(), e.session(), e.lane());
            }
            case Event.LaneFrozen e -> rows.add(Write.LANE_FROZEN, at.timeSeconds, e.session(), e.lane());
            case Event.AllowanceMoved e -> {
                rows.sum(Write.LANE_ALLOWANCE, -e.amount().obol(), e.session(), e.from());
                rows.sum(Write.LANE_ALLOWANCE, e.amount().obol(), e.session(), e.to());
            }
            case Event.LaneSettled e -> laneSettled(e, at);
            case Event.VoucherRefused e -> voucherRefused(e, at);
            case Event.ReceiptsPosted e -> {
                rows.sum(Write.LANE_POSTED, e.paid().obol(), e.session(), e.lane());
                earned(e.session(), e.host(), e.paid());
            }
            case Event.SessionStepped(long session, var step, long untilSeconds) -> {
                rows.add(Write.SESSION_STEPPED, step.to().name(), session);
                if (untilSeconds > 0) rows.add(Write.SESSION_CLOSING, untilSeconds, session);
            }
            case Event.SessionReturned e ->
                rows.sum(Write.SESSION_RETURNED, e.amount().obol(), e.session());
            case Event.PaymentReleased e -> paymentReleased(e, at);
            case Event.EpochDecided(long epoch, long start, long end, long weight) ->
                rows.add(Write.EPOCH, epoch, start, end, weight, at.height);
            case Event.Incident e -> incident(e, at);
            case Event.Court e -> court(e);
            case Event.Contracts _ -> {} // the ledger's state and logs tell it all
        }
    }

    /// Cases are told by the ledger's own views and logs while they are open; only collateral has a column here.
    private void court(Event.Court event) {
        switch (event) {
            case Event.Court.Slashed e ->
                rows.sum(Write.HOST_COLLATERAL, -e.amount().obol(), e.host());
            case Event.Court.HostEnlisted _,
                    Event.Court.CaseOpened _,
                    Event.Court.CaseStepped _,
                    Event.Court.PanelSeated _,
                    Event.Court.SeatReplaced _,
                    Event.Court.Proposed _,
                    Event.Court.VoteCommitted _,
                    Event.Court.VoteRevealed _,
                    Event.Court.LinkOpened _,
                    Event.Court.RoundDecided _,
                    Event.Court.Appealed _,
                    Event.Court.CasePrepaid _,
                    Event.Court.CasePaid _,
                    Event.Court.CaseBurned _,
                    Event.Court.TrapPaid _ -> {}
        }
    }

    private void delegated(Event.Delegated e, Place at) {
        var terms = e.terms();
        rows.add(
                Write.DELEGATION,
                e.delegation(),
                e.owner().bytes(),
                e.granter().bytes(),
                terms.delegate().bytes(),
                e.parent(),
                terms.scopes(),
                names(terms.models()),
                terms.perPeriod().obol(),
                terms.periodSeconds(),
                terms.total().obol(),
                terms.perRequest().obol(),
                terms.notBefore(),
                terms.expires(),
                terms.depth(),
                terms.label(),
                at.height);
    }

    private void modelAdded(Event.ModelAdded e, Place at) {
        rows.add(
                Write.MODEL,
                e.model().name(),
                e.prices().input().fixed(),
                e.prices().cachedInput().fixed(),
                e.prices().output().fixed(),
                e.context(),
                e.coefficient(),
                String.join("\n", e.engineClasses()),
                at.height);
    }

    private void priceStepped(Event.PriceStepped e, Place at) {
        var prices = e.prices();
        rows.add(
                Write.MODEL_PRICED,
                prices.input().fixed(),
                prices.cachedInput().fixed(),
                prices.output().fixed(),
                e.model().name());
        rows.add(
                Write.PRICE,
                e.model().name(),
                at.height,
                at.number,
                at.timeSeconds,
                prices.input().fixed(),
                prices.cachedInput().fixed(),
                prices.output().fixed(),
                e.utilisationPpm());
    }

    private void standingSet(Event.StandingSet e, Place at) {
        var key = List.<Object>of(e.model().name(), e.host());
        rows.last(Write.STANDING_OLD, key);
        rows.last(Write.STANDING, key, e.provenRate(), e.weight(), e.backed(), at.timeSeconds);
    }

    private void sessionOpened(Event.SessionOpened e, Place at) {
        rows.add(
                Write.SESSION,
                e.session(),
                e.payer().bytes(),
                e.delegation(),
                e.model().name(),
                e.sessionKey().bytes(),
                e.refundTo().bytes(),
                e.deposit().obol(),
                e.locked().input().fixed(),
                e.locked().cachedInput().fixed(),
                e.locked().output().fixed(),
                e.maxima().input().fixed(),
                e.maxima().cachedInput().fixed(),
                e.maxima().output().fixed(),
                at.height,
                at.timeSeconds,
                e.expiresSeconds(),
                SessionPhase.DRAWING.name());
    }

    private void seatsDrawn(Event.SeatsDrawn e) {
        rows.add(Write.SESSION_DRAWN, e.hosts().size(), e.session());
        for (int lane = 0; lane < e.hosts().size(); lane++)
            rows.add(
                    Write.LANE,
                    e.session(),
                    lane,
                    e.hosts().get(lane).bytes(),
                    e.seats().get(lane),
                    e.allowances().get(lane).obol());
    }

    private void laneSettled(Event.LaneSettled e, Place at) {
        rows.last(
                Write.LANE_SETTLED,
                List.of(e.session(), e.lane()),
                e.count(),
                e.earned().obol(),
                e.ceiling().obol(),
                at.timeSeconds);
        earned(e.session(), e.host(), e.paid());
        rows.add(
                Write.SETTLEMENT,
                at.height,
                at.number,
                at.timeSeconds,
                e.session(),
                e.lane(),
                e.host().bytes(),
                e.count(),
                e.earned().obol(),
                e.ceiling().obol(),
                e.paid().obol(),
                e.covered().obol(),
                0);
    }

    private void earned(long session, Address host, Amount paid) {
        rows.sum(Write.SESSION_SETTLED, paid.obol(), session);
        rows.sum(Write.HOST_SETTLED, paid.obol(), host);
        rows.sum(Write.HOST_PENDING, paid.obol(), host);
    }

    private void voucherRefused(Event.VoucherRefused e, Place at) {
        rows.add(
                Write.SETTLEMENT,
                at.height,
                at.number,
                at.timeSeconds,
                e.session(),
                e.lane(),
                Bytes.EMPTY,
                0L,
                0L,
                0L,
                0L,
                0L,
                e.reason().code());
    }

    private void paymentReleased(Event.PaymentReleased e, Place at) {
        long whole = e.burned().plus(e.checks()).plus(e.paid()).obol();
        rows.sum(Write.HOST_PENDING, -whole, e.host());
        rows.sum(Write.HOST_PAID, e.paid().obol(), e.host());
        rows.add(
                Write.PAYMENT,
                at.height,
                at.number,
                at.timeSeconds,
                e.session(),
                e.host().bytes(),
                e.owner().bytes(),
                e.uncovered(),
                e.burned().obol(),
                e.checks().obol(),
                e.paid().obol());
    }

    private void incident(Event.Incident e, Place at) {
        var what = e.what().length() <= INCIDENT_CHARS ? e.what() : e.what().substring(0, INCIDENT_CHARS);
        rows.add(Write.INCIDENT, at.height, at.number, at.timeSeconds, what);
    }

    private static String names(List<ModelId> models) {
        return String.join("\n", models.stream().map(ModelId::name).toList());
    }
}
