// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import java.util.List;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Blob;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Prices;
import stoa.types.Signature;
import stoa.types.court.Ballot;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedRelease;
import stoa.types.market.SignedVoucher;
import stoa.types.state.Terms;

/// Everything a transaction can ask for: the protocol's table of contents. Each record is one Solidity function of a
/// capability (`VerbTable`, `spec/abi`); a plain transfer has no function.
public sealed interface Verb {

    // ── accounts ──

    /// Coin to a plain account: the transaction's `to` and `value`.
    record Transfer(Address to) implements Verb {}

    // ── delegations ──

    /// Grants; `parent` 0 makes a root of the sender's own, otherwise the sender passes on what it was given.
    record Delegate(long parent, Terms terms) implements Verb {}

    record Revoke(long delegation) implements Verb {}

    /// Does `inner` as the delegation's owner: its money, its rights, within the delegation's terms.
    ///
    /// @param value coin the inner verb takes along, out of the owner's balance
    record Act(long delegation, Address to, Coin value, Verb inner) implements Verb {}

    // ── models ──

    /// The registrar's only. `coefficient` weighs a proven unit per second; `context` is in tokens.
    record AddModel(ModelId model, Prices prices, long context, long coefficient, List<String> engineClasses)
            implements Verb {}

    record RetireModel(ModelId model) implements Verb {}

    // ── hosts ──

    /// The actor becomes the owner of `host`, whose key consented to exactly this owner (`Typed.consent`).
    ///
    /// @param owner must be the actor: the sender, or the delegation's owner under `act`
    /// @param endpoint base URL under which gateways reach the host
    /// @param consenter whoever signed the consent; zero when the signature does not recover
    record RegisterHost(
            Address host, Address owner, String endpoint, List<ModelId> models, Signature consent, Address consenter)
            implements Verb {}

    record UpdateHost(Address host, String endpoint, List<ModelId> models) implements Verb {}

    record RetireHost(Address host) implements Verb {}

    /// Takes the transaction's value as collateral of `host`; anyone may.
    record DepositCollateral(Address host) implements Verb {}

    /// Begins unbonding; the coin returns to the owner by itself.
    record WithdrawCollateral(Address host, Amount amount) implements Verb {}

    // ── sessions ──

    /// Rule MKT-1. `maxima` bind once the price lock ends; what is left returns to `refundTo`.
    record OpenSession(ModelId model, Amount deposit, Prices maxima, long seconds, Address sessionKey, Address refundTo)
            implements Verb {}

    record TopUp(long session, int lane, Amount amount) implements Verb {}

    record FreezeLane(long session, int lane) implements Verb {}

    /// Moves unspoken allowance between lanes, with the from-host's signed release or after a freeze. A release is for
    /// this session, the lane `from` and `amount`.
    record Move(long session, int from, int to, Amount amount, Optional<SignedRelease> release) implements Verb {}

    /// Anyone may bring vouchers; each gets its own verdict.
    record Settle(List<SignedVoucher> vouchers) implements Verb {}

    /// A host's receipts for what its last voucher's ceiling left open, while the session closes.
    record PostReceipts(long session, int lane, List<SignedReceipt> receipts) implements Verb {}

    record CloseSession(long session) implements Verb {}

    // ── court ──

    /// What people ask of the court, and what its voters answer.
    sealed interface Court extends Verb {
        /// The host sits on panels from now on.
        ///
        /// @param root of its links
        record Enlist(Address host, Hash root) implements Court {}

        record Discharge(Address host) implements Court {}

        record CommitVote(long caseId, int round, int seat, Hash commitment) implements Court {}

        record RevealVote(long caseId, int round, int seat, Ballot ballot) implements Court {}

        /// The leader's link for the round, which shows whether the round is a trap.
        ///
        /// @param path as [stoa.types.court.Links#path]
        record OpenLink(long caseId, int round, Hash link, List<Hash> path) implements Court {}

        /// Takes the bond out of the transaction's value; what exceeds it stays with the sender.
        record Appeal(long caseId) implements Court {}

        /// Pays for further appeals in advance, out of the transaction's value.
        record Prepay(long caseId, int appeals) implements Court {}
    }

    // ── contracts ──

    /// Transactions of contracts, in the words of unmodified clients, and what leaders bring.
    sealed interface Contracts extends Verb {
        /// Calls a contract, or deploys one when `recipient` is zero; the transaction's value goes to it.
        ///
        /// @param sender must be the actor
        /// @param validators wanted on the first panel
        /// @param rotations further leaders that may try
        /// @param data as [stoa.types.contract.CallData]
        record AddTransaction(Address sender, Address recipient, long validators, long rotations, Blob data)
                implements Contracts {}

        /// The same, to be refused after a moment.
        record AddTransactionUntil(AddTransaction call, long validUntil) implements Contracts {}

        /// What the leader's run came to; empty when it took too long.
        ///
        /// @param outcome as [stoa.types.contract.Outcome]
        record ProposeOutcome(long caseId, int round, Blob outcome) implements Contracts {}

        /// An appeal, by the transaction's id.
        record SubmitAppeal(Hash tx) implements Contracts {}

        record CancelTransaction(Hash tx) implements Contracts {}
    }
}
