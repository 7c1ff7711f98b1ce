// SPDX-License-Identifier: Apache-2.0
package stoa.types.docs;

import java.util.List;
import java.util.function.ToLongFunction;
import stoa.types.Amount;
import stoa.types.CourtParams;
import stoa.types.Params;

/// One parameter as `docs/generated/params.md` shows it; a test holds rows and [Params] together, ranges too.
///
/// @param least smallest value taken
/// @param most largest value taken
/// @param get 0 or 1 for yes and no
public record ParamRow(String name, String unit, long least, long most, ToLongFunction<Params> get, String text) {
    private static final long DAY = 86_400;

    /// In the order of the record.
    public static final List<ParamRow> ALL = List.of(
            row("protocolVersion", "", 1, Integer.MAX_VALUE, Params::protocolVersion, "which rules are in force"),
            row(
                    "sandbox",
                    "yes 1, no 0",
                    0,
                    1,
                    params -> params.sandbox() ? 1 : 0,
                    "whether gas price 0 and signatures for other chains are taken; local networks only"),
            row("epochSeconds", "s", 10, 31 * DAY, Params::epochSeconds, "length of an epoch"),
            row(
                    "settleWindowSeconds",
                    "s",
                    1,
                    DAY,
                    Params::settleWindowSeconds,
                    "how long hosts may settle after a session closes, and how long a freeze lasts before a move"),
            row(
                    "checkWindowSeconds",
                    "s",
                    1,
                    DAY,
                    Params::checkWindowSeconds,
                    "how long a covered payment stays pending"),
            row("bucketSeconds", "s", 1, DAY, Params::bucketSeconds, "width of one bucket of pending payments"),
            row(
                    "uncoveredEpochs",
                    "epochs",
                    0,
                    100,
                    Params::uncoveredEpochs,
                    "how long a payment above the host's active collateral stays pending"),
            row("unbondingEpochs", "epochs", 0, 1_000, Params::unbondingEpochs, "how long withdrawn collateral waits"),
            row(
                    "priceLockSeconds",
                    "s",
                    1,
                    DAY,
                    Params::priceLockSeconds,
                    "how long a session's prices are those of its opening"),
            row(
                    "demandWindowSeconds",
                    "s",
                    60,
                    3_600,
                    Params::demandWindowSeconds,
                    "span of sales that prices look back on"),
            row("priceStepSeconds", "s", 10, 3_600, Params::priceStepSeconds, "how often a price may step"),
            row("seats", "seats", 1, 64, Params::seats, "seats of a session"),
            row(
                    "ownerSeats",
                    "seats",
                    1,
                    64,
                    Params::ownerSeats,
                    "an owner has at most max(this, ceil(seats / owners)) of a session's seats; never above `seats`"),
            row("burnPercent", "%", 0, 50, Params::burnPercent, "part of each payment that is burned"),
            row("checksPercent", "%", 0, 50, Params::checksPercent, "part of each payment that pays for checks"),
            row(
                    "leastDepositObol",
                    "obol",
                    1,
                    Amount.CAP_OBOL,
                    Params::leastDepositObol,
                    "smallest deposit of a session"),
            row(
                    "collateralPerWeightObol",
                    "obol",
                    1,
                    Amount.CAP_OBOL,
                    Params::collateralPerWeightObol,
                    "collateral that backs one unit of weight"),
            row(
                    "freeWeightPercent",
                    "%",
                    0,
                    100,
                    Params::freeWeightPercent,
                    "part of the weight that needs no collateral; it earns emission only"),
            row(
                    "bootstrapRate",
                    "units/s",
                    0,
                    1L << 40,
                    Params::bootstrapRate,
                    "granted on each model to a host that has proven none; 0 on a real network"),
            row("dueItemsPerBlock", "items", 1, 1_000_000, Params::dueItemsPerBlock, "due work one block does at most"),
            row(
                    "maxVouchersPerSettle",
                    "items",
                    1,
                    10_000,
                    Params::maxVouchersPerSettle,
                    "vouchers, or receipts, of one transaction"),
            row("maxHostsPerOwner", "hosts", 1, 10_000, Params::maxHostsPerOwner, "live hosts of one owner"),
            row(
                    "maxWithdrawalsPerHost",
                    "withdrawals",
                    1,
                    1_000,
                    Params::maxWithdrawalsPerHost,
                    "withdrawals of one host that may wait at once"),
            row(
                    "maxChildrenPerDelegation",
                    "delegations",
                    1,
                    100_000,
                    Params::maxChildrenPerDelegation,
                    "live delegations passed on from one"),
            row("maxTxBytes", "bytes", 1_024, 16 << 20, Params::maxTxBytes, "size of a transaction"));

    /// Those of [Params#court], in the order of its record.
    public static final List<ParamRow> COURT = List.of(
            court("executeSeconds", "s", 1, DAY, CourtParams::executeSeconds, "a contract's leader, then its voters"),
            court("voteSeconds", "s", 1, DAY, CourtParams::voteSeconds, "voters of the other kinds of cases"),
            court("revealSeconds", "s", 1, DAY, CourtParams::revealSeconds, "for all reveals of a round"),
            court("appealSeconds", "s", 1, 31 * DAY, CourtParams::appealSeconds, "a decision may be appealed so long"),
            court(
                    "appealShrinkPercent",
                    "%",
                    0,
                    90,
                    CourtParams::appealShrinkPercent,
                    "how much shorter that gets with each appeal that failed"),
            court("mostAppeals", "appeals", 0, 30, CourtParams::mostAppeals, "of one case"),
            court("panelMost", "seats", 5, 2_000, CourtParams::panelMost, "seats of one panel"),
            court("alternates", "hosts", 0, 100, CourtParams::alternates, "drawn beside a panel"),
            court(
                    "idlePpm",
                    "ppm",
                    0,
                    1_000_000,
                    CourtParams::idlePpm,
                    "of its collateral a voter loses for a vote it owes"),
            court(
                    "violationPpm",
                    "ppm",
                    0,
                    1_000_000,
                    CourtParams::violationPpm,
                    "of its collateral a voter loses for a deterministic result that is nobody else's"),
            court("leaderViolationPpm", "ppm", 0, 1_000_000, CourtParams::leaderViolationPpm, "the same for a leader"),
            court("trapBits", "bits", 1, 32, CourtParams::trapBits, "one round in 2^this is a trap"),
            court(
                    "trapFactor",
                    "fees",
                    0,
                    1_000_000,
                    CourtParams::trapFactor,
                    "what agreeing with a trap costs, in votes' fees"),
            court(
                    "leastStakeObol",
                    "obol",
                    1,
                    Amount.CAP_OBOL,
                    CourtParams::leastStakeObol,
                    "collateral of whoever sits"),
            court(
                    "collateralVotes",
                    "yes 1, no 0",
                    0,
                    1,
                    court -> court.collateralVotes() ? 1 : 0,
                    "whether collateral alone gives power on the bench; local networks only"),
            court(
                    "maxOutcomeBytes",
                    "bytes",
                    1_024,
                    16 << 20,
                    CourtParams::maxOutcomeBytes,
                    "size of what a leader posts"),
            court("maxQueue", "transactions", 1, 1_000_000, CourtParams::maxQueue, "that wait for one contract"));

    private static ParamRow court(
            String name, String unit, long least, long most, ToLongFunction<CourtParams> get, String text) {
        return new ParamRow("court." + name, unit, least, most, params -> get.applyAsLong(params.court()), text);
    }

    private static ParamRow row(
            String name, String unit, long least, long most, ToLongFunction<Params> get, String text) {
        return new ParamRow(name, unit, least, most, get, text);
    }
}
