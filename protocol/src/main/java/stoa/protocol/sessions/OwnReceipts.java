// SPDX-License-Identifier: Apache-2.0
package stoa.protocol.sessions;

import java.util.Optional;
import stoa.protocol.Draft;
import stoa.protocol.State;
import stoa.protocol.Verdict;
import stoa.protocol.World;
import stoa.protocol.hosts.Hosts;
import stoa.types.Amount;
import stoa.types.Reason;
import stoa.types.event.Event;
import stoa.types.state.Lane;
import stoa.types.state.LaneKey;
import stoa.types.state.Tables;
import stoa.types.tx.Verb;

/// A payer that stops signing does not keep what its last voucher's ceiling left open: the host's own receipts are
/// paid out of it, and every one of them will be checked.
public final class OwnReceipts {
    private OwnReceipts() {}

    // ── rule ──

    /// [MKT-10] Receipts go on where vouchers and receipts ended, and cost no more than the ceiling leaves.
    public static Verdict post(State state, World world, Verb.PostReceipts verb) {
        var refused = refused(state, world, verb);
        if (refused.isPresent()) return Verdict.rejected(refused.get());
        var lane = Sessions.lane(state, verb.session(), verb.lane());
        long sum = 0;
        long index = lane.nextIndex();
        for (var signed : verb.receipts()) {
            var receipt = signed.receipt();
            if (!signed.signer().equals(lane.host())) return Verdict.rejected(Reason.RECEIPT_SIGNER_WRONG);
            boolean follows =
                    receipt.session() == verb.session() && receipt.lane() == verb.lane() && receipt.index() == index;
            if (!follows) return Verdict.rejected(Reason.RECEIPT_INDEX_WRONG);
            index++;
            sum += receipt.cost().obol();
            if (sum > lane.ceiling().obol() - lane.paid().obol())
                return Verdict.rejected(Reason.RECEIPTS_ABOVE_CEILING);
        }
        var paid = new Amount(sum);
        var waiting = Waiting.of(world, Hosts.of(state, lane.host()), paid);
        return Verdict.accepted(new Event.ReceiptsPosted(
                verb.session(),
                verb.lane(),
                lane.host(),
                verb.receipts().size(),
                paid,
                waiting.covered(),
                waiting.bucket(),
                waiting.coveredDueSeconds(),
                waiting.uncoveredDueSeconds()));
    }

    private static Optional<Reason> refused(State state, World world, Verb.PostReceipts verb) {
        if (verb.receipts().size() > world.params().maxVouchersPerSettle()) return Optional.of(Reason.TOO_MANY_ITEMS);
        var session = state.find(Tables.SESSIONS, verb.session());
        if (session.isEmpty()) return Optional.of(Reason.SESSION_UNKNOWN);
        return switch (session.get().phase()) {
            case DRAWING -> Optional.of(Reason.SESSION_NOT_DRAWN);
            case OPEN -> Optional.of(Reason.RECEIPTS_TOO_EARLY);
            case CLOSED -> Optional.of(Reason.SETTLE_TOO_LATE);
            case CLOSING ->
                verb.lane() >= session.get().lanes()
                        ? Optional.of(Reason.LANE_UNKNOWN)
                        : verb.receipts().isEmpty() ? Optional.of(Reason.RECEIPT_INDEX_WRONG) : Optional.empty();
        };
    }

    // ── evolve ──

    public static void posted(Draft draft, Event.ReceiptsPosted event) {
        var session = Sessions.of(draft, event.session());
        draft.put(
                Tables.SESSIONS,
                event.session(),
                session.withSettled(session.settled().plus(event.paid())));
        Lane lane = Sessions.lane(draft, event.session(), event.lane());
        draft.put(
                Tables.LANES,
                new LaneKey(event.session(), event.lane()),
                lane.withPosted(lane.posted().plus(event.paid()), lane.postedCount() + event.receipts()));
        var waiting =
                new Waiting(event.covered(), event.bucket(), event.coveredDueSeconds(), event.uncoveredDueSeconds());
        Payments.pend(draft, event.host(), event.session(), session.model(), event.paid(), waiting);
    }
}
