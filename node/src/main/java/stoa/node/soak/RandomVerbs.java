// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import stoa.kit.crypto.Digests;
import stoa.protocol.State;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Capability;
import stoa.types.Coin;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.Signature;
import stoa.types.market.SignedVoucher;
import stoa.types.market.Voucher;
import stoa.types.state.Account;
import stoa.types.state.LaneKey;
import stoa.types.state.Session;
import stoa.types.state.Tables;
import stoa.types.state.Terms;
import stoa.types.tx.Fees;
import stoa.types.tx.Tx;
import stoa.types.tx.Verb;

/// Transactions as careless, greedy and lucky people would send them: mostly sensible, often refused. The core compares
/// recovered addresses only, so nothing needs signing here.
final class RandomVerbs {
    private static final Signature ANY = new Signature(Hash.ZERO, Hash.ZERO, 0);
    private static final Prices HIGH = new Prices(Price.CAP, Price.CAP, Price.CAP);

    private final RandomGenerator random;
    private final List<Address> actors;
    private final List<ModelId> models;
    private final List<Address> hosts;
    private long serial;

    RandomVerbs(RandomGenerator random, List<Address> actors, List<Address> hosts, List<ModelId> models) {
        this.random = random;
        this.actors = actors;
        this.hosts = hosts;
        this.models = models;
    }

    /// The next block's transactions over a committed state, nonces in order.
    List<Tx> block(State state, int count, long nowSeconds) {
        var nonces = new java.util.TreeMap<Address, Long>();
        var out = new ArrayList<Tx>(count);
        for (int i = 0; i < count; i++) {
            var sender = pick(actors);
            long nonce = nonces.computeIfAbsent(sender, who -> state.find(Tables.ACCOUNTS, who)
                    .orElse(Account.EMPTY)
                    .nonce());
            nonces.put(sender, nonce + 1);
            var verb = random.nextInt(12) == 0 ? act(state, nowSeconds) : verb(state, nowSeconds);
            out.add(tx(sender, nonce, verb));
        }
        return out;
    }

    private Tx tx(Address sender, long nonce, Verb verb) {
        var to = verb instanceof Verb.Transfer transfer ? transfer.to() : Capability.SESSIONS.address();
        boolean takesValue = verb instanceof Verb.Transfer || verb instanceof Verb.DepositCollateral;
        var value = takesValue ? coin() : random.nextInt(50) == 0 ? coin() : Coin.ZERO;
        var hash = Digests.INSTANCE.sha256(Bytes.ofLong(serial++));
        long gas = random.nextInt(60) == 0 ? 1 : Fees.gas(verb);
        return new Tx(hash, sender, nonce, gas, random.nextBoolean(), to, value, verb, 200);
    }

    private Verb act(State state, long nowSeconds) {
        var inner = verb(state, nowSeconds);
        var to = inner instanceof Verb.Transfer transfer ? transfer.to() : Capability.SESSIONS.address();
        return new Verb.Act(number(20), to, inner instanceof Verb.Transfer ? coin() : Coin.ZERO, inner);
    }

    private Verb verb(State state, long nowSeconds) {
        long session = number(60);
        return switch (random.nextInt(17)) {
            case 0, 1 -> new Verb.Transfer(random.nextInt(20) == 0 ? Capability.MODELS.address() : pick(actors));
            case 2 -> new Verb.Delegate(random.nextInt(3) == 0 ? number(20) : 0, terms(nowSeconds));
            case 3 -> new Verb.Revoke(number(20));
            case 4, 5, 6 ->
                new Verb.OpenSession(pick(models), amount(), HIGH, 1 + random.nextInt(70), pick(actors), pick(actors));
            case 7 -> new Verb.TopUp(session, random.nextInt(4), amount());
            case 8 -> new Verb.FreezeLane(session, random.nextInt(4));
            case 9 -> new Verb.CloseSession(session);
            case 10, 11, 12, 13 -> settle(state);
            case 14 -> new Verb.DepositCollateral(pick(hosts));
            case 15 -> new Verb.WithdrawCollateral(pick(hosts), amount());
            default -> random.nextInt(4) == 0 ? new Verb.RetireHost(pick(hosts)) : new Verb.RetireModel(pick(models));
        };
    }

    private Verb settle(State state) {
        var vouchers = new ArrayList<SignedVoucher>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            long number = number(60);
            var session = state.find(Tables.SESSIONS, number);
            int lane = random.nextInt(4);
            var row = state.find(Tables.LANES, new LaneKey(number, lane));
            long earned = row.map(r -> r.earned().obol()
                            + random.nextLong(1 + r.allowance().obol() / 3))
                    .orElse(5L);
            long ceiling = earned + random.nextLong(1_000);
            var voucher = new Voucher(
                    number,
                    lane,
                    row.map(r -> r.count()).orElse(0L) + random.nextInt(3),
                    new Amount(earned),
                    new Amount(ceiling),
                    Hash.ZERO);
            var signer = session.map(Session::sessionKey)
                    .filter(_ -> random.nextInt(15) > 0)
                    .orElse(Address.ZERO);
            vouchers.add(new SignedVoucher(voucher, ANY, signer));
        }
        return new Verb.Settle(vouchers);
    }

    private Terms terms(long nowSeconds) {
        long total = 1 + random.nextLong(50_000_000_000L);
        return new Terms(
                pick(actors),
                1 + random.nextInt(15),
                random.nextBoolean() ? List.of() : List.of(pick(models)),
                new Amount(1 + random.nextLong(total)),
                10 + random.nextInt(100),
                new Amount(total),
                new Amount(1 + random.nextLong(total)),
                nowSeconds - random.nextInt(50),
                nowSeconds + random.nextInt(400),
                random.nextInt(4),
                "agent");
    }

    private Coin coin() {
        return switch (random.nextInt(4)) {
            case 0 -> new Coin(0, random.nextInt(Coin.WEI_PER_OBOL));
            case 1 -> new Coin(random.nextLong(1_000_000_000_000L), random.nextInt(Coin.WEI_PER_OBOL));
            default -> Coin.of(amount());
        };
    }

    private Amount amount() {
        return new Amount(random.nextInt(30) == 0 ? 0 : random.nextLong(20_000_000_000L));
    }

    private long number(int most) {
        return random.nextInt(most) + 1L;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
