// SPDX-License-Identifier: Apache-2.0
package stoa.types.state;

import stoa.types.CourtParams;
import stoa.types.Params;
import stoa.types.codec.Corrupt;
import stoa.types.codec.Reader;
import stoa.types.codec.Writer;

/// The parameters: fields in the order of their record.
public final class ParamsCodec {
    public static final Codec<Params> PARAMS = new Codec<>(ParamsCodec::write, ParamsCodec::read);

    private ParamsCodec() {}

    private static void write(Writer out, Params params) {
        out.u32(params.protocolVersion())
                .bool(params.sandbox())
                .u63(params.epochSeconds())
                .u63(params.settleWindowSeconds())
                .u63(params.checkWindowSeconds())
                .u63(params.bucketSeconds())
                .u32(params.uncoveredEpochs())
                .u32(params.unbondingEpochs())
                .u63(params.priceLockSeconds())
                .u63(params.demandWindowSeconds())
                .u63(params.priceStepSeconds())
                .u32(params.seats())
                .u32(params.ownerSeats())
                .u32(params.burnPercent())
                .u32(params.checksPercent())
                .u63(params.leastDepositObol())
                .u63(params.collateralPerWeightObol())
                .u32(params.freeWeightPercent())
                .u63(params.bootstrapRate())
                .u32(params.dueItemsPerBlock())
                .u32(params.maxVouchersPerSettle())
                .u32(params.maxHostsPerOwner())
                .u32(params.maxWithdrawalsPerHost())
                .u32(params.maxChildrenPerDelegation())
                .u32(params.maxTxBytes());
        court(out, params.court());
    }

    private static Params read(Reader in) {
        try {
            return new Params(
                    Fields.count(in),
                    in.bool(),
                    in.u63(),
                    in.u63(),
                    in.u63(),
                    in.u63(),
                    Fields.count(in),
                    Fields.count(in),
                    in.u63(),
                    in.u63(),
                    in.u63(),
                    Fields.count(in),
                    Fields.count(in),
                    Fields.count(in),
                    Fields.count(in),
                    in.u63(),
                    in.u63(),
                    Fields.count(in),
                    in.u63(),
                    Fields.count(in),
                    Fields.count(in),
                    Fields.count(in),
                    Fields.count(in),
                    Fields.count(in),
                    Fields.count(in),
                    court(in));
        } catch (IllegalArgumentException outOfRange) {
            throw new Corrupt(String.valueOf(outOfRange.getMessage()));
        }
    }

    private static void court(Writer out, CourtParams court) {
        out.u63(court.executeSeconds())
                .u63(court.voteSeconds())
                .u63(court.revealSeconds())
                .u63(court.appealSeconds())
                .u32(court.appealShrinkPercent())
                .u32(court.mostAppeals())
                .u32(court.panelMost())
                .u32(court.alternates())
                .u32(court.idlePpm())
                .u32(court.violationPpm())
                .u32(court.leaderViolationPpm())
                .u32(court.trapBits())
                .u32(court.trapFactor())
                .u63(court.leastStakeObol())
                .bool(court.collateralVotes())
                .u32(court.maxOutcomeBytes())
                .u32(court.maxQueue());
    }

    private static CourtParams court(Reader in) {
        return new CourtParams(
                in.u63(),
                in.u63(),
                in.u63(),
                in.u63(),
                Fields.count(in),
                Fields.count(in),
                Fields.count(in),
                Fields.count(in),
                Fields.count(in),
                Fields.count(in),
                Fields.count(in),
                Fields.count(in),
                Fields.count(in),
                in.u63(),
                in.bool(),
                Fields.count(in),
                Fields.count(in));
    }
}
