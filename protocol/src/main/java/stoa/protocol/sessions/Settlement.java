// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.sessions;

import java.util.ArrayList;
import java.util.Optional;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.protocol.prices.Demands;
import stoa.types.Amount;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Voucher;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.Session;
import stoa.types.state.Standing;
import stoa.types.state.StandingKey;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// Vouchers become payments.
public final class Settlement {
    private Settlement() {}

    // ── rule ──

    /// [MKT-5] Voucher by voucher, each after those before it and with its own verdict. Anyone may bring them.
    public static Verdict settle(State state, World world, Verb.Settle verb) {
        if (verb.vouchers().size() > world.params().maxVouchersPerSettle())
            return Verdict.rejected(Reason.TOO_MANY_ITEMS);
        var scratch = new Draft(state);
        var events = new ArrayList<Event>();
        int refusals = 0;
        Reason last = Reason.NOTHING_SETTLED;
        for (var signed : verb.vouchers()) {
            var event = settle(scratch, world, signed);
            events.add(event);
            if (event instanceof Event.VoucherRefused refused) {
                refusals++;
                last = refused.reason();
            }
        }
        if (refusals < events.size()) return Verdict.accepted(events);
        return Verdict.rejected(refusals == 1 ? last : Reason.NOTHING_SETTLED);
    }

    /// Leaves in `scratch` what the next voucher of the transaction must see.
    private static Event settle(Draft scratch, World world, SignedVoucher signed) {
        var voucher = signed.voucher();
        var found = scratch.find(Tables.SESSIONS, voucher.session());
        var refused = refused(scratch, found, signed);
        if (refused.isPresent()) return new Event.VoucherRefused(voucher.session(), voucher.lane(), refused.get());
        var session = found.orElseThrow();
        var lane = Sessions.lane(scratch, voucher.session(), voucher.lane());
        var host = scratch.find(Tables.HOSTS, lane.host()).orElseThrow();
        var paid = growth(lane, voucher.earned());
        var waiting = Waiting.of(world, host, paid);
        var event = new Event.LaneSettled(
                voucher.session(),
                voucher.lane(),
                lane.host(),
                voucher.count(),
                voucher.earned(),
                voucher.ceiling(),
                paid,
                waiting.covered(),
                waiting.bucket(),
                waiting.coveredDueSeconds(),
                waiting.uncoveredDueSeconds(),
                units(scratch, world, session, lane, paid));
        scratch.put(Tables.LANES, key(voucher), settled(lane, event, world));
        scratch.put(Tables.HOSTS, lane.host(), host.withPending(host.pending().plus(paid)));
        return event;
    }

    private static Optional<Reason> refused(State state, Optional<Session> session, SignedVoucher signed) {
        var voucher = signed.voucher();
        if (session.isEmpty()) return Optional.of(Reason.SESSION_UNKNOWN);
        switch (session.get().phase()) {
            case DRAWING -> {
                return Optional.of(Reason.SESSION_NOT_DRAWN);
            }
            case CLOSED -> {
                return Optional.of(Reason.SETTLE_TOO_LATE);
            }
            case OPEN, CLOSING -> {}
        }
        if (voucher.lane() >= session.get().lanes()) return Optional.of(Reason.LANE_UNKNOWN);
        if (!signed.signer().equals(session.get().sessionKey())) return Optional.of(Reason.VOUCHER_SIGNER_WRONG);
        return refused(Sessions.lane(state, voucher.session(), voucher.lane()), voucher);
    }

    /// A newer voucher counts more receipts; among those of one count the one with the higher ceiling is newer.
    private static Optional<Reason> refused(Lane lane, Voucher voucher) {
        if (voucher.ceiling().below(voucher.earned())) return Optional.of(Reason.VOUCHER_MALFORMED);
        if (voucher.count() < lane.count()) return Optional.of(Reason.VOUCHER_STALE);
        if (voucher.count() == lane.count()) {
            if (!voucher.earned().equals(lane.earned())) return Optional.of(Reason.VOUCHER_MALFORMED);
            if (voucher.ceiling().compareTo(lane.ceiling()) <= 0) return Optional.of(Reason.VOUCHER_STALE);
        }
        if (voucher.earned().below(lane.earned())) return Optional.of(Reason.VOUCHER_MALFORMED);
        if (lane.allowance().below(voucher.ceiling())) return Optional.of(Reason.VOUCHER_ABOVE_ALLOWANCE);
        return Optional.empty();
    }

    /// What a voucher adds to what the host was paid already, its own receipts included.
    public static Amount growth(Lane lane, Amount earned) {
        return lane.paid().max(earned).minus(lane.paid());
    }

    private static long units(State state, World world, Session session, Lane lane, Amount paid) {
        if (paid.isZero()) return 0;
        long rate = state.find(Tables.STANDING, new StandingKey(session.model(), lane.host()))
                .map(Standing::provenRate)
                .orElse(0L);
        return Demands.units(paid, session.locked(), rate, world.timeSeconds() - since(session, lane));
    }

    /// When the lane's previous settlement was; for its first, when the session was opened.
    private static long since(Session session, Lane lane) {
        return lane.settledSeconds() == 0 ? session.openedSeconds() : lane.settledSeconds();
    }

    private static Lane settled(Lane lane, Event.LaneSettled event, World world) {
        return lane.settled(event.count(), event.earned(), event.ceiling(), world.timeSeconds());
    }

    private static LaneKey key(Voucher voucher) {
        return new LaneKey(voucher.session(), voucher.lane());
    }

    // ── evolve ──

    public static void settled(Draft draft, World world, Event.LaneSettled event) {
        var session = Sessions.of(draft, event.session());
        var lane = Sessions.lane(draft, event.session(), event.lane());
        draft.put(
                Tables.SESSIONS,
                event.session(),
                session.withSettled(session.settled().plus(event.paid())));
        draft.put(Tables.LANES, new LaneKey(event.session(), event.lane()), settled(lane, event, world));
        var waiting =
                new Waiting(event.covered(), event.bucket(), event.coveredDueSeconds(), event.uncoveredDueSeconds());
        Payments.pend(draft, event.host(), event.session(), session.model(), event.paid(), waiting);
        Demands.sold(draft, world, session.model(), event.units(), since(session, lane));
    }
}
