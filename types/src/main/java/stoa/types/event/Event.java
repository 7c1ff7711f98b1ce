// SPDX-License-Identifier: Apache-2.0
package stoa.types.event;

import java.util.List;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Blob;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Prices;
import stoa.types.Reason;
import stoa.types.state.CaseKind;
import stoa.types.state.CaseStep;
import stoa.types.state.Offence;
import stoa.types.state.Payment;
import stoa.types.state.RoundKind;
import stoa.types.state.RoundResult;
import stoa.types.state.SessionStep;
import stoa.types.state.Terms;
import stoa.types.state.Vote;

/// Every fact the core records. Rules decide events, `evolve` alone applies them to state, views fold the very same
/// facts.
/// Each record is one Solidity event of a capability (`EventTable`, `spec/abi`). Money they move sums to zero over
/// accounts, deposits, pending, collateral, pools and the supply.
public sealed interface Event {

    // ── accounts ──

    /// The fee of an included transaction, burned; and its nonce used.
    record Charged(Address sender, long nonce, Amount fee) implements Event {}

    record Transferred(Address from, Address to, Coin coin) implements Event {}

    // ── delegations ──

    record Delegated(long delegation, Address owner, Address granter, long parent, Terms terms) implements Event {}

    record Revoked(long delegation, Address by) implements Event {}

    /// The transaction's other events were caused under this delegation: the audit trail.
    record Acted(long delegation, Address owner, Address delegate, Address capability) implements Event {}

    /// Money was locked under the delegation; one event for it and each above it.
    record DelegationSpent(long delegation, long period, Amount amount) implements Event {}

    /// Locked money came back to the period it was spent in.
    record DelegationReturned(long delegation, long period, Amount amount) implements Event {}

    // ── models ──

    record ModelAdded(ModelId model, Prices prices, long context, long coefficient, List<String> engineClasses)
            implements Event {}

    record ModelRetired(ModelId model) implements Event {}

    /// @param utilisationPpm used over proven capacity in the demand window, parts per million
    record PriceStepped(ModelId model, Prices prices, long utilisationPpm, boolean newHour, long nextSeconds)
            implements Event {}

    // ── hosts ──

    record HostRegistered(Address host, Address owner, String endpoint, List<ModelId> models) implements Event {}

    record HostUpdated(Address host, String endpoint, List<ModelId> models) implements Event {}

    record HostRetired(Address host) implements Event {}

    record CollateralDeposited(Address host, Address from, Amount amount) implements Event {}

    record CollateralUnbonding(Address host, long number, Amount amount, long dueSeconds) implements Event {}

    record CollateralReturned(Address host, long number, Address owner, Amount amount, long dueSeconds)
            implements Event {}

    record StandingSet(ModelId model, Address host, long provenRate, long weight, long backed) implements Event {}

    // ── sessions ──

    record SessionOpened(
            long session,
            Address payer,
            ModelId model,
            Amount deposit,
            Prices locked,
            Prices maxima,
            long expiresSeconds,
            Address sessionKey,
            Address refundTo,
            long delegation,
            long period)
            implements Event {}

    /// The seats were drawn; lane i belongs to hosts[i].
    record SeatsDrawn(long session, Hash seed, List<Address> hosts, List<Integer> seats, List<Amount> allowances)
            implements Event {}

    record ToppedUp(long session, int lane, Address payer, Amount amount, long delegation, long period)
            implements Event {}

    record LaneFrozen(long session, int lane, Address host) implements Event {}

    record AllowanceMoved(long session, int from, int to, Amount amount, boolean released) implements Event {}

    /// A voucher was settled: `paid` is the growth of earned, of which `covered` waits the check window and the rest
    /// longer.
    ///
    /// @param units input-equivalent units for the demand of the model
    record LaneSettled(
            long session,
            int lane,
            Address host,
            long count,
            Amount earned,
            Amount ceiling,
            Amount paid,
            Amount covered,
            long bucket,
            long coveredDueSeconds,
            long uncoveredDueSeconds,
            long units)
            implements Event {}

    /// One voucher of a settlement was refused; the others stand.
    record VoucherRefused(long session, int lane, Reason reason) implements Event {}

    /// A host's own receipts were paid beyond its last voucher; each will be checked.
    record ReceiptsPosted(
            long session,
            int lane,
            Address host,
            int receipts,
            Amount paid,
            Amount covered,
            long bucket,
            long coveredDueSeconds,
            long uncoveredDueSeconds)
            implements Event {}

    /// The session took a step that ends it or begins its end.
    ///
    /// @param untilSeconds end of the settle window; 0 when it closed at once
    record SessionStepped(long session, SessionStep step, long untilSeconds) implements Event {}

    /// What was not settled went back.
    record SessionReturned(long session, Address to, Amount amount) implements Event {}

    /// A bucket of pending payments split three ways.
    record PaymentReleased(
            Address host,
            long session,
            long bucket,
            boolean uncovered,
            Address owner,
            Amount burned,
            Amount checks,
            Amount paid)
            implements Event {}

    // ── epochs ──

    record SeedSigned(long height, Hash seed, Address proposer) implements Event {}

    record EpochDecided(long epoch, long startSeconds, long endSeconds, long totalWeight) implements Event {}

    /// A rule's or step's events did not sum to zero; nothing of it was applied. Our own mistake, for people to look
    /// at.
    record Incident(long height, String what) implements Event {}

    // ── court ──

    /// What happens to cases, to those who sit on them, and to their money.
    sealed interface Court extends Event {
        /// @param root of its links; zero when the host takes no more seats
        record HostEnlisted(Address host, Hash root) implements Court {}

        /// @param paid in advance, by the opener
        /// @param place of the first panel's size
        record CaseOpened(
                long caseId,
                CaseKind kind,
                Hash subject,
                Address opener,
                Amount paid,
                Amount leaderFee,
                Amount validatorFee,
                int place,
                int rotations,
                int prepaid)
                implements Court {}

        /// @param untilSeconds when the new phase ends; 0 for never
        record CaseStepped(long caseId, CaseStep step, long untilSeconds) implements Court {}

        /// A panel was drawn, or the next leader of the same panel takes its turn. Where there is a leader it sits on
        /// seat 0.
        ///
        /// @param height whoever executes reads the ledger as it was after this block
        record PanelSeated(
                long caseId,
                int round,
                RoundKind kind,
                int place,
                boolean led,
                long height,
                Hash seed,
                List<Address> seats,
                List<Address> alternates)
                implements Court {}

        /// Whoever did not come in time left its seat to an alternate.
        ///
        /// @param untilSeconds when the phase ends now
        record SeatReplaced(long caseId, int round, int seat, Address absent, Address host, long untilSeconds)
                implements Court {}

        /// The leader brought what the case comes to, in its view.
        record Proposed(long caseId, int round, Address host, Hash outcome) implements Court {}

        record VoteCommitted(long caseId, int round, int seat, Address host, Hash commitment) implements Court {}

        record VoteRevealed(long caseId, int round, int seat, Address host, Vote vote, Hash result, Hash evidence)
                implements Court {}

        record LinkOpened(long caseId, int round, Address host, Hash link, boolean trap) implements Court {}

        /// @param rotated whether the next leader tries
        /// @param votes how many of each [Vote], in their order
        record RoundDecided(long caseId, int round, RoundResult result, boolean rotated, List<Integer> votes)
                implements Court {}

        /// @param round that the appeal is
        /// @param extra paid for what was not paid for in advance
        record Appealed(long caseId, int round, RoundKind kind, Address appellant, Amount bond, Amount extra)
                implements Court {}

        record CasePrepaid(long caseId, Address from, int appeals, Amount amount) implements Court {}

        /// Out of what the case holds.
        record CasePaid(long caseId, Address to, Payment payment, Amount amount) implements Court {}

        /// Out of what the case holds: nobody's.
        record CaseBurned(long caseId, Amount amount) implements Court {}

        /// Out of the host's collateral: `awarded` of it to somebody, the rest burned.
        record Slashed(Address host, long caseId, Offence offence, Amount amount, Address to, Amount awarded)
                implements Court {}

        /// Out of the pool of checks: nobody who asked the court pays for a trap.
        record TrapPaid(long caseId, Address to, Amount amount) implements Court {}
    }

    // ── contracts ──

    /// What happens to contracts and their transactions beside what happens to their cases.
    sealed interface Contracts extends Event {
        /// The log that unmodified clients take a transaction's id from.
        record NewTransaction(Hash tx, Address recipient, Address sender) implements Contracts {}

        /// @param contract called, or to be deployed
        /// @param origin the account at the beginning of the chain of messages
        /// @param place in the contract's queue
        /// @param parent id of the transaction whose message it is; zero for none
        /// @param free whether nobody pays for it
        record TransactionQueued(
                long caseId,
                Hash tx,
                boolean deploys,
                Address contract,
                Address sender,
                Address origin,
                long place,
                Coin value,
                Hash parent,
                boolean free,
                Blob calldata,
                Blob code)
                implements Contracts {}

        /// The contract has the transaction's value.
        record TransactionCredited(long caseId) implements Contracts {}

        /// Transactions before this place have had their turn.
        record ContractTurned(Address contract, long turn, boolean busy) implements Contracts {}

        /// @param outcome as [stoa.types.contract.Outcome]
        record OutcomePosted(long caseId, int round, Blob outcome) implements Contracts {}

        /// What the outcome wrote is in the accepted state.
        record OutcomeAccepted(long caseId) implements Contracts {}

        /// What the outcome wrote is final.
        record OutcomeFinalized(long caseId) implements Contracts {}

        /// What was accepted from this place of the queue on is undone.
        record StorageRolledBack(Address contract, long place) implements Contracts {}

        /// @param decided false when it was canceled
        record TransactionClosed(long caseId, boolean decided) implements Contracts {}
    }
}
