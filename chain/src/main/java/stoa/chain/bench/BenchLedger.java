// SPDX-License-Identifier: Apache-2.0
package stoa.chain.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import stoa.chain.block.BlockExecutor;
import stoa.chain.block.BlockStore;
import stoa.chain.block.DataFormat;
import stoa.chain.block.Proposal;
import stoa.chain.parallel.Workers;
import stoa.chain.state.StateConfig;
import stoa.chain.state.StateStore;
import stoa.chain.store.Batch;
import stoa.chain.store.KeyValue;
import stoa.kit.crypto.Bls;
import stoa.kit.crypto.Digests;
import stoa.protocol.Changes;
import stoa.protocol.Protocol;
import stoa.types.Address;
import stoa.types.Amount;
import stoa.types.Bytes;
import stoa.types.Coin;
import stoa.types.Genesis;
import stoa.types.Hash;
import stoa.types.ModelId;
import stoa.types.Params;
import stoa.types.Price;
import stoa.types.Prices;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.Header;
import stoa.types.chain.Roots;
import stoa.types.chain.SeedSignature;

/// A ledger with as many accounts as wanted, driven block by block on the calling thread.
final class BenchLedger {
    static final ModelId MODEL = new ModelId("bench");
    static final Prices PRICES =
            new Prices(Price.ofObolPerMillion(1_000), Price.ofObolPerMillion(100), Price.ofObolPerMillion(4_000));

    private static final int HOSTS = 16;
    private static final int LOADED_AT_ONCE = 50_000;
    private static final long GENESIS_SECONDS = 1_800_000_000L;
    private static final Amount BALANCE = Amount.stoa(900);

    private final KeyValue store;
    private final Genesis genesis;
    private final Bls.Key key = Bls.Key.fromSeed(new byte[32]);
    private final Protocol protocol;
    private final StateStore states;
    private final BlockExecutor executor;
    private CommittedBlock newest;

    BenchLedger(KeyValue store, StateConfig config, int accounts, Workers workers) {
        this.store = store;
        this.genesis = genesis(accounts);
        this.protocol = Protocol.of(Digests.INSTANCE, genesis);
        this.newest = load(StateStore.open(store, config, workers));
        this.states = StateStore.open(store, config, workers);
        this.executor = new BlockExecutor(store, states, protocol, genesis);
    }

    /// A block and what each part of it took.
    record Measured(CommittedBlock block, long nanos, BlockExecutor.Timing timing, long writeNanos, int pages) {}

    Genesis genesis() {
        return genesis;
    }

    StateStore states() {
        return states;
    }

    /// An account's address, from its number: addresses are hashes, so numbers do.
    static Address account(long number) {
        return Address.of(Digests.INSTANCE.sha256(Bytes.ofLong(number)).bytes(), 0);
    }

    /// The next block, one second after the last, from the proposal to the disk.
    Measured block(List<Proposal.Item> items) {
        long start = System.nanoTime();
        var signature = SeedSignature.of(key.sign(protocol.seedMessage(states.newest())));
        var proposal =
                new Proposal(newest.height() + 1, newest.header().timeSeconds() + 1, account(0), signature, items);
        var executed = executor.execute(proposal, newest);
        long executedNanos = System.nanoTime();
        executor.commit(executed);
        long end = System.nanoTime();
        if (!executed.excluded().isEmpty())
            throw new IllegalStateException("the benchmark's transactions are excluded: "
                    + executed.excluded().getFirst().reason());
        newest = executed.block();
        return new Measured(
                newest,
                end - start,
                executed.timing(),
                end - executedNanos,
                executed.update().pagesWritten());
    }

    /// What clearing one old height away takes; it happens beside the chain's thread.
    long pruneNanos() {
        long start = System.nanoTime();
        while (states.prune()) {}
        return System.nanoTime() - start;
    }

    private CommittedBlock load(StateStore empty) {
        var loader = empty.loader(0);
        var writes = protocol.genesis(genesis).changes().writes();
        for (int from = 0; from < writes.size(); from += LOADED_AT_ONCE)
            loader.add(new Changes(writes.subList(from, Math.min(writes.size(), from + LOADED_AT_ONCE))));
        var header = new Header(
                0,
                genesis.timeSeconds(),
                Hash.ZERO,
                loader.root(),
                Roots.txs(List.of(), Digests.INSTANCE),
                Roots.results(List.of(), List.of(), List.of(), Digests.INSTANCE),
                Address.ZERO,
                SeedSignature.NONE,
                genesis.hash(Digests.INSTANCE),
                0,
                0);
        // Views would want a million events here; a block without them is all that the next one needs.
        var block = new CommittedBlock(header, header.hash(Digests.INSTANCE), List.of(), List.of(), List.of());
        var batch = new Batch();
        loader.finish(batch);
        DataFormat.put(batch, genesis.hash(Digests.INSTANCE));
        new BlockStore(store).putOldest(batch, block);
        store.write(batch, true);
        return block;
    }

    private Genesis genesis(int accounts) {
        var holders = new ArrayList<Genesis.Account>(accounts);
        for (int i = 0; i < accounts; i++) holders.add(new Genesis.Account(account(i), Coin.of(BALANCE)));
        var hosts = IntStream.range(0, HOSTS).mapToObj(BenchLedger::host).toList();
        return new Genesis(
                61_127,
                GENESIS_SECONDS,
                longEpoch(),
                account(0),
                Address.ZERO,
                holders,
                List.of(new Genesis.Model(MODEL, PRICES, 4_096, 1, List.of())),
                hosts,
                List.of(new Genesis.Validator(account(0), key.publicKey(), key.provePossession(), 1)));
    }

    private static Genesis.Host host(int number) {
        return new Genesis.Host(
                hostAddress(number),
                account(-1_000 - number),
                "http://127.0.0.1:" + (9_000 + number),
                List.of(MODEL),
                Amount.stoa(10_000),
                List.of(new Genesis.Rate(MODEL, 1_000)));
    }

    static Address hostAddress(int number) {
        return account(-1 - number);
    }

    /// The real network's parameters.
    private static Params longEpoch() {
        return Params.mainnet();
    }
}
