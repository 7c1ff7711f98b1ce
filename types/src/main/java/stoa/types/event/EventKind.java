// SPDX-License-Identifier: Apache-2.0
package stoa.types.event;

import stoa.types.Capability;
import stoa.types.codec.AbiEvent;
import stoa.types.state.AbiFields;

/// One row per event: who emits it and how Solidity spells it. `spec/abi` and `docs/generated/events.md` are printed
/// from here. Names and types are wire format: what is published is never changed.
public enum EventKind {
    CHARGED(
            Capability.ACCOUNTS,
            "Charged(address indexed sender,uint64 nonce,uint64 fee)",
            "A transaction's fee was burned and its nonce used, whether the verb was accepted or refused."),
    TRANSFERRED(
            Capability.ACCOUNTS,
            "Transferred(address indexed from,address indexed to,uint256 amount)",
            "Coin moved between accounts; `amount` in wei."),

    DELEGATED(
            Capability.DELEGATIONS,
            "Delegated(uint64 indexed delegation,address indexed owner,address indexed delegate,address granter,"
                    + "uint64 parent," + AbiFields.TERMS + " terms)",
            "A delegation was granted, or passed on when `parent` is not 0."),
    REVOKED(
            Capability.DELEGATIONS,
            "Revoked(uint64 indexed delegation,address indexed by)",
            "A delegation ended; one event for it and each below it."),
    ACTED(
            Capability.DELEGATIONS,
            "Acted(uint64 indexed delegation,address indexed owner,address indexed delegate,address capability)",
            "The transaction's other events were caused under this delegation: the audit trail."),
    DELEGATION_SPENT(
            Capability.DELEGATIONS,
            "DelegationSpent(uint64 indexed delegation,uint64 period,uint64 amount)",
            "Money was locked under a delegation; one event for it and each above it."),
    DELEGATION_RETURNED(
            Capability.DELEGATIONS,
            "DelegationReturned(uint64 indexed delegation,uint64 period,uint64 amount)",
            "Locked money came back to the period it was spent in."),

    MODEL_ADDED(
            Capability.MODELS,
            "ModelAdded(string model," + AbiFields.PRICES
                    + " prices,uint64 context,uint64 coefficient,string[] engineClasses)",
            "A model can be served from now on."),
    MODEL_RETIRED(Capability.MODELS, "ModelRetired(string model)", "A model takes no new sessions."),
    PRICE_STEPPED(
            Capability.MODELS,
            "PriceStepped(string model," + AbiFields.PRICES
                    + " prices,uint64 utilisationPpm,bool newHour,uint64 nextSeconds)",
            "A model's prices after a step; `utilisationPpm` is used over proven capacity, parts per million."),

    HOST_REGISTERED(
            Capability.HOSTS,
            "HostRegistered(address indexed host,address indexed owner,string endpoint,string[] models)",
            "A host joined."),
    HOST_UPDATED(
            Capability.HOSTS,
            "HostUpdated(address indexed host,string endpoint,string[] models)",
            "A host moved or serves other models."),
    HOST_RETIRED(Capability.HOSTS, "HostRetired(address indexed host)", "A host takes no new lanes."),
    COLLATERAL_DEPOSITED(
            Capability.HOSTS,
            "CollateralDeposited(address indexed host,address indexed from,uint64 amount)",
            "A host's collateral grew."),
    COLLATERAL_UNBONDING(
            Capability.HOSTS,
            "CollateralUnbonding(address indexed host,uint64 number,uint64 amount,uint64 dueSeconds)",
            "Collateral stopped counting and returns when due."),
    COLLATERAL_RETURNED(
            Capability.HOSTS,
            "CollateralReturned(address indexed host,uint64 number,address indexed owner,uint64 amount,"
                    + "uint64 dueSeconds)",
            "Unbonded collateral went to the owner."),
    STANDING_SET(
            Capability.HOSTS,
            "StandingSet(string model,address indexed host,uint64 provenRate,uint64 weight,uint64 backed)",
            "A host's standing on a model for the epoch."),

    SESSION_OPENED(
            Capability.SESSIONS,
            "SessionOpened(uint64 indexed session,address indexed payer,string model,uint64 deposit,"
                    + AbiFields.PRICES + " locked," + AbiFields.PRICES + " maxima,uint64 expiresSeconds,"
                    + "address indexed sessionKey,address refundTo,uint64 delegation,uint64 period)",
            "A session was paid in; its seats are drawn later."),
    SEATS_DRAWN(
            Capability.SESSIONS,
            "SeatsDrawn(uint64 indexed session,bytes32 seed,address[] hosts,uint8[] seats,uint64[] allowances)",
            "The session's seats were drawn; lane i belongs to hosts[i]."),
    TOPPED_UP(
            Capability.SESSIONS,
            "ToppedUp(uint64 indexed session,uint8 lane,address indexed payer,uint64 amount,uint64 delegation,"
                    + "uint64 period)",
            "A lane's allowance grew."),
    LANE_FROZEN(
            Capability.SESSIONS,
            "LaneFrozen(uint64 indexed session,uint8 lane,address indexed host)",
            "A lane takes no new ceilings."),
    ALLOWANCE_MOVED(
            Capability.SESSIONS,
            "AllowanceMoved(uint64 indexed session,uint8 from,uint8 to,uint64 amount,bool released)",
            "Allowance moved to another lane, with the from-host's release or after a freeze."),
    LANE_SETTLED(
            Capability.SESSIONS,
            "LaneSettled(uint64 indexed session,uint8 lane,address indexed host,uint64 count,uint64 earned,"
                    + "uint64 ceiling,uint64 paid,uint64 covered,uint64 bucket,uint64 coveredDueSeconds,"
                    + "uint64 uncoveredDueSeconds,uint64 units)",
            "A voucher was settled: `paid` is the growth of `earned`, of which `covered` waits the check window and"
                    + " the rest longer."),
    VOUCHER_REFUSED(
            Capability.SESSIONS,
            "VoucherRefused(uint64 indexed session,uint8 lane,uint16 reason)",
            "One voucher of a settlement was refused; the others stand."),
    RECEIPTS_POSTED(
            Capability.SESSIONS,
            "ReceiptsPosted(uint64 indexed session,uint8 lane,address indexed host,uint32 receipts,uint64 paid,"
                    + "uint64 covered,uint64 bucket,uint64 coveredDueSeconds,uint64 uncoveredDueSeconds)",
            "A host's own receipts were paid beyond its last voucher."),
    SESSION_STEPPED(
            Capability.SESSIONS,
            "SessionStepped(uint64 indexed session,uint8 step,uint64 untilSeconds)",
            "A session took a step of its life (`session-life.md`); `untilSeconds` ends the settle window."),
    SESSION_RETURNED(
            Capability.SESSIONS,
            "SessionReturned(uint64 indexed session,address indexed to,uint64 amount)",
            "What was not settled went back."),
    PAYMENT_RELEASED(
            Capability.SESSIONS,
            "PaymentReleased(address indexed host,uint64 indexed session,uint64 bucket,bool uncovered,"
                    + "address indexed owner,uint64 burned,uint64 checks,uint64 paid)",
            "A bucket of pending payments split into burn, checks and the host's owner."),

    SEED_SIGNED(
            Capability.EPOCHS,
            "SeedSigned(uint64 indexed height,bytes32 seed,address indexed proposer)",
            "The block's seed."),
    EPOCH_DECIDED(
            Capability.EPOCHS,
            "EpochDecided(uint64 indexed epoch,uint64 startSeconds,uint64 endSeconds,uint64 totalWeight)",
            "An epoch began."),
    INCIDENT(
            Capability.EPOCHS,
            "Incident(uint64 indexed height,string what)",
            "A rule's or step's events did not sum to zero; nothing of it was applied. Our own mistake."),

    HOST_ENLISTED(
            Capability.COURT,
            "HostEnlisted(address indexed host,bytes32 root)",
            "A host sits on panels; it takes no more seats when `root` is zero."),
    CASE_OPENED(
            Capability.COURT,
            "CaseOpened(uint64 indexed caseId,uint8 kind,bytes32 indexed subject,address indexed opener,uint64 paid,"
                    + "uint64 leaderFee,uint64 validatorFee,uint8 place,uint8 rotations,uint8 prepaid)",
            "The court was asked something; `paid` is held for those who answer."),
    CASE_STEPPED(
            Capability.COURT,
            "CaseStepped(uint64 indexed caseId,uint8 step,uint64 untilSeconds)",
            "A case took a step of its life (`case-life.md`); its phase ends at `untilSeconds`."),
    PANEL_SEATED(
            Capability.COURT,
            "PanelSeated(uint64 indexed caseId,uint32 round,uint8 kind,uint8 place,bool led,uint64 height,bytes32 seed,"
                    + "address[] seats,address[] alternates)",
            "A round's panel; a leader sits on seat 0. Whoever executes reads the ledger after block `height`."),
    SEAT_REPLACED(
            Capability.COURT,
            "SeatReplaced(uint64 indexed caseId,uint32 round,uint16 seat,address indexed absent,address indexed host,"
                    + "uint64 untilSeconds)",
            "A seat went to an alternate."),
    PROPOSED(
            Capability.COURT,
            "Proposed(uint64 indexed caseId,uint32 round,address indexed host,bytes32 outcome)",
            "The leader brought its outcome."),
    VOTE_COMMITTED(
            Capability.COURT,
            "VoteCommitted(uint64 indexed caseId,uint32 round,uint16 seat,address indexed host,bytes32 commitment)",
            "A vote is fixed and not yet known."),
    VOTE_REVEALED(
            Capability.COURT,
            "VoteRevealed(uint64 indexed caseId,uint32 round,uint16 seat,address indexed host,uint8 vote,"
                    + "bytes32 result,bytes32 evidence)",
            "A vote, and the hash of what its voter keeps to explain it."),
    LINK_OPENED(
            Capability.COURT,
            "LinkOpened(uint64 indexed caseId,uint32 round,address indexed host,bytes32 link,bool trap)",
            "The leader showed whether its round was a trap."),
    ROUND_DECIDED(
            Capability.COURT,
            "RoundDecided(uint64 indexed caseId,uint32 round,uint8 result,bool rotated,uint16[] votes)",
            "What a round came to, and how many votes of each kind there were."),
    APPEALED(
            Capability.COURT,
            "Appealed(uint64 indexed caseId,uint32 round,uint8 kind,address indexed appellant,uint64 bond,"
                    + "uint64 extra)",
            "A decision was appealed."),
    CASE_PREPAID(
            Capability.COURT,
            "CasePrepaid(uint64 indexed caseId,address indexed from,uint8 appeals,uint64 amount)",
            "Further appeals were paid for in advance."),
    CASE_PAID(
            Capability.COURT,
            "CasePaid(uint64 indexed caseId,address indexed to,uint8 payment,uint64 amount)",
            "Somebody was paid out of what a case holds."),
    CASE_BURNED(
            Capability.COURT,
            "CaseBurned(uint64 indexed caseId,uint64 amount)",
            "What was left of a failed appeal's bond was burned."),
    SLASHED(
            Capability.COURT,
            "Slashed(address indexed host,uint64 indexed caseId,uint8 offence,uint64 amount,address to,"
                    + "uint64 awarded)",
            "A host lost collateral: `awarded` of it went to somebody, the rest was burned."),
    TRAP_PAID(
            Capability.COURT,
            "TrapPaid(uint64 indexed caseId,address indexed to,uint64 amount)",
            "The pool of checks paid for work on a trap."),

    NEW_TRANSACTION(
            Capability.CONTRACTS,
            "NewTransaction(bytes32 indexed txId,address indexed recipient,address indexed sender)",
            "A contract's transaction was taken; unmodified clients look for this log."),
    TRANSACTION_QUEUED(
            Capability.CONTRACTS,
            "TransactionQueued(uint64 indexed caseId,bytes32 indexed txId,bool deploys,address indexed target,"
                    + "address sender,address origin,uint64 place,uint256 value,bytes32 parent,bool free,bytes input,"
                    + "bytes code)",
            "A contract's transaction waits in its queue; `value` in wei."),
    TRANSACTION_CREDITED(
            Capability.CONTRACTS,
            "TransactionCredited(uint64 indexed caseId)",
            "The contract has its transaction's value."),
    CONTRACT_TURNED(
            Capability.CONTRACTS,
            "ContractTurned(address indexed target,uint64 turn,bool busy)",
            "Transactions before place `turn` of the contract's queue have had their turn."),
    OUTCOME_POSTED(
            Capability.CONTRACTS,
            "OutcomePosted(uint64 indexed caseId,uint32 round,bytes outcome)",
            "What the leader's run came to (`spec/contracts.md`)."),
    OUTCOME_ACCEPTED(
            Capability.CONTRACTS,
            "OutcomeAccepted(uint64 indexed caseId)",
            "What the outcome posted last wrote is in the accepted state."),
    OUTCOME_FINALIZED(
            Capability.CONTRACTS, "OutcomeFinalized(uint64 indexed caseId)", "What the outcome wrote is final."),
    STORAGE_ROLLED_BACK(
            Capability.CONTRACTS,
            "StorageRolledBack(address indexed target,uint64 place)",
            "What was accepted from this place of the contract's queue on is undone."),
    TRANSACTION_CLOSED(
            Capability.CONTRACTS,
            "TransactionClosed(uint64 indexed caseId,bool decided)",
            "A contract's transaction is final, or was canceled.");

    private final Capability capability;
    private final String declaration;
    private final AbiEvent event;
    private final String text;

    EventKind(Capability capability, String declaration, String text) {
        this.capability = capability;
        this.declaration = declaration;
        this.event = AbiEvent.parse(declaration);
        this.text = text;
    }

    public Capability capability() {
        return capability;
    }

    /// As Solidity declares it, with names.
    public String declaration() {
        return declaration;
    }

    public AbiEvent event() {
        return event;
    }

    /// What happened.
    public String text() {
        return text;
    }
}
