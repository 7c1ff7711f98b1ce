// SPDX-License-Identifier: Apache-2.0
package stoa.protocol;

import static stoa.protocol.Names.SIGNATURE;
import static stoa.protocol.Names.TINY;
import static stoa.protocol.Names.address;
import static stoa.protocol.Names.keyOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import stoa.protocol.Story.Deed;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Capability;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Prices;
import stoa.types.Usage;
import stoa.types.market.Receipt;
import stoa.types.market.Release;
import stoa.types.market.SignedReceipt;
import stoa.types.market.SignedRelease;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Voucher;
import stoa.types.state.Terms;
import stoa.types.tx.Verb;

/// What people do, in their words.
final class Verbs {
    private Verbs() {}

    static Deed does(String who, Verb verb) {
        return does(who, verb, Coin.ZERO);
    }

    static Deed does(String who, Verb verb, Coin value) {
        return new Deed(who, verb, to(verb), value);
    }

    /// Where a transaction with this verb goes.
    private static Address to(Verb verb) {
        return switch (verb) {
            case Verb.Transfer transfer -> transfer.to();
            case Verb.Delegate _, Verb.Revoke _, Verb.Act _ -> Capability.DELEGATIONS.address();
            case Verb.AddModel _, Verb.RetireModel _ -> Capability.MODELS.address();
            case Verb.RegisterHost _,
                    Verb.UpdateHost _,
                    Verb.RetireHost _,
                    Verb.DepositCollateral _,
                    Verb.WithdrawCollateral _ -> Capability.HOSTS.address();
            case Verb.Court _ -> Capability.COURT.address();
            case Verb.Contracts _ -> Capability.CONTRACTS.address();
            default -> Capability.SESSIONS.address();
        };
    }

    /// The same deed, done by `delegate` under a delegation.
    static Deed under(long delegation, String delegate, Deed deed) {
        return does(delegate, new Verb.Act(delegation, deed.to(), deed.value(), deed.verb()));
    }

    // ── accounts ──

    static Deed pays(String who, String whom, long obol) {
        return does(who, new Verb.Transfer(address(whom)), Coin.of(new Amount(obol)));
    }

    // ── delegations ──

    static Deed delegates(String who, Terms terms) {
        return does(who, new Verb.Delegate(0, terms));
    }

    static Deed passesOn(String who, long parent, Terms terms) {
        return does(who, new Verb.Delegate(parent, terms));
    }

    static Deed revokes(String who, long delegation) {
        return does(who, new Verb.Revoke(delegation));
    }

    // ── models ──

    static Deed addsModel(String who, String name, Prices prices) {
        return does(who, new Verb.AddModel(new ModelId(name), prices, 4_096, 1, List.of("reference")));
    }

    static Deed retiresModel(String who, ModelId model) {
        return does(who, new Verb.RetireModel(model));
    }

    // ── hosts ──

    static Deed registers(String who, String host, ModelId... models) {
        return does(
                who,
                new Verb.RegisterHost(
                        address(host),
                        address(who),
                        "https://" + host + ".example",
                        List.of(models),
                        SIGNATURE,
                        address(host)));
    }

    static Deed updates(String who, String host, String endpoint, ModelId... models) {
        return does(who, new Verb.UpdateHost(address(host), endpoint, List.of(models)));
    }

    static Deed retires(String who, String host) {
        return does(who, new Verb.RetireHost(address(host)));
    }

    static Deed deposits(String who, String host, long obol) {
        return does(who, new Verb.DepositCollateral(address(host)), Coin.of(new Amount(obol)));
    }

    static Deed withdraws(String who, String host, long obol) {
        return does(who, new Verb.WithdrawCollateral(address(host), new Amount(obol)));
    }

    // ── sessions ──

    static Deed opens(String who, long deposit) {
        return opens(who, deposit, 60);
    }

    static Deed opens(String who, long deposit, long seconds) {
        return opens(who, TINY, deposit, seconds, who);
    }

    static Deed opens(String who, ModelId model, long deposit, long seconds, String refundTo) {
        return does(
                who,
                new Verb.OpenSession(
                        model, new Amount(deposit), Story.HIGH, seconds, keyOf(refundTo), address(refundTo)));
    }

    static Deed topsUp(String who, long session, int lane, long obol) {
        return does(who, new Verb.TopUp(session, lane, new Amount(obol)));
    }

    static Deed freezes(String who, long session, int lane) {
        return does(who, new Verb.FreezeLane(session, lane));
    }

    static Deed moves(String who, long session, int from, int to, long obol) {
        return does(who, new Verb.Move(session, from, to, new Amount(obol), Optional.empty()));
    }

    /// With a release that `signer` signed for the lane's total after it.
    static Deed moves(String who, long session, int from, int to, long obol, Address signer, long total) {
        var release = new Release(session, from, new Amount(obol), new Amount(total));
        var signed = new SignedRelease(release, SIGNATURE, signer);
        return does(who, new Verb.Move(session, from, to, new Amount(obol), Optional.of(signed)));
    }

    static Deed settles(String who, SignedVoucher... vouchers) {
        return does(who, new Verb.Settle(List.of(vouchers)));
    }

    /// A voucher signed by the session key of `payer`.
    static SignedVoucher voucher(String payer, long session, int lane, long count, long earned, long ceiling) {
        return signedBy(keyOf(payer), session, lane, count, earned, ceiling);
    }

    static SignedVoucher signedBy(Address signer, long session, int lane, long count, long earned, long ceiling) {
        var voucher = new Voucher(session, lane, count, new Amount(earned), new Amount(ceiling), Hash.ZERO);
        return new SignedVoucher(voucher, SIGNATURE, signer);
    }

    /// Receipts from `index` on, one for each cost, signed by `signer`.
    static Deed posts(String who, long session, int lane, Address signer, long index, long... costs) {
        var receipts = new ArrayList<SignedReceipt>();
        for (long cost : costs) receipts.add(receipt(session, lane, signer, index + receipts.size(), cost));
        return does(who, new Verb.PostReceipts(session, lane, receipts));
    }

    static SignedReceipt receipt(long session, int lane, Address signer, long index, long cost) {
        var receipt = new Receipt(
                session, lane, index, Hash.ZERO, Hash.ZERO, Usage.NONE, new Amount(cost), 1, 2, 3, Hash.ZERO, 0);
        return new SignedReceipt(receipt, SIGNATURE, signer);
    }

    static Deed closes(String who, long session) {
        return does(who, new Verb.CloseSession(session));
    }
}
