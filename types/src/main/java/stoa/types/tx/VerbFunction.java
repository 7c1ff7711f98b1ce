// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import stoa.types.Capability;
import stoa.types.codec.AbiFunction;
import stoa.types.state.AbiFields;

/// One row per verb that has a function: where it lives, how Solidity spells it, its gas, who may call it and what it
/// does. `spec/abi`, `docs/generated/verbs.md` and `docs/generated/fees.md` are printed from here. Names and types are
/// wire format: what is published is never changed.
public enum VerbFunction {
    DELEGATE(
            Capability.DELEGATIONS,
            "delegate(uint64 parent," + AbiFields.TERMS + " terms)",
            60_000,
            2_000,
            "models",
            "anyone for itself; a delegate for what it was given",
            "Grants the delegate a bounded right to spend and act; `parent` 0 grants the sender's own."),
    REVOKE(
            Capability.DELEGATIONS,
            "revoke(uint64 delegation)",
            45_000,
            0,
            "",
            "the delegation's owner or a granter above the delegate",
            "Ends a delegation and all passed on from it; sessions opened under it close, what was vouched settles."),
    ACT(
            Capability.DELEGATIONS,
            "act(uint64 delegation,address to,uint256 value,bytes data)",
            30_000,
            0,
            "",
            "the delegation's delegate",
            "Does the call (`to`, `value` in wei, `data`) as the delegation's owner; its gas is added. One level only."),
    ADD_MODEL(
            Capability.MODELS,
            "addModel(string model," + AbiFields.PRICES
                    + " prices,uint64 context,uint64 coefficient,string[] engineClasses)",
            100_000,
            2_000,
            "engineClasses",
            "the registrar named in the genesis",
            "Adds a model with its first prices."),
    RETIRE_MODEL(
            Capability.MODELS,
            "retireModel(string model)",
            40_000,
            0,
            "",
            "the registrar named in the genesis",
            "Takes no new sessions for a model; open ones run on."),
    REGISTER_HOST(
            Capability.HOSTS,
            "registerHost(address host,address owner,string endpoint,string[] models,bytes consent)",
            93_000,
            5_000,
            "models",
            "anyone whom the host's key signed its consent to",
            "Makes the sender the host's owner; `consent` is the host key's signature of `Consent`."),
    UPDATE_HOST(
            Capability.HOSTS,
            "updateHost(address host,string endpoint,string[] models)",
            50_000,
            5_000,
            "models",
            "the host's owner",
            "Changes where the host is reached and what it serves."),
    RETIRE_HOST(
            Capability.HOSTS,
            "retireHost(address host)",
            40_000,
            0,
            "",
            "the host's owner",
            "Draws no more seats for the host; open lanes run on."),
    DEPOSIT_COLLATERAL(
            Capability.HOSTS,
            "depositCollateral(address host) payable",
            45_000,
            0,
            "",
            "anyone",
            "Takes the transaction's value, whole obol, as the host's collateral."),
    WITHDRAW_COLLATERAL(
            Capability.HOSTS,
            "withdrawCollateral(address host,uint64 amount)",
            50_000,
            0,
            "",
            "the host's owner",
            "Begins unbonding; the coin returns to the owner by itself."),
    OPEN_SESSION(
            Capability.SESSIONS,
            "openSession(string model,uint64 deposit,uint64 maxIn,uint64 maxCached,uint64 maxOut,uint32 seconds,"
                    + "address sessionKey,address refundTo)",
            120_000,
            0,
            "",
            "anyone",
            "Pays a deposit in obol, has seats drawn among the model's hosts, and lets `sessionKey` spend by vouchers;"
                    + " the maxima bind when the price lock ends."),
    TOP_UP(
            Capability.SESSIONS,
            "topUp(uint64 session,uint8 lane,uint64 amount)",
            45_000,
            0,
            "",
            "the session's payer",
            "Adds to the allowance of one lane."),
    FREEZE_LANE(
            Capability.SESSIONS,
            "freezeLane(uint64 session,uint8 lane)",
            35_000,
            0,
            "",
            "the session's payer",
            "Stops new ceilings on a lane, so that its rest can move one settle window later."),
    MOVE(
            Capability.SESSIONS,
            "move(uint64 session,uint8 from,uint8 to,uint64 amount,uint64 releasedTotal,bytes release)",
            53_000,
            0,
            "",
            "the session's payer",
            "Moves unspoken allowance to another lane, with the from-host's signed `Release`, or with empty `release`"
                    + " and `releasedTotal` 0 after a freeze."),
    SETTLE(
            Capability.SESSIONS,
            "settle((uint64 session,uint8 lane,uint64 count,uint64 earned,uint64 ceiling,bytes32 receiptsRoot)[]"
                    + " vouchers,bytes[] signatures)",
            30_000,
            12_000,
            "vouchers",
            "anyone",
            "Settles vouchers, each with its own verdict."),
    POST_RECEIPTS(
            Capability.SESSIONS,
            "postReceipts(uint64 session,uint8 lane,(uint64 index,bytes32 requestHash,bytes32 responseHash,"
                    + "uint64 input,uint64 cachedInput,uint64 output,uint64 cost,uint64 startedMillis,"
                    + "uint64 firstTokenMillis,uint64 finishedMillis,bytes32 evidenceRoot,uint8 flags)[] receipts,"
                    + "bytes[] signatures)",
            40_000,
            9_000,
            "receipts",
            "anyone",
            "Pays a host's own receipts out of what its last voucher's ceiling left open, while the session closes."),
    CLOSE_SESSION(
            Capability.SESSIONS,
            "closeSession(uint64 session)",
            45_000,
            0,
            "",
            "the session's payer",
            "Begins the end: hosts bring their last vouchers, then the rest returns by itself."),
    ENLIST(
            Capability.COURT,
            "enlist(address host,bytes32 root)",
            45_000,
            0,
            "",
            "the host or its owner",
            "Puts the host on the bench; `root` is that of its links for the rounds it will lead."),
    DISCHARGE(
            Capability.COURT,
            "discharge(address host)",
            35_000,
            0,
            "",
            "the host or its owner",
            "Takes the host off the bench; the seats it has stay its own."),
    COMMIT_VOTE(
            Capability.COURT,
            "commitVote(uint64 caseId,uint32 round,uint16 seat,bytes32 commitment)",
            35_000,
            0,
            "",
            "the seat's host or its owner",
            "Commits to a vote before any other is known."),
    REVEAL_VOTE(
            Capability.COURT,
            "revealVote(uint64 caseId,uint32 round,uint16 seat,uint8 vote,bytes32 result,bytes32 evidence,"
                    + "bytes32 salt)",
            45_000,
            0,
            "",
            "the seat's host or its owner",
            "Reveals the vote committed to; the last reveal decides the round."),
    OPEN_LINK(
            Capability.COURT,
            "openLink(uint64 caseId,uint32 round,bytes32 link,bytes32[] path)",
            40_000,
            0,
            "",
            "the round's leader or its owner",
            "Opens the leader's link once the votes are committed, and shows whether the round was a trap."),
    APPEAL(
            Capability.COURT,
            "appeal(uint64 caseId) payable",
            60_000,
            0,
            "",
            "anyone",
            "Appeals a decision; takes the bond, and what is not paid for in advance, out of the value."),
    PREPAY(
            Capability.COURT,
            "prepay(uint64 caseId,uint8 appeals) payable",
            40_000,
            0,
            "",
            "anyone",
            "Pays for further appeals of a case in advance, out of the value."),
    ADD_TRANSACTION(
            Capability.CONTRACTS,
            "addTransaction(address sender,address recipient,uint256 validators,uint256 rotations,bytes data) payable",
            80_000,
            8,
            "data",
            "anyone for itself",
            "Calls a contract, or deploys one when `recipient` is zero. Its gas holds what the panels may cost; what they"
                    + " do not cost returns."),
    ADD_TRANSACTION_UNTIL(
            Capability.CONTRACTS,
            "addTransaction(address sender,address recipient,uint256 validators,uint256 rotations,bytes data,"
                    + "uint256 validUntil) payable",
            80_000,
            8,
            "data",
            "anyone for itself",
            "The same, refused after the second `validUntil`; 0 for never."),
    PROPOSE_OUTCOME(
            Capability.CONTRACTS,
            "proposeOutcome(uint64 caseId,uint32 round,bytes outcome)",
            60_000,
            4,
            "outcome",
            "the round's leader or its owner",
            "Brings what the leader's run came to; empty when it took too long."),
    SUBMIT_APPEAL(
            Capability.CONTRACTS,
            "submitAppeal(bytes32 txId) payable",
            60_000,
            0,
            "",
            "anyone",
            "Appeals a transaction's decision, as `appeal` does a case's."),
    CANCEL_TRANSACTION(
            Capability.CONTRACTS,
            "cancelTransaction(bytes32 txId)",
            45_000,
            0,
            "",
            "the transaction's sender",
            "Takes a transaction back while no panel is at work on it.");

    private final Capability capability;
    private final String declaration;
    private final AbiFunction function;
    private final long gas;
    private final long gasPerItem;
    private final String items;
    private final String caller;
    private final String text;

    VerbFunction(
            Capability capability,
            String declaration,
            long gas,
            long gasPerItem,
            String items,
            String caller,
            String text) {
        this.capability = capability;
        this.declaration = declaration;
        this.function = AbiFunction.parse(declaration);
        this.gas = gas;
        this.gasPerItem = gasPerItem;
        this.items = items;
        this.caller = caller;
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

    /// Without its items.
    public long gas() {
        return gas;
    }

    public long gasPerItem() {
        return gasPerItem;
    }

    /// The argument whose items cost [#gasPerItem] each; empty for none.
    public String items() {
        return items;
    }

    /// Who may call it.
    public String caller() {
        return caller;
    }

    /// What it does.
    public String text() {
        return text;
    }
}
