// SPDX-License-Identifier: Apache-2.0
package stoa.chain.bench;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import stoa.chain.block.Proposal;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.PrivateKey;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.Genesis;
import stoa.types.Hash;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Signature;
import stoa.types.chain.CommittedBlock;
import stoa.types.codec.EthTx;
import stoa.types.event.Event;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Typed;
import stoa.types.market.Voucher;
import stoa.types.state.Terms;
import stoa.types.tx.Fees;
import stoa.types.tx.Tx;
import stoa.types.tx.Verb;
import stoa.types.tx.VerbTable;

/// Transactions of random accounts, as decoding leaves them: the sender known, the raw bytes of their true size. For
/// measuring recovery there are truly signed ones too.
final class BenchTraffic {
    private static final Prices MAXIMA = new Prices(Price.CAP, Price.CAP, Price.CAP);
    private static final Amount DEPOSIT = Amount.stoa(1);
    private static final long SESSION_SECONDS = 3_600;
    private static final Signature NOBODYS = new Signature(new Hash(1, 2, 3, 4), new Hash(1, 2, 3, 4), 0);

    private final VerbTable verbs = new VerbTable(Digests.INSTANCE);
    private final Random random = new Random(1);
    private final Genesis genesis;
    private final int accounts;
    private final Typed typed;
    private final Map<Address, Long> nonces = new HashMap<>();
    private final PrivateKey sessionKey =
            PrivateKey.of(Digests.INSTANCE.sha256(new byte[1]).bytes());
    private final Address sessionSigner = Secp256k1.addressOf(sessionKey);
    /// Lanes that were drawn and not settled yet.
    private final Deque<Lane> lanes = new ArrayDeque<>();

    private long strangers;

    BenchTraffic(Genesis genesis, int accounts) {
        this.genesis = genesis;
        this.accounts = accounts;
        this.typed = new Typed(Digests.INSTANCE, genesis.chainId(), genesis.hash(Digests.INSTANCE));
    }

    private record Lane(long session, int lane) {}

    /// Remembers the lanes that a block drew.
    void saw(CommittedBlock block) {
        block.events().forEach(event -> {
            if (event instanceof Event.SeatsDrawn drawn)
                for (int lane = 0; lane < drawn.hosts().size(); lane++) lanes.add(new Lane(drawn.session(), lane));
        });
    }

    int lanesOpen() {
        return lanes.size();
    }

    /// Of a hundred verbs: 55 transfers to random accounts, 5 to new ones, 10 openings (sixteen lanes each), 20
    /// settlements of a lane, 10 delegations.
    List<Proposal.Item> mixed(int count) {
        var items = new ArrayList<Proposal.Item>(count);
        for (int i = 0; i < count; i++) {
            int kind = i % 20;
            if (kind < 11) items.add(item(pay(account()), Coin.of(new Amount(1_000 + random.nextInt(1_000)))));
            else if (kind == 11) items.add(item(pay(BenchLedger.account(-1_000_000 - strangers++)), Coin.of(DEPOSIT)));
            else if (kind < 14) items.add(item(open(), Coin.ZERO));
            else if (kind < 18) items.add(item(settle(1), Coin.ZERO));
            else items.add(item(delegate(), Coin.ZERO));
        }
        return items;
    }

    List<Proposal.Item> openings(int count) {
        var items = new ArrayList<Proposal.Item>(count);
        for (int i = 0; i < count; i++) items.add(item(open(), Coin.ZERO));
        return items;
    }

    /// Transactions with as many vouchers as one may hold, together `vouchers` of them, each of another lane.
    List<Proposal.Item> settlements(int vouchers) {
        var items = new ArrayList<Proposal.Item>();
        int most = genesis.params().maxVouchersPerSettle();
        for (int left = vouchers; left > 0; left -= most) items.add(item(settle(Math.min(left, most)), Coin.ZERO));
        return items;
    }

    /// Truly signed transfers, for the decoder.
    List<byte[]> signedTransfers(int count) {
        var raws = new ArrayList<byte[]>(count);
        for (int i = 0; i < count; i++) {
            var tx = eth(pay(account()), Coin.of(new Amount(1)), i);
            raws.add(tx.raw(Secp256k1.sign(tx.signingDigest(Digests.INSTANCE), sessionKey)));
        }
        return raws;
    }

    /// Truly signed settlements with truly signed vouchers, for the decoder.
    List<byte[]> signedSettlements(int vouchers) {
        var raws = new ArrayList<byte[]>();
        int most = genesis.params().maxVouchersPerSettle();
        for (int left = vouchers; left > 0; left -= most) {
            var signed = new ArrayList<SignedVoucher>();
            for (int i = Math.min(left, most); i > 0; i--) {
                var voucher = voucher(new Lane(1 + random.nextInt(1 << 20), random.nextInt(16)));
                signed.add(
                        new SignedVoucher(voucher, Secp256k1.sign(typed.voucher(voucher), sessionKey), sessionSigner));
            }
            var tx = eth(new Verb.Settle(signed), Coin.ZERO, left);
            raws.add(tx.raw(Secp256k1.sign(tx.signingDigest(Digests.INSTANCE), sessionKey)));
        }
        return raws;
    }

    private Verb pay(Address to) {
        return new Verb.Transfer(to);
    }

    private Verb open() {
        return new Verb.OpenSession(
                BenchLedger.MODEL, DEPOSIT, MAXIMA, SESSION_SECONDS, sessionSigner, BenchLedger.account(1));
    }

    private Verb delegate() {
        var limit = Amount.stoa(10);
        // Never a sender: nobody delegates to itself.
        var delegate = BenchLedger.account(-2_000_000 - random.nextInt(accounts));
        var terms = new Terms(
                delegate,
                Terms.SCOPE_INFERENCE,
                List.of(BenchLedger.MODEL),
                limit,
                86_400,
                limit,
                limit,
                genesis.timeSeconds(),
                genesis.timeSeconds() + 1_000_000,
                0,
                "bench");
        return new Verb.Delegate(0, terms);
    }

    private Verb settle(int count) {
        if (lanes.size() < count) throw new IllegalStateException("too few lanes are open: open more sessions first");
        var vouchers = new ArrayList<SignedVoucher>(count);
        for (int i = 0; i < count; i++)
            vouchers.add(new SignedVoucher(voucher(lanes.removeFirst()), NOBODYS, sessionSigner));
        return new Verb.Settle(vouchers);
    }

    private Voucher voucher(Lane lane) {
        var earned = new Amount(10_000 + random.nextInt(10_000));
        return new Voucher(
                lane.session(),
                lane.lane(),
                1 + random.nextInt(50),
                earned,
                earned.plus(new Amount(4_000)),
                Digests.INSTANCE.sha256(Bytes.ofLong(random.nextLong())));
    }

    private Address account() {
        return BenchLedger.account(random.nextInt(accounts));
    }

    private Proposal.Item item(Verb verb, Coin value) {
        var sender = account();
        long nonce = nonces.merge(sender, 1L, Long::sum) - 1;
        var eth = eth(verb, value, nonce);
        byte[] raw = eth.raw(NOBODYS);
        var tx = new Tx(
                Digests.INSTANCE.keccak256(raw, sender.bytes()),
                sender,
                nonce,
                eth.gasLimit(),
                false,
                eth.to().orElseThrow(),
                value,
                verb,
                raw.length);
        return new Proposal.Item(raw, tx);
    }

    private EthTx eth(Verb verb, Coin value, long nonce) {
        var call = verbs.encode(verb);
        return EthTx.dynamicFee(
                genesis.chainId(),
                nonce,
                BigInteger.ZERO,
                BigInteger.valueOf(Coin.WEI_PER_OBOL),
                Fees.gas(verb),
                call.to(),
                value.toWei(),
                call.data());
    }
}
