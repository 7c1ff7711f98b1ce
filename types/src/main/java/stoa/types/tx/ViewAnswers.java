// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Blob;
import stoa.types.Bytes;
import stoa.types.CourtParams;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.codec.AbiType;
import stoa.types.state.AbiFields;
import stoa.types.state.Case;
import stoa.types.state.Chance;
import stoa.types.state.Contract;
import stoa.types.state.ContractCall;
import stoa.types.state.Delegation;
import stoa.types.state.Epoch;
import stoa.types.state.Host;
import stoa.types.state.Lane;
import stoa.types.state.Model;
import stoa.types.state.Round;
import stoa.types.state.Seat;
import stoa.types.state.Session;
import stoa.types.state.Sitter;
import stoa.types.state.Standing;
import stoa.types.state.Totals;

/// What views answer, as ABI bytes. What does not exist answers as zeros, as a Solidity mapping would.
public final class ViewAnswers {
    private ViewAnswers() {}

    public static byte[] delegation(Optional<Delegation> found) {
        return struct(
                ViewFunction.DELEGATION,
                found.map(delegation -> List.<Object>of(
                        delegation.owner(),
                        delegation.granter(),
                        delegation.parent(),
                        AbiFields.of(delegation.terms()),
                        delegation.period(),
                        delegation.spentInPeriod().obol(),
                        delegation.spent().obol(),
                        delegation.children(),
                        delegation.revoked())));
    }

    public static byte[] model(Optional<Model> found) {
        return struct(
                ViewFunction.MODEL,
                found.map(model -> List.<Object>of(
                        AbiFields.of(model.prices()),
                        AbiFields.of(model.hourAnchor()),
                        model.anchorSeconds(),
                        model.context(),
                        model.coefficient(),
                        model.engineClasses(),
                        model.retired())));
    }

    public static byte[] models(List<ModelId> models) {
        return ViewFunction.MODELS.function().encodeResult(List.of(AbiFields.names(models)));
    }

    public static byte[] host(Optional<Host> found) {
        return struct(
                ViewFunction.HOST,
                found.map(host -> List.<Object>of(
                        host.owner(),
                        host.endpoint(),
                        AbiFields.names(host.models()),
                        host.collateral().obol(),
                        host.pending().obol(),
                        host.withdrawals(),
                        host.retired())));
    }

    public static byte[] standing(Optional<Standing> found) {
        return struct(
                ViewFunction.STANDING,
                found.map(standing -> List.<Object>of(standing.provenRate(), standing.weight(), standing.backed())));
    }

    public static byte[] session(Optional<Session> found) {
        return struct(
                ViewFunction.SESSION,
                found.map(session -> List.<Object>of(
                        session.payer(),
                        session.delegation(),
                        session.period(),
                        session.model().name(),
                        session.sessionKey(),
                        session.refundTo(),
                        session.deposit().obol(),
                        session.settled().obol(),
                        AbiFields.of(session.locked()),
                        AbiFields.of(session.maxima()),
                        session.openedHeight(),
                        session.openedSeconds(),
                        session.lockedUntilSeconds(),
                        session.closesSeconds(),
                        session.lanes(),
                        session.phase().ordinal())));
    }

    public static byte[] lane(Optional<Lane> found) {
        return struct(
                ViewFunction.LANE,
                found.map(lane -> List.<Object>of(
                        lane.host(),
                        lane.seats(),
                        lane.allowance().obol(),
                        lane.count(),
                        lane.earned().obol(),
                        lane.ceiling().obol(),
                        lane.posted().obol(),
                        lane.postedCount(),
                        lane.released().obol(),
                        lane.settledSeconds(),
                        lane.frozenSeconds())));
    }

    public static byte[] epoch(Epoch epoch) {
        return struct(
                ViewFunction.EPOCH,
                Optional.of(List.<Object>of(epoch.index(), epoch.startSeconds(), epoch.endSeconds())));
    }

    public static byte[] totals(Totals totals) {
        return struct(
                ViewFunction.TOTALS,
                Optional.of(List.<Object>of(
                        totals.balances().toWei(),
                        totals.deposits().obol(),
                        totals.pending().obol(),
                        totals.collateral().obol(),
                        totals.checks().obol(),
                        totals.treasury().obol(),
                        totals.supply().obol(),
                        totals.burned().obol())));
    }

    public static byte[] params(Params params) {
        return struct(
                ViewFunction.PARAMS,
                Optional.of(List.<Object>of(
                        params.protocolVersion(),
                        params.sandbox(),
                        params.epochSeconds(),
                        params.settleWindowSeconds(),
                        params.checkWindowSeconds(),
                        params.bucketSeconds(),
                        params.uncoveredEpochs(),
                        params.unbondingEpochs(),
                        params.priceLockSeconds(),
                        params.demandWindowSeconds(),
                        params.priceStepSeconds(),
                        params.seats(),
                        params.ownerSeats(),
                        params.burnPercent(),
                        params.checksPercent(),
                        params.leastDepositObol(),
                        params.collateralPerWeightObol(),
                        params.freeWeightPercent(),
                        params.bootstrapRate(),
                        params.dueItemsPerBlock(),
                        params.maxVouchersPerSettle(),
                        params.maxHostsPerOwner(),
                        params.maxWithdrawalsPerHost(),
                        params.maxChildrenPerDelegation(),
                        params.maxTxBytes())));
    }

    public static byte[] seed(Chance chance) {
        return ViewFunction.SEED.function().encodeResult(List.of(chance.height(), chance.seed()));
    }

    // ── court ──

    public static byte[] caseOf(Optional<Case> found) {
        return struct(
                ViewFunction.CASE_OF,
                found.map(at -> List.<Object>of(
                        at.kind().ordinal(),
                        at.phase().ordinal(),
                        at.subject(),
                        at.opener(),
                        at.held().obol(),
                        at.leaderFee().obol(),
                        at.validatorFee().obol(),
                        at.place(),
                        at.rotations(),
                        at.rotationsLeft(),
                        at.prepaid(),
                        at.appeals(),
                        at.failedAppeals(),
                        at.standing().ordinal(),
                        at.rounds(),
                        at.drawHeight(),
                        at.dueSeconds(),
                        at.decidedSeconds(),
                        at.pausedSeconds(),
                        at.appealedSeconds())));
    }

    public static byte[] roundOf(Optional<Round> found) {
        return struct(
                ViewFunction.ROUND_OF,
                found.map(round -> List.<Object>of(
                        round.kind().ordinal(),
                        round.place(),
                        round.led(),
                        round.result().ordinal(),
                        round.rotated(),
                        round.appellant(),
                        round.bond().obol(),
                        round.height(),
                        round.seed(),
                        round.seats(),
                        round.alternates(),
                        round.committed(),
                        round.revealed(),
                        round.outcome(),
                        round.leaf(),
                        round.link())));
    }

    public static byte[] seatOf(Optional<Seat> found) {
        return struct(
                ViewFunction.SEAT_OF,
                found.map(seat -> List.<Object>of(
                        seat.host(), seat.commitment(), seat.vote().ordinal(), seat.result(), seat.evidence())));
    }

    public static byte[] sitterOf(Optional<Sitter> found) {
        return struct(
                ViewFunction.SITTER_OF,
                found.map(sitter -> List.<Object>of(sitter.root(), sitter.used(), sitter.seats(), sitter.leaving())));
    }

    public static byte[] appealPrice(Amount bond, Amount extra) {
        return ViewFunction.APPEAL_PRICE.function().encodeResult(List.of(bond.obol(), extra.obol()));
    }

    public static byte[] courtParams(CourtParams court) {
        return struct(
                ViewFunction.COURT_PARAMS,
                Optional.of(List.<Object>of(
                        court.executeSeconds(),
                        court.voteSeconds(),
                        court.revealSeconds(),
                        court.appealSeconds(),
                        court.appealShrinkPercent(),
                        court.mostAppeals(),
                        court.panelMost(),
                        court.alternates(),
                        court.idlePpm(),
                        court.violationPpm(),
                        court.leaderViolationPpm(),
                        court.trapBits(),
                        court.trapFactor(),
                        court.leastStakeObol(),
                        court.collateralVotes(),
                        court.maxOutcomeBytes(),
                        court.maxQueue())));
    }

    // ── contracts ──

    public static byte[] contractOf(Optional<Contract> found) {
        return struct(
                ViewFunction.CONTRACT_OF,
                found.map(contract -> List.<Object>of(
                        contract.deployer(), contract.next(), contract.turn(), contract.busy(), contract.waiting())));
    }

    public static byte[] caseOfTransaction(Optional<Long> found) {
        return ViewFunction.CASE_OF_TRANSACTION.function().encodeResult(List.of(found.orElse(0L)));
    }

    public static byte[] callOf(Optional<ContractCall> found) {
        return struct(
                ViewFunction.CALL_OF,
                found.map(call -> List.<Object>of(
                        call.tx(),
                        call.deploys(),
                        call.contract(),
                        call.sender(),
                        call.origin(),
                        call.place(),
                        call.value().toWei(),
                        call.credited(),
                        call.accepted(),
                        call.free())));
    }

    public static byte[] outcomeOf(Optional<Blob> found) {
        return ViewFunction.OUTCOME_OF
                .function()
                .encodeResult(List.of(found.orElse(Blob.EMPTY).bytes()));
    }

    public static byte[] storagePage(Optional<Blob> found) {
        return ViewFunction.STORAGE_PAGE
                .function()
                .encodeResult(List.of(found.orElse(Blob.EMPTY).bytes()));
    }

    private static byte[] struct(ViewFunction view, Optional<List<Object>> values) {
        var type = view.function().outputs().getFirst().type();
        return view.function().encodeResult(List.of(values.isPresent() ? values.get() : zero(type)));
    }

    private static Object zero(AbiType type) {
        return switch (type) {
            case AbiType.Uint _, AbiType.Int _ -> 0L;
            case AbiType.Addr _ -> Address.ZERO;
            case AbiType.Bool _ -> false;
            case AbiType.FixedBytes(int size) -> size == Hash.BYTES ? Hash.ZERO : new byte[size];
            case AbiType.ByteString _ -> Bytes.EMPTY;
            case AbiType.Text _ -> "";
            case AbiType.Array _ -> List.<Object>of();
            case AbiType.FixedArray(var element, int length) -> Collections.nCopies(length, zero(element));
            case AbiType.Tuple(var fields) -> {
                var zeros = new ArrayList<Object>(fields.size());
                for (var field : fields) zeros.add(zero(field.type()));
                yield zeros;
            }
        };
    }
}
