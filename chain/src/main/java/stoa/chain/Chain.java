// SPDX-License-Identifier: Apache-2.0
package stoa.chain;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stoa.chain.block.BlockStore;
import stoa.chain.block.Decoders;
import stoa.chain.block.Proposal;
import stoa.chain.block.TxPlace;
import stoa.chain.comet.CometDriver;
import stoa.chain.driver.ChainMetrics;
import stoa.chain.driver.Driver;
import stoa.chain.driver.Feed;
import stoa.chain.driver.Health;
import stoa.chain.driver.Mempool;
import stoa.chain.parallel.Workers;
import stoa.chain.snapshot.Manifest;
import stoa.chain.snapshot.Replay;
import stoa.chain.snapshot.SnapshotWriter;
import stoa.chain.solo.BlockClock;
import stoa.chain.solo.Proposer;
import stoa.chain.solo.SoloDriver;
import stoa.chain.state.CommittedState;
import stoa.chain.state.StateStore;
import stoa.chain.store.KeyValue;
import stoa.chain.store.RocksKeyValue;
import stoa.chain.store.StoreFailure;
import stoa.kit.clock.Ticker;
import stoa.kit.log.Log;
import stoa.kit.metrics.Metrics;
import stoa.protocol.Protocol;
import stoa.types.Address;
import stoa.types.Genesis;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.chain.CallRequest;
import stoa.types.chain.ChainInfo;
import stoa.types.chain.CommittedBlock;
import stoa.types.chain.Simulated;
import stoa.types.chain.StateEntry;
import stoa.types.chain.Submitted;
import stoa.types.state.StateKey;
import stoa.types.state.Tables;
import stoa.types.tx.Refused;

/// A ledger in a directory, with its driver. Reading never waits for a block in the making and goes on when the chain
/// has stopped. Any thread.
///
/// Heights that are cleared away or not reached throw [stoa.chain.state.HeightUnavailable]; a store that does not work
/// throws [StoreFailure].
public final class Chain implements AutoCloseable {
    private static final Log LOG = Log.of(Chain.class);
    private static final Duration PRUNE_PERIOD = Duration.ofSeconds(1);

    private final KeyValue store;
    private final Workers workers;
    private final Genesis genesis;
    private final Protocol protocol;
    private final Decoders decoders;
    private final StateStore states;
    private final BlockStore blocks;
    private final Mempool mempool;
    private final Feed feed;
    private final Driver driver;
    private final ChainMetrics metrics;
    private final BlockClock clock;
    private @Nullable Ticker pruner;
    private final ChainInfo info;

    private Chain(Foundation base, Driver driver, ChainMetrics metrics, BlockClock clock, Metrics registry) {
        this.store = base.store();
        this.workers = base.workers();
        this.clock = clock;
        this.driver = driver;
        this.metrics = metrics;
        genesis = base.genesis();
        protocol = base.protocol();
        decoders = base.decoders();
        states = base.states();
        blocks = base.blocks();
        mempool = base.mempool();
        feed = base.feed();
        info = new ChainInfo(
                genesis.chainId(),
                base.genesisHash(),
                genesis.timeSeconds(),
                genesis.params().sandbox(),
                genesis.params().maxTxBytes());
        registry.gauge("stoa_chain_height", "Newest block", () -> head().height());
        registry.gauge("stoa_chain_mempool_txs", "Transactions that wait", mempool::size);
        registry.gauge("stoa_chain_mempool_bytes", "Bytes of transactions that wait", mempool::bytes);
        registry.gauge("stoa_chain_oldest_state", "Oldest height that can be read", states::oldest);
        registry.gauge("stoa_chain_up", "1 while blocks are made", () -> health().ok() ? 1 : 0);
    }

    /// Opens or begins the ledger and starts its driver. What keeps it from being opened is a [StoreFailure] or an
    /// `IllegalArgumentException` whose message is one line for the operator.
    public static Chain open(ChainConfig config, Metrics metrics) {
        return over(RocksKeyValue.open(config.store()), config, metrics, BlockClock.system());
    }

    /// The same over any store, which it closes in the end, and any clock.
    public static Chain over(KeyValue store, ChainConfig config, Metrics registry, BlockClock clock) {
        var workers = Workers.start("chain-worker");
        try {
            var proposer = Proposer.of(config.genesis(), config.validatorKey());
            var base = Foundation.open(store, config, workers);
            Opening.requireValidator(
                    base.states(), proposer, config.validatorKey().publicKey());
            var metrics = new ChainMetrics(registry);
            var driver = new SoloDriver(
                    base.executor(),
                    base.states(),
                    base.blocks(),
                    base.protocol(),
                    base.mempool(),
                    base.intake(),
                    proposer,
                    clock,
                    config.pace(),
                    base.newest(),
                    metrics,
                    base.feed()::publish);
            return started(new Chain(base, driver, metrics, clock, registry));
        } catch (RuntimeException | Error failure) {
            workers.close();
            store.close();
            throw failure;
        }
    }

    /// A ledger whose blocks CometBFT agrees on. Waits until it began: with the genesis, with a snapshot of peers, or
    /// with what the store holds. Closes the driver in the end.
    public static Chain over(CometDriver comet, Metrics registry) throws InterruptedException {
        return started(new Chain(comet.awaitLedger(), comet, comet.metrics(), BlockClock.system(), registry));
    }

    private static Chain started(Chain chain) {
        chain.start();
        LOG.info("the ledger is open", "height", chain.head().height(), "genesis", chain.info.genesisHash());
        return chain;
    }

    private void start() {
        driver.start();
        pruner = Ticker.start("chain-pruner", PRUNE_PERIOD, this::prune, Chain::pruningFailed);
    }

    public ChainInfo info() {
        return info;
    }

    public Genesis genesis() {
        return genesis;
    }

    /// The newest block.
    public CommittedBlock head() {
        return feed.newest();
    }

    public Health health() {
        return driver.health();
    }

    // ── transactions ──

    /// Decodes, recovers signers, checks against the newest state and what waits already, and lets it wait for a
    /// block.
    public Submitted submit(byte[] raw) {
        if (driver.health().status() == Health.Status.HALTED || driver.health().status() == Health.Status.CLOSED)
            return refused(Reason.INTERNAL, driver.health().detail());
        try {
            var hash = driver.submit(raw);
            metrics.taken();
            return new Submitted.Taken(hash);
        } catch (Refused refused) {
            return refused(refused.reason(), String.valueOf(refused.getMessage()));
        }
    }

    /// Tries a call on the newest state.
    public Simulated simulate(CallRequest call) {
        return Simulation.run(
                protocol, decoders, states.newest(), clock.next(head().header().timeSeconds()), call);
    }

    /// Tries a call on the state after the block of that height.
    public Simulated simulate(CallRequest call, long height) {
        return Simulation.run(
                protocol, decoders, states.at(height), block(height).header().timeSeconds(), call);
    }

    /// The nonce of the sender's next transaction, those that wait counted in.
    public long nextNonce(Address sender) {
        long committed = states.newest()
                .find(Tables.ACCOUNTS, sender)
                .map(account -> account.nonce())
                .orElse(0L);
        return mempool.nextNonce(sender, committed);
    }

    /// A transaction that waits for a block, as it travels.
    public Optional<Proposal.Item> waiting(Hash tx) {
        return mempool.find(tx);
    }

    // ── state ──

    /// The newest state; for a moment it may be that of the block after [#head].
    public CommittedState state() {
        return states.newest();
    }

    public CommittedState state(long height) {
        return states.at(height);
    }

    /// The value after the block of that height, or its absence, proven under its state root.
    public StateEntry read(StateKey key, long height) {
        return states.at(height).prove(key);
    }

    /// The oldest height whose state can be read.
    public long oldestState() {
        return states.oldest();
    }

    // ── blocks ──

    public CommittedBlock block(long height) {
        return feed.get(height);
    }

    public Optional<CommittedBlock> block(Hash hash) {
        return blocks.find(hash).filter(block -> block.height() <= head().height());
    }

    /// Where a committed transaction stands.
    public Optional<TxPlace> transaction(Hash hash) {
        return blocks.place(hash).filter(place -> place.height() <= head().height());
    }

    /// Blocks from a height to the newest at the time of the call, read as the stream is.
    public Stream<CommittedBlock> blocks(long from) {
        return LongStream.rangeClosed(from, head().height()).mapToObj(this::block);
    }

    /// Calls `subscriber` with every block from height `from` on, in order, each after it is on the disk, on a virtual
    /// thread of its own. It may be as slow as it likes. When it throws, the same block comes again a little later.
    ///
    /// @param name for the log
    public Feed.Subscription subscribe(String name, long from, Consumer<CommittedBlock> subscriber) {
        return feed.subscribe(name, from, subscriber);
    }

    // ── copies and checks ──

    /// Writes the newest state and block to a new directory while the chain runs on.
    public Manifest snapshot(Path directory) throws IOException {
        return snapshot(head().height(), directory);
    }

    /// The same of an older height, which stays readable meanwhile.
    public Manifest snapshot(long height, Path directory) throws IOException {
        try (var _ = states.pin(height)) {
            return SnapshotWriter.write(states.at(height), block(height), info.genesisHash(), directory);
        }
    }

    /// Executes all blocks again and compares what comes out with what is stored.
    ///
    /// @param scratch empty, or holding the restored snapshot this ledger began with
    public Replay.Report replay(KeyValue scratch, LongConsumer progress) {
        return new Replay(blocks, head().height(), genesis, decoders, workers).run(scratch, progress);
    }

    /// Finishes the block in progress and lets subscribers finish theirs.
    @Override
    public void close() {
        driver.close();
        feed.close();
        if (pruner != null) pruner.close();
        store.close();
        workers.close();
    }

    private Submitted refused(Reason reason, String detail) {
        metrics.refused(reason);
        return new Submitted.Refused(reason, detail);
    }

    private void prune() throws InterruptedException {
        while (states.prune()) if (Thread.interrupted()) throw new InterruptedException();
    }

    /// The driver tells the operator what is wrong with the store; clearing away can wait.
    private static void pruningFailed(Throwable failure) {
        if (failure instanceof StoreFailure)
            LOG.debug("clearing old heights away waits", "reason", failure.getMessage());
        else LOG.error("clearing old heights away failed", failure);
    }
}
