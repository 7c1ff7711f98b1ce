// SPDX-License-Identifier: Apache-2.0
package stoa.types;

/// The network's parameters; every period is seconds. Defaults of `mainnet()` are for a real network, `local()`
/// shortens times only (protocol.md §12) and grants newcomers a weight, for there is no proof of compute to earn one.
///
/// @param sandbox whether gas price 0 is taken and then charges nothing, and test verbs exist; local networks only
/// @param bucketSeconds width of one bucket of pending payments
/// @param uncoveredEpochs how long a payment above the host's active collateral stays pending
/// @param priceStepSeconds how often a price may step
/// @param ownerSeats an owner's seats are at most max(this, ceil(seats / owners))
/// @param collateralPerWeightObol collateral that backs one unit of weight
/// @param freeWeightPercent part of the weight that needs no collateral; it earns emission only
/// @param bootstrapRate proven units per second granted on each model to a host that has not proven any; 0 on a real
/// network
/// @param dueItemsPerBlock items of due work one block does at most
/// @param court of cases and panels
public record Params(
        int protocolVersion,
        boolean sandbox,
        long epochSeconds,
        long settleWindowSeconds,
        long checkWindowSeconds,
        long bucketSeconds,
        int uncoveredEpochs,
        int unbondingEpochs,
        long priceLockSeconds,
        long demandWindowSeconds,
        long priceStepSeconds,
        int seats,
        int ownerSeats,
        int burnPercent,
        int checksPercent,
        long leastDepositObol,
        long collateralPerWeightObol,
        int freeWeightPercent,
        long bootstrapRate,
        int dueItemsPerBlock,
        int maxVouchersPerSettle,
        int maxHostsPerOwner,
        int maxWithdrawalsPerHost,
        int maxChildrenPerDelegation,
        int maxTxBytes,
        CourtParams court) {

    public Params {
        require(protocolVersion >= 1, "protocolVersion is at least 1");
        within(epochSeconds, 10, 31 * 86_400L, "epochSeconds");
        within(settleWindowSeconds, 1, 86_400, "settleWindowSeconds");
        within(checkWindowSeconds, 1, 86_400, "checkWindowSeconds");
        within(bucketSeconds, 1, 86_400, "bucketSeconds");
        within(uncoveredEpochs, 0, 100, "uncoveredEpochs");
        within(unbondingEpochs, 0, 1_000, "unbondingEpochs");
        within(priceLockSeconds, 1, 86_400, "priceLockSeconds");
        within(demandWindowSeconds, 60, 3_600, "demandWindowSeconds");
        within(priceStepSeconds, 10, 3_600, "priceStepSeconds");
        within(seats, 1, 64, "seats");
        within(ownerSeats, 1, seats, "ownerSeats");
        within(burnPercent, 0, 50, "burnPercent");
        within(checksPercent, 0, 50, "checksPercent");
        within(leastDepositObol, 1, Amount.CAP_OBOL, "leastDepositObol");
        within(collateralPerWeightObol, 1, Amount.CAP_OBOL, "collateralPerWeightObol");
        within(freeWeightPercent, 0, 100, "freeWeightPercent");
        within(bootstrapRate, 0, 1L << 40, "bootstrapRate");
        within(dueItemsPerBlock, 1, 1_000_000, "dueItemsPerBlock");
        within(maxVouchersPerSettle, 1, 10_000, "maxVouchersPerSettle");
        within(maxHostsPerOwner, 1, 10_000, "maxHostsPerOwner");
        within(maxWithdrawalsPerHost, 1, 1_000, "maxWithdrawalsPerHost");
        within(maxChildrenPerDelegation, 1, 100_000, "maxChildrenPerDelegation");
        within(maxTxBytes, 1_024, 16 << 20, "maxTxBytes");
    }

    public static Params mainnet() {
        return new Params(
                1,
                false,
                86_400,
                1_800,
                900,
                3_600,
                4,
                7,
                3_600,
                300,
                60,
                16,
                4,
                3,
                2,
                1_000_000,
                1_000_000_000,
                20,
                0,
                2_000,
                1_000,
                256,
                64,
                10_000,
                1 << 20,
                CourtParams.mainnet());
    }

    public static Params local() {
        return new Params(
                1,
                true,
                60,
                10,
                10,
                10,
                4,
                7,
                3_600,
                300,
                60,
                16,
                4,
                3,
                2,
                1_000_000,
                1_000_000_000,
                20,
                1_000,
                2_000,
                1_000,
                256,
                64,
                10_000,
                1 << 20,
                CourtParams.local());
    }

    private static void within(long value, long least, long most, String name) {
        require(value >= least && value <= most, name + " is between " + least + " and " + most + ", not " + value);
    }

    private static void require(boolean holds, String what) {
        if (!holds) throw new IllegalArgumentException(what);
    }
}
