// SPDX-License-Identifier: Apache-2.0
package stoa.types.tx;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Blob;
import stoa.types.Capability;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.Recovery;
import stoa.types.Usage;
import stoa.types.codec.AbiValues;
import stoa.types.codec.Malformed;
import stoa.types.codec.Utf8;
import stoa.types.court.Ballot;
import stoa.types.court.Links;
import stoa.types.market.Receipt;
import stoa.types.market.Release;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedRelease;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Typed;
import stoa.types.market.Voucher;
import stoa.types.state.AbiFields;
import stoa.types.state.Host;
import stoa.types.state.Model;
import stoa.types.state.Terms;
import stoa.types.state.Vote;

/// Call data to verbs. Bounds every list and text, so that a verb is never larger than its gas pays for, and recovers
/// the signers of what it carries; all else is for the rules to judge.
final class VerbDecoder {
    /// Vouchers or receipts of one transaction at the very most; `Params.maxVouchersPerSettle` is the limit in force.
    static final int MOST_ITEMS = 10_000;
    /// An `act` may hold an `act`, so that the rules can say what is wrong with it; no more than that.
    private static final int MOST_ACTS = 2;
    private static final BigInteger CAP_WEI =
            Coin.of(new Amount(Amount.CAP_OBOL)).toWei();

    private static final List<Vote> VOTES = List.of(Vote.values());

    private final VerbTable table;
    private final Typed typed;
    private final Recovery recovery;

    VerbDecoder(VerbTable table, Typed typed, Recovery recovery) {
        this.table = table;
        this.typed = typed;
        this.recovery = recovery;
    }

    Verb verb(Address to, byte[] data) throws Refused {
        return verb(to, data, 0);
    }

    /// @param acts around this one
    private Verb verb(Address to, byte[] data, int acts) throws Refused {
        if (data.length == 0) return new Verb.Transfer(to);
        if (Capability.at(to).isEmpty() && !Capability.isSystem(to)) throw new Refused(Reason.NO_CODE);
        var row = table.find(to, data);
        if (row.isEmpty()) throw new Refused(Reason.MALFORMED, "no verb has this selector at " + to);
        try {
            return verb(row.get(), row.get().function().decodeArguments(data), acts);
        } catch (Malformed malformed) {
            throw new Refused(Reason.MALFORMED, row.get().function().name() + ": " + malformed.getMessage());
        }
    }

    private Verb verb(VerbFunction row, AbiValues in, int acts) throws Malformed, Refused {
        return switch (row) {
            case DELEGATE -> new Verb.Delegate(in.u63(0), terms(in.list(1)));
            case REVOKE -> new Verb.Revoke(in.u63(0));
            case ACT -> act(in, acts);
            case ADD_MODEL -> addModel(in);
            case RETIRE_MODEL -> new Verb.RetireModel(AbiFields.model(in, 0));
            case REGISTER_HOST -> registerHost(in);
            case UPDATE_HOST -> {
                requireHost(in, 1, 2);
                yield new Verb.UpdateHost(in.address(0), in.text(1), AbiFields.models(in, 2));
            }
            case RETIRE_HOST -> new Verb.RetireHost(in.address(0));
            case DEPOSIT_COLLATERAL -> new Verb.DepositCollateral(in.address(0));
            case WITHDRAW_COLLATERAL -> new Verb.WithdrawCollateral(in.address(0), AbiFields.amount(in, 1));
            case OPEN_SESSION -> {
                var maxima = AbiFields.prices(in, 2);
                yield new Verb.OpenSession(
                        AbiFields.model(in, 0),
                        AbiFields.amount(in, 1),
                        maxima,
                        in.u63(5),
                        in.address(6),
                        in.address(7));
            }
            case TOP_UP -> new Verb.TopUp(in.u63(0), AbiFields.small(in, 1), AbiFields.amount(in, 2));
            case FREEZE_LANE -> new Verb.FreezeLane(in.u63(0), AbiFields.small(in, 1));
            case MOVE -> move(in);
            case SETTLE -> settle(in);
            case POST_RECEIPTS -> postReceipts(in);
            case CLOSE_SESSION -> new Verb.CloseSession(in.u63(0));
            case ENLIST -> new Verb.Court.Enlist(in.address(0), in.hash(1));
            case DISCHARGE -> new Verb.Court.Discharge(in.address(0));
            case COMMIT_VOTE ->
                new Verb.Court.CommitVote(in.u63(0), AbiFields.small(in, 1), AbiFields.small(in, 2), in.hash(3));
            case REVEAL_VOTE ->
                new Verb.Court.RevealVote(
                        in.u63(0),
                        AbiFields.small(in, 1),
                        AbiFields.small(in, 2),
                        new Ballot(AbiFields.constant(in, 3, VOTES), in.hash(4), in.hash(5), in.hash(6)));
            case OPEN_LINK -> new Verb.Court.OpenLink(in.u63(0), AbiFields.small(in, 1), in.hash(2), path(in.list(3)));
            case APPEAL -> new Verb.Court.Appeal(in.u63(0));
            case PREPAY -> new Verb.Court.Prepay(in.u63(0), AbiFields.small(in, 1));
            case ADD_TRANSACTION -> addTransaction(in);
            case ADD_TRANSACTION_UNTIL -> new Verb.Contracts.AddTransactionUntil(addTransaction(in), in.u63(5));
            case PROPOSE_OUTCOME ->
                new Verb.Contracts.ProposeOutcome(in.u63(0), AbiFields.small(in, 1), new Blob(in.bytes(2)));
            case SUBMIT_APPEAL -> new Verb.Contracts.SubmitAppeal(in.hash(0));
            case CANCEL_TRANSACTION -> new Verb.Contracts.CancelTransaction(in.hash(0));
        };
    }

    private Verb act(AbiValues in, int acts) throws Malformed, Refused {
        if (acts >= MOST_ACTS) throw new Malformed("actions nest too deep");
        var wei = in.integer(2);
        return new Verb.Act(in.u63(0), in.address(1), coin(wei), verb(in.address(1), in.bytes(3), acts + 1));
    }

    private Verb addModel(AbiValues in) throws Malformed, Refused {
        var classes = in.list(4);
        require(classes.size() <= Model.MOST_ENGINE_CLASSES, Reason.MODEL_MALFORMED, "too many engine classes");
        for (int i = 0; i < classes.size(); i++)
            require(
                    Utf8.encode(classes.text(i)).length <= Model.MOST_ENGINE_CLASS_BYTES,
                    Reason.MODEL_MALFORMED,
                    "an engine class is too long");
        return new Verb.AddModel(
                AbiFields.model(in, 0), AbiFields.prices(in.list(1), 0), in.u63(2), in.u63(3), AbiFields.texts(in, 4));
    }

    private Verb registerHost(AbiValues in) throws Malformed, Refused {
        requireHost(in, 2, 3);
        var host = in.address(0);
        var owner = in.address(1);
        var consent = AbiFields.signature(in.bytes(4));
        var models = AbiFields.models(in, 3);
        var consenter = recovery.recover(typed.consent(host, owner), consent);
        return new Verb.RegisterHost(host, owner, in.text(2), models, consent, consenter);
    }

    private void requireHost(AbiValues in, int endpoint, int models) throws Refused {
        require(
                Utf8.encode(in.text(endpoint)).length <= Host.MOST_ENDPOINT_BYTES,
                Reason.HOST_MALFORMED,
                "an endpoint has at most " + Host.MOST_ENDPOINT_BYTES + " bytes");
        require(
                in.list(models).size() <= Host.MOST_MODELS,
                Reason.HOST_MALFORMED,
                "a host serves at most " + Host.MOST_MODELS + " models");
    }

    private Terms terms(AbiValues in) throws Malformed, Refused {
        require(
                in.list(2).size() <= Terms.MOST_MODELS,
                Reason.DELEGATION_MALFORMED,
                "a delegation names at most " + Terms.MOST_MODELS + " models");
        require(
                Utf8.encode(in.text(10)).length <= Terms.MOST_LABEL_BYTES,
                Reason.DELEGATION_MALFORMED,
                "a label has at most " + Terms.MOST_LABEL_BYTES + " bytes");
        return AbiFields.terms(in);
    }

    private static Verb.Contracts.AddTransaction addTransaction(AbiValues in) throws Malformed {
        return new Verb.Contracts.AddTransaction(
                in.address(0), in.address(1), in.u63(2), in.u63(3), new Blob(in.bytes(4)));
    }

    private static List<Hash> path(AbiValues in) throws Malformed {
        if (in.size() > Links.DEPTH) throw new Malformed("a path has " + Links.DEPTH + " hashes");
        var path = new ArrayList<Hash>(in.size());
        for (int i = 0; i < in.size(); i++) path.add(in.hash(i));
        return List.copyOf(path);
    }

    private Verb move(AbiValues in) throws Malformed {
        long session = in.u63(0);
        int from = AbiFields.small(in, 1);
        var amount = AbiFields.amount(in, 3);
        var total = AbiFields.amount(in, 4);
        var signature = in.bytes(5);
        Optional<SignedRelease> release = Optional.empty();
        if (signature.length > 0) {
            var word = new Release(session, from, amount, total);
            var signed = AbiFields.signature(signature);
            release = Optional.of(new SignedRelease(word, signed, recovery.recover(typed.release(word), signed)));
        } else if (!total.isZero()) {
            throw new Malformed("releasedTotal is 0 where there is no release");
        }
        return new Verb.Move(session, from, AbiFields.small(in, 2), amount, release);
    }

    private Verb settle(AbiValues in) throws Malformed, Refused {
        var list = in.list(0);
        requireItems(list.size(), in.list(1).size());
        var signatures = AbiFields.signatures(in, 1);
        var vouchers = new ArrayList<Voucher>(list.size());
        var digests = new ArrayList<Hash>(list.size());
        for (int i = 0; i < list.size(); i++) {
            var item = list.list(i);
            var voucher = new Voucher(
                    item.u63(0),
                    AbiFields.small(item, 1),
                    item.u63(2),
                    AbiFields.amount(item, 3),
                    AbiFields.amount(item, 4),
                    item.hash(5));
            vouchers.add(voucher);
            digests.add(typed.voucher(voucher));
        }
        var signers = recovery.recoverAll(digests, signatures);
        var signed = new ArrayList<SignedVoucher>(list.size());
        for (int i = 0; i < list.size(); i++)
            signed.add(new SignedVoucher(vouchers.get(i), signatures.get(i), signers.get(i)));
        return new Verb.Settle(List.copyOf(signed));
    }

    private Verb postReceipts(AbiValues in) throws Malformed, Refused {
        long session = in.u63(0);
        int lane = AbiFields.small(in, 1);
        var list = in.list(2);
        requireItems(list.size(), in.list(3).size());
        var signatures = AbiFields.signatures(in, 3);
        var receipts = new ArrayList<Receipt>(list.size());
        var digests = new ArrayList<Hash>(list.size());
        for (int i = 0; i < list.size(); i++) {
            var receipt = receipt(session, lane, list.list(i));
            receipts.add(receipt);
            digests.add(typed.receipt(receipt));
        }
        var signers = recovery.recoverAll(digests, signatures);
        var signed = new ArrayList<SignedReceipt>(list.size());
        for (int i = 0; i < list.size(); i++)
            signed.add(new SignedReceipt(receipts.get(i), signatures.get(i), signers.get(i)));
        return new Verb.PostReceipts(session, lane, List.copyOf(signed));
    }

    private static Receipt receipt(long session, int lane, AbiValues in) throws Malformed {
        for (int place = 3; place <= 5; place++)
            if (in.u63(place) > Usage.MOST) throw new Malformed("a usage above 2^40 units");
        return new Receipt(
                session,
                lane,
                in.u63(0),
                in.hash(1),
                in.hash(2),
                new Usage(in.u63(3), in.u63(4), in.u63(5)),
                AbiFields.amount(in, 6),
                in.u63(7),
                in.u63(8),
                in.u63(9),
                in.hash(10),
                AbiFields.small(in, 11));
    }

    private static void requireItems(int items, int signatures) throws Malformed, Refused {
        if (items != signatures) throw new Malformed(items + " items and " + signatures + " signatures");
        require(items <= MOST_ITEMS, Reason.TOO_MANY_ITEMS, "at most " + MOST_ITEMS + " items");
    }

    private static void require(boolean holds, Reason reason, String detail) throws Refused {
        if (!holds) throw new Refused(reason, detail);
    }

    /// More than the supply cap is more than anyone has.
    static Coin coin(BigInteger wei) throws Refused {
        if (wei.compareTo(CAP_WEI) > 0) throw new Refused(Reason.BALANCE_TOO_LOW, "more wei than there are");
        return Coin.ofWei(wei);
    }
}
