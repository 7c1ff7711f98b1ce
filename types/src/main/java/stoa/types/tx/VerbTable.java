// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import stoa.types.Address;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Hashing;
import stoa.types.Recovery;
import stoa.types.codec.AbiFunction;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Typed;
import stoa.types.state.AbiFields;

/// Verbs to call data and back, one spelling each. Decoding bounds every list and text, so that a verb is never larger
/// than its gas pays for; all else is for the rules to judge.
public final class VerbTable {
    private final Hashing hashing;
    private final TreeMap<Long, VerbFunction> bySelector = new TreeMap<>();

    public VerbTable(Hashing hashing) {
        this.hashing = hashing;
        for (var each : VerbFunction.values())
            bySelector.put(place(each.capability(), each.function().selector(hashing)), each);
    }

    // ── writing ──

    /// What to send; the coin that `Transfer` and `DepositCollateral` take along is the transaction's value.
    public Call encode(Verb verb) {
        return switch (verb) {
            case Verb.Transfer(var to) -> new Call(to, Bytes.EMPTY);
            case Verb.Delegate(long parent, var terms) -> call(VerbFunction.DELEGATE, parent, AbiFields.of(terms));
            case Verb.Revoke(long delegation) -> call(VerbFunction.REVOKE, delegation);
            case Verb.Act(long delegation, var to, var value, var inner) ->
                call(
                        VerbFunction.ACT,
                        delegation,
                        to,
                        value.toWei(),
                        encode(inner).data());
            case Verb.AddModel(var model, var prices, long context, long coefficient, var engineClasses) ->
                call(VerbFunction.ADD_MODEL, model.name(), AbiFields.of(prices), context, coefficient, engineClasses);
            case Verb.RetireModel(var model) -> call(VerbFunction.RETIRE_MODEL, model.name());
            case Verb.RegisterHost register ->
                call(
                        VerbFunction.REGISTER_HOST,
                        register.host(),
                        register.owner(),
                        register.endpoint(),
                        AbiFields.names(register.models()),
                        register.consent().bytes());
            case Verb.UpdateHost(var host, var endpoint, var models) ->
                call(VerbFunction.UPDATE_HOST, host, endpoint, AbiFields.names(models));
            case Verb.RetireHost(var host) -> call(VerbFunction.RETIRE_HOST, host);
            case Verb.DepositCollateral(var host) -> call(VerbFunction.DEPOSIT_COLLATERAL, host);
            case Verb.WithdrawCollateral(var host, var amount) ->
                call(VerbFunction.WITHDRAW_COLLATERAL, host, amount.obol());
            case Verb.OpenSession open -> call(open);
            case Verb.TopUp(long session, int lane, var amount) ->
                call(VerbFunction.TOP_UP, session, lane, amount.obol());
            case Verb.FreezeLane(long session, int lane) -> call(VerbFunction.FREEZE_LANE, session, lane);
            case Verb.Move move -> call(move);
            case Verb.Settle(var vouchers) -> call(vouchers);
            case Verb.PostReceipts post -> call(post);
            case Verb.CloseSession(long session) -> call(VerbFunction.CLOSE_SESSION, session);
            case Verb.Court court -> call(court);
            case Verb.Contracts contracts -> call(contracts);
        };
    }

    private Call call(Verb.OpenSession open) {
        return call(
                VerbFunction.OPEN_SESSION,
                open.model().name(),
                open.deposit().obol(),
                open.maxima().input().fixed(),
                open.maxima().cachedInput().fixed(),
                open.maxima().output().fixed(),
                open.seconds(),
                open.sessionKey(),
                open.refundTo());
    }

    private Call call(Verb.Move move) {
        return call(
                VerbFunction.MOVE,
                move.session(),
                move.from(),
                move.to(),
                move.amount().obol(),
                move.release().map(signed -> signed.release().total().obol()).orElse(0L),
                move.release().map(signed -> signed.signature().bytes()).orElse(Bytes.EMPTY));
    }

    private Call call(List<SignedVoucher> signed) {
        var vouchers = new ArrayList<List<Object>>(signed.size());
        var signatures = new ArrayList<byte[]>(signed.size());
        for (var each : signed) {
            vouchers.add(Typed.values(each.voucher()));
            signatures.add(each.signature().bytes());
        }
        return call(VerbFunction.SETTLE, vouchers, signatures);
    }

    private Call call(Verb.PostReceipts post) {
        var receipts = new ArrayList<List<Object>>(post.receipts().size());
        var signatures = new ArrayList<byte[]>(post.receipts().size());
        for (var each : post.receipts()) {
            var values = Typed.values(each.receipt());
            receipts.add(values.subList(2, values.size())); // session and lane are said once
            signatures.add(each.signature().bytes());
        }
        return call(VerbFunction.POST_RECEIPTS, post.session(), post.lane(), receipts, signatures);
    }

    private Call call(Verb.Court verb) {
        return switch (verb) {
            case Verb.Court.Enlist(var host, var root) -> call(VerbFunction.ENLIST, host, root);
            case Verb.Court.Discharge(var host) -> call(VerbFunction.DISCHARGE, host);
            case Verb.Court.CommitVote(long id, int round, int seat, var commitment) ->
                call(VerbFunction.COMMIT_VOTE, id, round, seat, commitment);
            case Verb.Court.RevealVote(long id, int round, int seat, var ballot) ->
                call(
                        VerbFunction.REVEAL_VOTE,
                        id,
                        round,
                        seat,
                        ballot.vote().ordinal(),
                        ballot.result(),
                        ballot.evidence(),
                        ballot.salt());
            case Verb.Court.OpenLink(long id, int round, var link, var path) ->
                call(VerbFunction.OPEN_LINK, id, round, link, path);
            case Verb.Court.Appeal(long id) -> call(VerbFunction.APPEAL, id);
            case Verb.Court.Prepay(long id, int appeals) -> call(VerbFunction.PREPAY, id, appeals);
        };
    }

    private Call call(Verb.Contracts verb) {
        return switch (verb) {
            case Verb.Contracts.AddTransaction(var sender, var to, long validators, long rotations, var data) ->
                call(VerbFunction.ADD_TRANSACTION, sender, to, validators, rotations, data.bytes());
            case Verb.Contracts.AddTransactionUntil(var add, long until) ->
                call(
                        VerbFunction.ADD_TRANSACTION_UNTIL,
                        add.sender(),
                        add.recipient(),
                        add.validators(),
                        add.rotations(),
                        add.data().bytes(),
                        until);
            case Verb.Contracts.ProposeOutcome(long id, int round, var outcome) ->
                call(VerbFunction.PROPOSE_OUTCOME, id, round, outcome.bytes());
            case Verb.Contracts.SubmitAppeal(var tx) -> call(VerbFunction.SUBMIT_APPEAL, tx);
            case Verb.Contracts.CancelTransaction(var tx) -> call(VerbFunction.CANCEL_TRANSACTION, tx);
        };
    }

    private Call call(VerbFunction row, Object... arguments) {
        return new Call(row.capability().address(), row.function().encodeCall(hashing, List.of(arguments)));
    }

    // ── reading ──

    /// The verb that a transaction to `to` with these call data asks for, signers of what it carries recovered.
    ///
    /// @param typed the network whose promises the call data carry
    public Verb decode(Address to, byte[] data, Typed typed, Recovery recovery) throws Refused {
        return new VerbDecoder(this, typed, recovery).verb(to, data);
    }

    /// The function that these call data name, if any.
    public Optional<VerbFunction> find(Address to, byte[] data) {
        var capability = Capability.at(to);
        if (capability.isEmpty() || data.length < AbiFunction.SELECTOR_BYTES) return Optional.empty();
        return Optional.ofNullable(bySelector.get(place(capability.get(), Bytes.getInt(data, 0))));
    }

    private static long place(Capability capability, int selector) {
        return (long) capability.ordinal() << 32 | (selector & 0xffff_ffffL);
    }
}
