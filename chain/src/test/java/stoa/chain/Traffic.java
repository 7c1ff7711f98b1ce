// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import stoa.kit.crypto.Digests;
import stoa.kit.crypto.Secp256k1;
import stoa.types.Amount;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Typed;
import stoa.types.market.Voucher;
import stoa.types.tx.Verb;

/// What people might send, from a seed; a good part of it is refused. Remembers everybody's nonce.
public final class Traffic {
    private final Random random;
    private final Net net;
    private final Typed typed;
    private final TreeMap<String, Long> nonces = new TreeMap<>();

    public Traffic(long seed, Net net) {
        this.random = new Random(seed);
        this.net = net;
        this.typed = new Typed(
                Digests.INSTANCE, net.genesis().chainId(), net.genesis().hash(Digests.INSTANCE));
    }

    /// Goes on from what a chain knows.
    public Traffic from(Chain chain) {
        for (var name : Net.PEOPLE) nonces.put(name, Net.nonce(chain, name));
        return this;
    }

    public List<byte[]> next(int count) {
        var txs = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) txs.add(next());
        return txs;
    }

    public byte[] next() {
        var from = someone();
        long nonce = nonces.merge(from, 1L, Long::sum) - 1;
        return switch (random.nextInt(8)) {
            case 0 -> net.delegate(from, nonce, someone());
            case 1, 2 -> net.openSession(from, nonce, 1_000_000L * (1 + random.nextInt(50)), 1 + random.nextInt(60));
            case 3 -> net.closeSession(from, nonce, session());
            case 4 -> settle(from, nonce);
            case 5 -> net.tx(from, nonce, new Verb.TopUp(session(), random.nextInt(4), new Amount(1_000)), Coin.ZERO);
            default ->
                net.pay(
                        from,
                        nonce,
                        random.nextBoolean() ? someone() : "stranger " + random.nextInt(1_000),
                        random.nextInt(1_000));
        };
    }

    private byte[] settle(String from, long nonce) {
        var vouchers = new ArrayList<SignedVoucher>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            var earned = new Amount(random.nextInt(300_000));
            var voucher = new Voucher(
                    session(),
                    random.nextInt(4),
                    1 + random.nextInt(100),
                    earned,
                    earned.plus(new Amount(100)),
                    Hash.ZERO);
            var key = Net.key(someone() + "'s session");
            var signature = Secp256k1.sign(typed.voucher(voucher), key);
            vouchers.add(new SignedVoucher(voucher, signature, Secp256k1.addressOf(key)));
        }
        return net.tx(from, nonce, new Verb.Settle(vouchers), Coin.ZERO);
    }

    private long session() {
        return 1 + random.nextInt(30);
    }

    private String someone() {
        return Net.PEOPLE.get(random.nextInt(Net.PEOPLE.size()));
    }
}
