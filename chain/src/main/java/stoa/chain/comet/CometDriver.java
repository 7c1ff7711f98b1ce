// SPDX-License-Identifier: Apache-2.0
package stoa.chain.comet;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stoa.chain.ChainConfig;
import stoa.chain.Foundation;
import stoa.chain.abci.AbciServer;
import stoa.chain.abci.Application;
import stoa.chain.abci.Request;
import stoa.chain.abci.Response;
import stoa.chain.block.DataFormat;
import stoa.chain.driver.ChainMetrics;
import stoa.chain.driver.Driver;
import stoa.chain.driver.Health;
import stoa.chain.parallel.Workers;
import stoa.chain.state.HeightUnavailable;
import stoa.chain.store.KeyValue;
import stoa.chain.store.RocksKeyValue;
import stoa.kit.crypto.Digests;
import stoa.kit.log.Log;
import stoa.kit.metrics.Metrics;
import stoa.types.Bytes;
import stoa.types.Hash;
import stoa.types.Reason;
import stoa.types.state.StateKey;
import stoa.types.tx.Fees;
import stoa.types.tx.Refused;

/// The application that CometBFT drives, and the chain's driver at once. It listens from the start; the ledger begins
/// when CometBFT says so: with the genesis (`InitChain`), with peers' snapshot, or with what the store holds.
public final class CometDriver implements Driver, Application {
    /// How a query names a record of the state: the table's prefix byte and the key are the query's data.
    public static final String STATE_PATH = "/state";

    private static final Log LOG = Log.of(CometDriver.class);
    private static final String VERSION = "0.1.0";
    private static final int TX_IN_BLOCK_ALREADY = Reason.ALREADY_KNOWN.code();

    private final KeyValue store;
    private final Workers workers;
    private final ChainConfig config;
    private final CometConfig comet;
    private final ChainMetrics metrics;
    private final CometRpc rpc;
    private final Hash genesisHash;
    /// Consensus and snapshot calls, one at a time.
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch began = new CountDownLatch(1);
    private final SnapshotShelf shelf;
    private final SnapshotArrival arrival;
    private volatile @Nullable Running running;
    private volatile Health health = new Health(Health.Status.STALLED, "CometBFT has not begun yet");
    private @Nullable AbciServer server;

    private CometDriver(KeyValue store, ChainConfig config, CometConfig comet, Metrics registry, Workers workers) {
        this.store = store;
        this.workers = workers;
        this.config = config;
        this.comet = comet;
        this.metrics = new ChainMetrics(registry);
        this.rpc = new CometRpc(comet.rpc());
        this.genesisHash = config.genesis().hash(Digests.INSTANCE);
        this.shelf = new SnapshotShelf(comet, genesisHash);
        this.arrival =
                new SnapshotArrival(comet.snapshots().resolveSibling("snapshot-arriving"), store, genesisHash, workers);
    }

    /// The ledger once it began.
    private record Running(Foundation base, Consensus consensus) {}

    /// Opens the store and listens; start CometBFT then, and give this to [stoa.chain.Chain#over].
    public static CometDriver listen(ChainConfig config, CometConfig comet, Metrics registry) throws IOException {
        return listen(RocksKeyValue.open(config.store()), config, comet, registry);
    }

    /// The same over any store, which the chain closes in the end.
    public static CometDriver listen(KeyValue store, ChainConfig config, CometConfig comet, Metrics registry)
            throws IOException {
        var workers = Workers.start("chain-worker");
        var driver = new CometDriver(store, config, comet, registry, workers);
        try {
            DataFormat.require(store, driver.genesisHash);
            if (!DataFormat.isEmpty(store)) driver.begin();
            driver.server = AbciServer.listen(comet.listen(), driver);
            return driver;
        } catch (IOException | RuntimeException | Error failure) {
            driver.close();
            workers.close();
            store.close();
            throw failure;
        }
    }

    /// Where CometBFT finds us.
    public String address() {
        return server == null ? comet.listen() : server.address();
    }

    public ChainMetrics metrics() {
        return metrics;
    }

    /// Waits until the ledger holds its first state.
    public Foundation awaitLedger() throws InterruptedException {
        began.await();
        var now = running;
        if (now == null) throw new IllegalStateException("closed before CometBFT began");
        return now.base();
    }

    private Running begin() {
        var base = Foundation.open(store, config, workers);
        var consensus =
                new Consensus(base, config.validatorKey(), ConsensusKeys.read(store), metrics, now -> health = now);
        var now = new Running(base, consensus);
        running = now;
        health = Health.OK;
        began.countDown();
        return now;
    }

    // ── the driver ──

    /// The server listens already.
    @Override
    public void start() {}

    @Override
    public Health health() {
        return health;
    }

    /// Hands it to CometBFT, which asks our own `CheckTx` and spreads it.
    @Override
    public Hash submit(byte[] raw) throws Refused {
        return rpc.broadcast(raw);
    }

    @Override
    public void close() {
        if (server != null) server.close();
        lock.lock();
        try {
            health = new Health(Health.Status.CLOSED, "the chain is closed");
            began.countDown();
        } finally {
            lock.unlock();
        }
        shelf.close();
        rpc.close();
    }

    // ── handshake ──

    @Override
    public Response.Info info(Request.Info request) {
        var now = running;
        long height = now == null ? 0 : now.base().states().height();
        byte[] appHash =
                now == null ? Bytes.EMPTY : now.base().states().newest().root().bytes();
        return new Response.Info("stoa", VERSION, config.genesis().params().protocolVersion(), height, appHash);
    }

    @Override
    public Response.InitChain initChain(Request.InitChain request) {
        lock.lock();
        try {
            var now = running;
            if (now != null && now.base().states().height() > 0)
                throw new IllegalStateException("CometBFT begins at the genesis, but the ledger is at height "
                        + now.base().states().height() + ": give CometBFT its data back, or begin both anew");
            var keys = Handshake.require(request, config.genesis(), genesisHash);
            keys.write(store);
            if (now == null) now = begin();
            else {
                now = new Running(
                        now.base(),
                        new Consensus(now.base(), config.validatorKey(), keys, metrics, state -> health = state));
                running = now;
            }
            return new Response.InitChain(now.base().states().newest().root().bytes());
        } finally {
            lock.unlock();
        }
    }

    // ── mempool ──

    @Override
    public void mempoolConnected() {
        var now = running;
        if (now != null) now.base().mempool().clear();
    }

    @Override
    public Response.CheckTx checkTx(Request.CheckTx request) {
        var now = running;
        if (now == null) return unchecked(Reason.MEMPOOL_FULL, "the ledger has not begun yet");
        if (SeedItem.marked(request.tx())) return unchecked(Reason.MALFORMED, Reason.MALFORMED.text());
        try {
            if (request.recheck()) {
                var again = now.base().mempool().again(Digests.INSTANCE.keccak256(request.tx()));
                if (again.isPresent())
                    return again.get()
                            .map(reason -> unchecked(reason, reason.text()))
                            .orElseGet(() -> new Response.CheckTx(0, "", 0));
            }
            var item = now.base().intake().take(request.tx());
            return new Response.CheckTx(0, "", Fees.gas(item.tx().verb()));
        } catch (Refused refused) {
            // It waits here already: CometBFT forgot it meanwhile and is told that it is good.
            if (refused.reason().code() == TX_IN_BLOCK_ALREADY
                    && now.base()
                            .mempool()
                            .find(Digests.INSTANCE.keccak256(request.tx()))
                            .isPresent()) return new Response.CheckTx(0, "", 0);
            return unchecked(refused.reason(), String.valueOf(refused.getMessage()));
        }
    }

    private static Response.CheckTx unchecked(Reason reason, String log) {
        return new Response.CheckTx(reason.code(), log, 0);
    }

    // ── consensus ──

    @Override
    public Response.PrepareProposal prepareProposal(Request.PrepareProposal request) {
        lock.lock();
        try {
            return began().consensus().prepare(request);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Response.ProcessProposal processProposal(Request.ProcessProposal request) {
        lock.lock();
        try {
            return began().consensus().process(request);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Response.FinalizeBlock finalizeBlock(Request.FinalizeBlock request) {
        lock.lock();
        try {
            return began().consensus().finalizeBlock(request);
        } catch (RuntimeException | Error failure) {
            halt(failure);
            throw failure;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Response.Commit commit() {
        lock.lock();
        try {
            var now = began();
            var block = now.consensus().commit();
            shelf.committed(now.base(), block);
            long retain = comet.blocksKept() == 0 ? 0 : Math.max(0, block.height() - comet.blocksKept() + 1);
            return new Response.Commit(retain);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while the disk did not take a block", interrupted);
        } catch (RuntimeException | Error failure) {
            halt(failure);
            throw failure;
        } finally {
            lock.unlock();
        }
    }

    private Running began() {
        var now = running;
        if (now == null) throw new IllegalStateException("CometBFT asks for a block before the ledger began");
        return now;
    }

    private void halt(Throwable failure) {
        health = new Health(
                Health.Status.HALTED, "the chain has stopped: " + failure + "; the state is untouched and can be read");
    }

    // ── reading ──

    @Override
    public Response.Query query(Request.Query request) {
        var now = running;
        if (now == null) return unanswered(Reason.INTERNAL, "the ledger has not begun yet");
        if (!request.path().equals(STATE_PATH) || request.data().length == 0)
            return unanswered(
                    Reason.MALFORMED, "ask for path " + STATE_PATH + " with a table's prefix byte and a key as data");
        try {
            var states = now.base().states();
            long height = request.height() == 0 ? states.height() : request.height();
            var entry = states.at(height).prove(StateKey.of(request.data()));
            return new Response.Query(
                    0,
                    entry.value().isPresent() ? "" : "no such record",
                    entry.key().path(Digests.INSTANCE).bytes(),
                    entry.value().orElse(Bytes.EMPTY),
                    request.prove() ? entry.proof() : Bytes.EMPTY,
                    height);
        } catch (HeightUnavailable unavailable) {
            return unanswered(Reason.MALFORMED, String.valueOf(unavailable.getMessage()));
        }
    }

    private static Response.Query unanswered(Reason reason, String log) {
        return new Response.Query(reason.code(), log, Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY, 0);
    }

    // ── snapshots ──

    @Override
    public Response.ListSnapshots listSnapshots() {
        return new Response.ListSnapshots(shelf.list());
    }

    @Override
    public Response.LoadSnapshotChunk loadSnapshotChunk(Request.LoadSnapshotChunk request) {
        return new Response.LoadSnapshotChunk(shelf.chunk(request.height(), request.format(), request.chunk()));
    }

    @Override
    public Response.OfferSnapshot offerSnapshot(Request.OfferSnapshot request) {
        lock.lock();
        try {
            if (running != null) return new Response.OfferSnapshot(Response.Offer.ABORT);
            return new Response.OfferSnapshot(arrival.offer(request));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Response.ApplySnapshotChunk applySnapshotChunk(Request.ApplySnapshotChunk request) {
        lock.lock();
        try {
            if (running != null) return new Response.ApplySnapshotChunk(Response.Apply.ABORT, List.of(), List.of());
            var response = arrival.apply(request);
            Optional<Long> restored = arrival.restored();
            if (restored.isPresent()) {
                LOG.info("the ledger begins with a snapshot", "height", restored.get());
                begin();
            }
            return response;
        } finally {
            lock.unlock();
        }
    }
}
