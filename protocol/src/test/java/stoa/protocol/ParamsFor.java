// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import stoa.types.CourtParams;
import stoa.types.Params;

/// Parameters, varied one by one.
final class ParamsFor {
    private int protocolVersion;
    private boolean sandbox;
    private long epochSeconds;
    private long settleWindowSeconds;
    private long checkWindowSeconds;
    private long bucketSeconds;
    private int uncoveredEpochs;
    private int unbondingEpochs;
    private long priceLockSeconds;
    private long demandWindowSeconds;
    private long priceStepSeconds;
    private int seats;
    private int ownerSeats;
    private int burnPercent;
    private int checksPercent;
    private long leastDepositObol;
    private long collateralPerWeightObol;
    private int freeWeightPercent;
    private long bootstrapRate;
    private int dueItemsPerBlock;
    private int maxVouchersPerSettle;
    private int maxHostsPerOwner;
    private int maxWithdrawalsPerHost;
    private int maxChildrenPerDelegation;
    private int maxTxBytes;
    private CourtParams court;

    ParamsFor(Params params) {
        protocolVersion = params.protocolVersion();
        sandbox = params.sandbox();
        epochSeconds = params.epochSeconds();
        settleWindowSeconds = params.settleWindowSeconds();
        checkWindowSeconds = params.checkWindowSeconds();
        bucketSeconds = params.bucketSeconds();
        uncoveredEpochs = params.uncoveredEpochs();
        unbondingEpochs = params.unbondingEpochs();
        priceLockSeconds = params.priceLockSeconds();
        demandWindowSeconds = params.demandWindowSeconds();
        priceStepSeconds = params.priceStepSeconds();
        seats = params.seats();
        ownerSeats = params.ownerSeats();
        burnPercent = params.burnPercent();
        checksPercent = params.checksPercent();
        leastDepositObol = params.leastDepositObol();
        collateralPerWeightObol = params.collateralPerWeightObol();
        freeWeightPercent = params.freeWeightPercent();
        bootstrapRate = params.bootstrapRate();
        dueItemsPerBlock = params.dueItemsPerBlock();
        maxVouchersPerSettle = params.maxVouchersPerSettle();
        maxHostsPerOwner = params.maxHostsPerOwner();
        maxWithdrawalsPerHost = params.maxWithdrawalsPerHost();
        maxChildrenPerDelegation = params.maxChildrenPerDelegation();
        maxTxBytes = params.maxTxBytes();
        court = params.court();
    }

    Params params() {
        return new Params(
                protocolVersion,
                sandbox,
                epochSeconds,
                settleWindowSeconds,
                checkWindowSeconds,
                bucketSeconds,
                uncoveredEpochs,
                unbondingEpochs,
                priceLockSeconds,
                demandWindowSeconds,
                priceStepSeconds,
                seats,
                ownerSeats,
                burnPercent,
                checksPercent,
                leastDepositObol,
                collateralPerWeightObol,
                freeWeightPercent,
                bootstrapRate,
                dueItemsPerBlock,
                maxVouchersPerSettle,
                maxHostsPerOwner,
                maxWithdrawalsPerHost,
                maxChildrenPerDelegation,
                maxTxBytes,
                court);
    }

    ParamsFor court(CourtParams value) {
        court = value;
        return this;
    }

    ParamsFor version(int value) {
        protocolVersion = value;
        return this;
    }

    ParamsFor dueItems(int value) {
        dueItemsPerBlock = value;
        return this;
    }

    ParamsFor maxVouchers(int value) {
        maxVouchersPerSettle = value;
        return this;
    }

    ParamsFor maxHosts(int value) {
        maxHostsPerOwner = value;
        return this;
    }

    ParamsFor maxWithdrawals(int value) {
        maxWithdrawalsPerHost = value;
        return this;
    }

    ParamsFor maxChildren(int value) {
        maxChildrenPerDelegation = value;
        return this;
    }

    ParamsFor bootstrapRate(long value) {
        bootstrapRate = value;
        return this;
    }

    ParamsFor seats(int value) {
        seats = value;
        return this;
    }

    ParamsFor ownerSeats(int value) {
        ownerSeats = value;
        return this;
    }

    ParamsFor priceStep(long value) {
        priceStepSeconds = value;
        return this;
    }

    ParamsFor bucket(long value) {
        bucketSeconds = value;
        return this;
    }

    ParamsFor epoch(long value) {
        epochSeconds = value;
        return this;
    }

    ParamsFor uncoveredEpochs(int value) {
        uncoveredEpochs = value;
        return this;
    }

    ParamsFor collateralPerWeight(long value) {
        collateralPerWeightObol = value;
        return this;
    }
}
