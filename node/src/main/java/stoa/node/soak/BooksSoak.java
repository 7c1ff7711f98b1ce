// SPDX-License-Identifier: Apache-2.0
package stoa.node.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import stoa.kit.crypto.Bls;
import stoa.kit.crypto.Digests;
import stoa.protocol.BlockInput;
import stoa.protocol.MemoryState;
import stoa.protocol.Protocol;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.Genesis;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.chain.SeedSignature;
import stoa.types.event.Event;
import stoa.types.state.One;
import stoa.types.state.Tables;
import stoa.types.state.Totals;

/// The real core under random verbs: the sum of all money never changes but by burning, the totals equal a full scan,
/// and a
/// second run of the same blocks writes the same bytes. Rule [SUP-1].
public final class BooksSoak implements Soak {
    private static final int TXS_A_BLOCK = 40;
    private static final int BLOCKS_A_RUN = 250;

    @Override
    public String run(long seed, Duration time, Progress progress) {
        long until = System.nanoTime() + time.toNanos();
        var random = new SplittableRandom(seed);
        long runs = 0;
        long verbs = 0;
        long accepted = 0;
        do {
            long runSeed = runs == 0 ? seed : random.nextLong();
            var told = once(runSeed, BLOCKS_A_RUN);
            verbs += told[0];
            accepted += told[1];
            runs++;
            if (runs % 5 == 0) progress.line(runs + " runs, " + verbs + " verbs, the books balance");
        } while (System.nanoTime() < until);
        return runs + " runs of " + BLOCKS_A_RUN + " blocks, " + verbs + " verbs of which " + accepted
                + " were accepted: Σ money constant, totals equal to a full scan, every run repeatable";
    }

    /// One network's life; gives the number of verbs and of accepted ones.
    static long[] once(long seed, int blocks) {
        var random = new SplittableRandom(seed);
        var actors = new ArrayList<Address>();
        for (int i = 0; i < 12; i++)
            actors.add(Address.of(Digests.INSTANCE.sha256(Bytes.ofLong(i)).bytes(), 12));
        var hosts = actors.subList(8, 12);
        var models = List.of(new ModelId("tiny"), new ModelId("small"));
        var key = Bls.Key.fromSeed(Digests.INSTANCE.sha256(Bytes.ofLong(seed)).bytes());
        var genesis = genesis(actors, hosts, models, key);
        var protocol = Protocol.of(Digests.INSTANCE, genesis);
        var state = new MemoryState();
        state.apply(protocol.genesis(genesis).changes());
        var verbs = new RandomVerbs(random, actors, hosts, models);
        long now = genesis.timeSeconds();
        long made = 0;
        long accepted = 0;
        for (int height = 1; height <= blocks; height++) {
            now += random.nextInt(20) == 0 ? random.nextInt(400) : random.nextInt(4);
            var txs = verbs.block(state, random.nextInt(TXS_A_BLOCK), now);
            made += txs.size();
            var sigma = SeedSignature.of(key.sign(protocol.seedMessage(state)));
            var input =
                    new BlockInput(height, now, genesis.validators().getFirst().address(), sigma, txs);
            var before = state.find(Tables.TOTALS, One.ONE).orElseThrow();
            var result = protocol.execute(state, input);
            var again = protocol.execute(state, input);
            var where = "seed " + seed + ", block " + height;
            require(same(result, again), "the same block gave different writes at " + where);
            accepted +=
                    result.txs().stream().filter(tx -> tx.refused().isEmpty()).count();
            state.apply(result.changes());
            var totals = state.find(Tables.TOTALS, One.ONE).orElseThrow();
            require(totals.hold(), "the totals do not balance at " + where);
            require(
                    totals.supply().plus(totals.burned()).equals(before.supply().plus(before.burned())),
                    "money appeared or vanished at " + where);
            for (var event : result.endEvents())
                require(!(event instanceof Event.Incident), "an incident at " + where + ": " + event);
            if (height % 25 == 0) require(scanned(state, totals), "the totals differ from a full scan at " + where);
        }
        return new long[] {made, accepted};
    }

    private static boolean same(stoa.protocol.BlockResult one, stoa.protocol.BlockResult other) {
        var left = one.changes().writes();
        var right = other.changes().writes();
        if (left.size() != right.size()) return false;
        for (int i = 0; i < left.size(); i++)
            if (!left.get(i).key().equals(right.get(i).key())
                    || !java.util.Arrays.equals(
                            left.get(i).value(), right.get(i).value())) return false;
        return true;
    }

    /// Sums every row that holds money and compares with the running totals.
    private static boolean scanned(MemoryState state, Totals totals) {
        var balances = Coin.ZERO;
        for (var entry : state.scan(Tables.ACCOUNTS.prefix(), Bytes.EMPTY, Bytes.EMPTY, Integer.MAX_VALUE))
            balances = balances.plus(Tables.ACCOUNTS.decode(entry.value()).balance());
        var pending = Amount.ZERO;
        for (var entry : state.scan(Tables.PENDING.prefix(), Bytes.EMPTY, Bytes.EMPTY, Integer.MAX_VALUE))
            pending = pending.plus(Tables.PENDING.decode(entry.value()).amount());
        var collateral = Amount.ZERO;
        for (var entry : state.scan(Tables.HOSTS.prefix(), Bytes.EMPTY, Bytes.EMPTY, Integer.MAX_VALUE))
            collateral = collateral.plus(Tables.HOSTS.decode(entry.value()).collateral());
        for (var entry : state.scan(Tables.WITHDRAWALS.prefix(), Bytes.EMPTY, Bytes.EMPTY, Integer.MAX_VALUE))
            collateral = collateral.plus(Tables.WITHDRAWALS.decode(entry.value()));
        return balances.equals(totals.balances())
                && pending.equals(totals.pending())
                && collateral.equals(totals.collateral());
    }

    private static Genesis genesis(List<Address> actors, List<Address> hosts, List<ModelId> models, Bls.Key key) {
        var accounts = actors.stream()
                .map(actor -> new Genesis.Account(actor, Coin.of(Amount.stoa(10_000))))
                .toList();
        var prices = new Prices(
                Price.ofObolPerMillion(2_000_000), Price.ofObolPerMillion(500_000), Price.ofObolPerMillion(6_000_000));
        var listed = models.stream()
                .map(model -> new Genesis.Model(model, prices, 4_096, 1, List.of()))
                .toList();
        var served = new ArrayList<Genesis.Host>();
        for (int i = 0; i < hosts.size(); i++)
            served.add(new Genesis.Host(
                    hosts.get(i),
                    actors.get(i),
                    "http://127.0.0.1:1",
                    models,
                    Amount.stoa(1_000 + i),
                    models.stream().map(model -> new Genesis.Rate(model, 500)).toList()));
        return new Genesis(
                61_127,
                1_800_000_000L,
                Params.local(),
                actors.getFirst(),
                actors.getFirst(),
                accounts,
                listed,
                served,
                List.of(new Genesis.Validator(actors.get(7), key.publicKey(), key.provePossession(), 1)));
    }

    private static void require(boolean holds, String what) {
        if (!holds) throw new Broken(what);
    }
}
