// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import stoa.types.Capability;
import stoa.types.codec.AbiFunction;
import stoa.types.state.AbiFields;

/// One row per view: where it lives, how Solidity spells it, and what it answers. `spec/abi` and
/// `docs/generated/views.md` are printed from here. A struct's fields are those of the state record of the same name.
public enum ViewFunction {
    DELEGATION(
            Capability.DELEGATIONS,
            "delegation(uint64 delegation) view returns ((address owner,address granter,uint64 parent,"
                    + AbiFields.TERMS + " terms,uint64 period,uint64 spentInPeriod,uint64 spent,uint32 children,"
                    + "bool revoked) found)",
            "A delegation, what was spent under it, and whether it was revoked."),
    MODEL(
            Capability.MODELS,
            "model(string model) view returns ((" + AbiFields.PRICES + " prices," + AbiFields.PRICES
                    + " hourAnchor,uint64 anchorSeconds,uint64 context,uint64 coefficient,string[] engineClasses,"
                    + "bool retired) found)",
            "A model and its prices now."),
    MODELS(
            Capability.MODELS,
            "models() view returns (string[] models)",
            "The names of all models, retired ones too, in order."),
    HOST(
            Capability.HOSTS,
            "host(address host) view returns ((address owner,string endpoint,string[] models,uint64 collateral,"
                    + "uint64 pending,uint32 withdrawals,bool retired) found)",
            "A host: its owner, where it is reached, its collateral."),
    STANDING(
            Capability.HOSTS,
            "standing(string model,address host) view returns ((uint64 provenRate,uint64 weight,uint64 backed)"
                    + " found)",
            "A host's standing on a model in this epoch."),
    SESSION(
            Capability.SESSIONS,
            "session(uint64 session) view returns ((address payer,uint64 delegation,uint64 period,string model,"
                    + "address sessionKey,address refundTo,uint64 deposit,uint64 settled," + AbiFields.PRICES
                    + " locked," + AbiFields.PRICES + " maxima,uint64 openedHeight,uint64 openedSeconds,"
                    + "uint64 lockedUntilSeconds,uint64 closesSeconds,uint8 lanes,uint8 phase) found)",
            "A session; its lanes are numbered from 0 to `lanes` − 1."),
    LANE(
            Capability.SESSIONS,
            "lane(uint64 session,uint8 lane) view returns ((address host,uint8 seats,uint64 allowance,uint64 count,"
                    + "uint64 earned,uint64 ceiling,uint64 posted,uint64 postedCount,uint64 released,"
                    + "uint64 settledSeconds,uint64 frozenSeconds) found)",
            "One host's seats in a session, and what it has settled."),
    EPOCH(
            Capability.EPOCHS,
            "epoch() view returns ((uint64 index,uint64 startSeconds,uint64 endSeconds) epoch)",
            "The epoch that runs."),
    TOTALS(
            Capability.EPOCHS,
            "totals() view returns ((uint256 balances,uint64 deposits,uint64 pending,uint64 collateral,uint64 checks,"
                    + "uint64 treasury,uint64 supply,uint64 burned) totals)",
            "The books; `balances` in wei, the others in obol."),
    PARAMS(
            Capability.EPOCHS,
            "params() view returns ((uint32 protocolVersion,bool sandbox,uint64 epochSeconds,"
                    + "uint64 settleWindowSeconds,uint64 checkWindowSeconds,uint64 bucketSeconds,"
                    + "uint32 uncoveredEpochs,uint32 unbondingEpochs,uint64 priceLockSeconds,"
                    + "uint64 demandWindowSeconds,uint64 priceStepSeconds,uint32 seats,uint32 ownerSeats,"
                    + "uint32 burnPercent,uint32 checksPercent,uint64 leastDepositObol,"
                    + "uint64 collateralPerWeightObol,uint32 freeWeightPercent,uint64 bootstrapRate,"
                    + "uint32 dueItemsPerBlock,uint32 maxVouchersPerSettle,uint32 maxHostsPerOwner,"
                    + "uint32 maxWithdrawalsPerHost,uint32 maxChildrenPerDelegation,uint32 maxTxBytes) params)",
            "The network's parameters (`params.md`)."),
    SEED(
            Capability.EPOCHS,
            "seed() view returns (uint64 height,bytes32 seed)",
            "The newest seed and the block that brought it."),
    CASE_OF(
            Capability.COURT,
            "caseOf(uint64 caseId) view returns ((uint8 kind,uint8 phase,bytes32 subject,address opener,uint64 held,"
                    + "uint64 leaderFee,uint64 validatorFee,uint8 place,uint8 rotations,uint8 rotationsLeft,"
                    + "uint8 prepaid,uint8 appeals,uint8 failedAppeals,uint8 standing,uint32 rounds,"
                    + "uint64 drawHeight,uint64 dueSeconds,uint64 decidedSeconds,uint64 pausedSeconds,"
                    + "uint64 appealedSeconds) found)",
            "A case that is not closed; its rounds are numbered from 0 to `rounds` − 1."),
    ROUND_OF(
            Capability.COURT,
            "roundOf(uint64 caseId,uint32 round) view returns ((uint8 kind,uint8 place,bool led,uint8 result,"
                    + "bool rotated,address appellant,uint64 bond,uint64 height,bytes32 seed,uint16 seats,"
                    + "address[] alternates,uint16 committed,uint16 revealed,bytes32 outcome,uint32 leaf,"
                    + "bytes32 link) found)",
            "A round of a case that is not closed."),
    SEAT_OF(
            Capability.COURT,
            "seatOf(uint64 caseId,uint32 round,uint16 seat) view returns ((address host,bytes32 commitment,uint8 vote,"
                    + "bytes32 result,bytes32 evidence) found)",
            "One vote of a round, as far as it is known."),
    SITTER_OF(
            Capability.COURT,
            "sitterOf(address host) view returns ((bytes32 root,uint32 used,uint32 seats,bool leaving)" + " found)",
            "A host on the bench, and how many seats of open cases it has."),
    APPEAL_PRICE(
            Capability.COURT,
            "appealPrice(uint64 caseId) view returns (uint64 bond,uint64 extra)",
            "What an appeal of the case takes now: the bond, and what was not paid for in advance."),
    COURT_PARAMS(
            Capability.COURT,
            "courtParams() view returns ((uint64 executeSeconds,uint64 voteSeconds,uint64 revealSeconds,"
                    + "uint64 appealSeconds,uint32 appealShrinkPercent,uint32 mostAppeals,uint32 panelMost,"
                    + "uint32 alternates,uint32 idlePpm,uint32 violationPpm,uint32 leaderViolationPpm,"
                    + "uint32 trapBits,uint32 trapFactor,uint64 leastStakeObol,bool collateralVotes,"
                    + "uint32 maxOutcomeBytes,uint32 maxQueue) params)",
            "The court's parameters (`params.md`)."),
    CONTRACT_OF(
            Capability.CONTRACTS,
            "contractOf(address target) view returns ((address deployer,uint64 next,uint64 turn,bool busy,"
                    + "uint32 waiting) found)",
            "A contract's queue: the next place, the place whose turn is next, and how many are not final."),
    CASE_OF_TRANSACTION(
            Capability.CONTRACTS,
            "caseOfTransaction(bytes32 txId) view returns (uint64 caseId)",
            "The case of a transaction that is not closed; 0 for none."),
    CALL_OF(
            Capability.CONTRACTS,
            "callOf(uint64 caseId) view returns ((bytes32 txId,bool deploys,address target,address sender,"
                    + "address origin,uint64 place,uint256 value,bool credited,bool accepted,bool free) found)",
            "A contract's transaction that is not closed; `value` in wei."),
    OUTCOME_OF(
            Capability.CONTRACTS,
            "outcomeOf(uint64 caseId) view returns (bytes outcome)",
            "The outcome posted last for a case that is not closed (`spec/contracts.md`)."),
    STORAGE_PAGE(
            Capability.CONTRACTS,
            "storagePage(address target,bool finalized,bytes32 slot,uint64 page) view returns (bytes page)",
            "At most 256 bytes of a slot from offset 256 × `page`; what is missing is zeros.");

    private final Capability capability;
    private final String declaration;
    private final AbiFunction function;
    private final String text;

    ViewFunction(Capability capability, String declaration, String text) {
        this.capability = capability;
        this.declaration = declaration;
        this.function = AbiFunction.parse(declaration);
        this.text = text;
    }

    public Capability capability() {
        return capability;
    }

    /// As Solidity declares it, with names.
    public String declaration() {
        return declaration;
    }

    public AbiFunction function() {
        return function;
    }

    /// What it answers.
    public String text() {
        return text;
    }
}
