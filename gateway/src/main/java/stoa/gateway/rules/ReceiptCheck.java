// SPDX-License-Identifier: Apache-2.0
package stoa.gateway.rules;

import java.util.List;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.Prices;
import stoa.types.Usage;
import stoa.types.market.Receipt;
import stoa.types.market.SignedReceipt;

/// Whether a host's receipt says what the gateway saw. Only what holds in every point is paid; anything else the host
/// really signed is vouched as VOID, so that later receipts of the lane stay payable. Rule MKT-5.
public final class ReceiptCheck {
    /// Clocks of strangers may differ by this much.
    public static final long SKEW_MILLIS = 120_000;
    /// A host cannot have worked longer than we waited, but for rounding and scheduling.
    private static final long WAIT_SLACK_MILLIS = 2_000;

    private ReceiptCheck() {}

    /// What is to be done with a receipt.
    public sealed interface Judgement {
        record Accepted() implements Judgement {}

        /// Counted at cost 0.
        record Disputed(Cause cause) implements Judgement {}

        /// Not the lane's host's word at all: nothing to count.
        record Unusable(Cause cause) implements Judgement {}
    }

    public enum Cause {
        SIGNER("the lane's host did not sign it"),
        PLACE("it names another session or lane"),
        REQUEST("its request hash is not that of the request sent"),
        RESPONSE("its response hash is not that of the answer received"),
        INPUT("it counts more input units than the request can hold"),
        OUTPUT("it counts more output units than were delivered"),
        USAGE("its usage is not the one the answer itself reports"),
        COST("its cost is not what the units cost at the session's prices"),
        RESERVE("it costs more than was set aside for the answer"),
        TIMES("its times contradict each other or ours"),
        UNDELIVERED("it asks money for an answer that failed or did not arrive"),
        UNKNOWN("no request of ours belongs to it");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        /// For logs and for `GET /v1/receipts/{id}`.
        public String text() {
            return text;
        }
    }

    private static final Judgement ACCEPTED = new Judgement.Accepted();

    /// @param honest all prices the host may have used
    /// @param context the model's, in tokens
    public static Judgement judge(
            SignedReceipt signed, long session, int lane, Address host, Seen seen, List<Prices> honest, long context) {
        var receipt = signed.receipt();
        if (!signed.signer().equals(host)) return new Judgement.Unusable(Cause.SIGNER);
        if (receipt.session() != session || receipt.lane() != lane) return new Judgement.Unusable(Cause.PLACE);
        return fault(receipt, seen, honest, context)
                .<Judgement>map(Judgement.Disputed::new)
                .orElse(ACCEPTED);
    }

    private static Optional<Cause> fault(Receipt receipt, Seen seen, List<Prices> honest, long context) {
        if (!receipt.requestHash().equals(seen.ask().requestHash())) return Optional.of(Cause.REQUEST);
        if (receipt.cost().isZero()) return Optional.empty(); // what costs nothing needs no dispute
        if (flagged(receipt, Receipt.FLAG_FAILED)) return Optional.of(Cause.UNDELIVERED);
        boolean cancelled = seen.cancelUnits() != Seen.NOT_CANCELLED;
        boolean cut = cancelled && (!seen.complete() || flagged(receipt, Receipt.FLAG_ABORTED));
        if (!seen.complete() && !cut) return Optional.of(Cause.UNDELIVERED);
        if (wrongResponse(receipt, seen)) return Optional.of(Cause.RESPONSE);
        var usage = receipt.usage();
        if (usage.input() + usage.cachedInput() > seen.ask().inputBound()) return Optional.of(Cause.INPUT);
        long outputMost = cut ? seen.cancelUnits() : seen.outputBound(context);
        if (usage.output() > outputMost) return Optional.of(Cause.OUTPUT);
        if (!cut && seen.reported().isPresent() && !same(seen.reported().get(), usage)) return Optional.of(Cause.USAGE);
        if (honest.stream().noneMatch(prices -> prices.cost(usage).equals(receipt.cost())))
            return Optional.of(Cause.COST);
        if (receipt.cost().obol() > seen.reservedObol()) return Optional.of(Cause.RESERVE);
        return wrongTimes(receipt, seen) ? Optional.of(Cause.TIMES) : Optional.empty();
    }

    /// Nothing to compare with when we did not read to the end.
    private static boolean wrongResponse(Receipt receipt, Seen seen) {
        return seen.responseHash().isPresent()
                && !receipt.responseHash().equals(seen.responseHash().get());
    }

    /// The answer's JSON counts cached units as input too, and may not name them.
    private static boolean same(Usage reported, Usage billed) {
        return billed.input() + billed.cachedInput() == reported.input() + reported.cachedInput()
                && billed.output() == reported.output()
                && billed.cachedInput() >= reported.cachedInput();
    }

    private static boolean wrongTimes(Receipt receipt, Seen seen) {
        long started = receipt.startedMillis();
        long finished = receipt.finishedMillis();
        if (started > finished) return true;
        boolean spoke = receipt.usage().output() > 0;
        if (spoke && (receipt.firstTokenMillis() < started || receipt.firstTokenMillis() > finished)) return true;
        if (finished - started > seen.endedMillis() - seen.sentMillis() + WAIT_SLACK_MILLIS) return true;
        return started < seen.sentMillis() - SKEW_MILLIS || finished > seen.endedMillis() + SKEW_MILLIS;
    }

    private static boolean flagged(Receipt receipt, int flag) {
        return (receipt.flags() & flag) != 0;
    }
}
